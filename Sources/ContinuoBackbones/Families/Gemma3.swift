import ContinuoFormats
import ContinuoTensor

/// Gemma 3's language model (Gemma Team 2025): norms before and after attention and feed-forward part, normalised queries
/// and keys, GeGLU, embeddings scaled by √width, and five layers that see the last positions only before each one that
/// sees all. Both kinds have a rotary base of their own.
///
/// A gain g of a norm is stored as g − 1. The picture part of the larger models is left aside.
public struct Gemma3: ModelFamily {
    public static let name = "gemma3"
    public static let modelType = "gemma3_text"
    public static let architecture: String? = "Gemma3ForCausalLM"
    public static let wrapper: ModelWrapper? = ModelWrapper(modelType: "gemma3", section: "text_config")

    public var settings: DecoderSettings
    var sliding: SlidingLayers
    /// Rotary positions of the layers that see the last positions only.
    public var slidingRotary: RotarySettings
    /// Scores are divided by the square root of this number.
    public var scoreDivisor: Double
    /// Bound of attention scores; nil for none. transformers reads the key and does without.
    public var scoreSoftCap: Double?
    /// Bound of the logits; nil for none.
    public var logitSoftCap: Double?
    public var attentionBias: Bool

    public static let defaults: JSONObject = [
        "num_hidden_layers": 6, "hidden_size": 256, "num_attention_heads": 4, "num_key_value_heads": 1,
        "head_dim": 64, "query_pre_attn_scalar": 64, "max_position_embeddings": 256, "sliding_window": 64,
    ]

    public static let commonKeys = DecoderSettings.commonKeys

    public static let tensorNames = TensorNameMap(
        [
            .init("blocks.*.mixer_norm", "model.layers.*.input_layernorm", .offset(-1)),
            .init("blocks.*.mixer_output_norm", "model.layers.*.post_attention_layernorm", .offset(-1)),
            .init("blocks.*.feed_forward_norm", "model.layers.*.pre_feedforward_layernorm", .offset(-1)),
            .init("blocks.*.feed_forward_output_norm", "model.layers.*.post_feedforward_layernorm", .offset(-1)),
            .init("blocks.*.mixer.q_norm", "model.layers.*.self_attn.q_norm", .offset(-1)),
            .init("blocks.*.mixer.k_norm", "model.layers.*.self_attn.k_norm", .offset(-1)),
            .init("norm", "model.norm", .offset(-1)),
        ] + DecoderSettings.tensorNames,
        optionalPrefix: "model.",
        otherPrefixes: ["language_model.model.", "model.language_model."],
        ignoredPrefixes: [
            "vision_tower.", "multi_modal_projector.", "model.vision_tower.", "model.multi_modal_projector.",
        ]
    )

    public static let gguf: GGUFLayout? = DecoderSettings.gguf("gemma3", modelType: modelType) { file, configuration in
        let layers = configuration["num_hidden_layers"]?.intValue ?? 0
        configuration["query_pre_attn_scalar"] = .number(
            ggufScoreDivisor(configuration, layers: layers)
        )
        for (ours, theirs) in ggufKeys { configuration[ours] = file.value("gemma3." + theirs) }
        let window = file.value("gemma3.attention.sliding_window")?.intValue ?? 0
        configuration["sliding_window"] = window > 0 ? .integer(window) : nil
        let types = SlidingLayers(window: window, isSliding: (0..<layers).map { window > 0 && isUsuallySliding($0) })
        configuration["layer_types"] = types.types
        let rotary = configuration["rope_parameters"] ?? ["rope_type": "default"]
        configuration["rope_parameters"] = ["full_attention": rotary, "sliding_attention": ["rope_type": "default"]]
        if configuration["rope_theta"] == nil { configuration["rope_theta"] = 1_000_000 }
    } supplement: { configuration, metadata in
        try configuration.requireForGGUF(["attention_bias": false, "attn_logit_softcapping": nil])
        let layers = try configuration.integer("num_hidden_layers")
        let types = SlidingLayers(window: 1, isSliding: (0..<layers).map(isUsuallySliding))
        let divisor = ggufScoreDivisor(configuration.object, layers: layers)
        try configuration.requireForGGUF(["layer_types": types.types])
        guard try configuration.number("query_pre_attn_scalar") == divisor else {
            throw configuration.unsupported("query_pre_attn_scalar", expected: "\(divisor), as GGUF files imply")
        }
        for (ours, theirs) in ggufKeys { metadata["gemma3." + theirs] = configuration.value(ours) }
        metadata["gemma3.attention.sliding_window"] = configuration.value("sliding_window")
    }

    /// Numbers that are absent more often than not.
    private static let ggufKeys: KeyValuePairs<String, String> = [
        "final_logit_softcapping": "final_logit_softcapping", "rope_local_base_freq": "rope.freq_base_swa",
    ]

    /// What llama.cpp divides scores by: the heads' width, or the width of the network's share of a head in the model of
    /// 27 · 10⁹ parameters, which it knows by its number of layers.
    private static func ggufScoreDivisor(_ configuration: JSONObject, layers: Int) -> Double {
        func number(_ key: String) -> Double { configuration[key]?.doubleValue ?? 1 }
        return layers == 62 ? number("hidden_size") / number("num_attention_heads") : number("head_dim")
    }

    /// Whether a layer sees the last positions only where nothing else is stated.
    private static func isUsuallySliding(_ layer: Int) -> Bool { (layer + 1) % usualPattern != 0 }

    public init(_ values: ConfigurationValues) throws {
        try values.require(["use_bidirectional_attention": false])
        let absent = DecoderSettings.Absent(
            vocabularySize: 262_208,
            context: 131_072,
            heads: 8,
            keyHeads: 4,
            headWidth: 256,
            activationKey: "hidden_activation",
            activation: Gemma3.usualActivation,
            tied: true
        )
        var local: RotarySettings?
        settings = try DecoderSettings(values, absent: absent) { values, headWidth, context in
            let (global, sliding) = try values.rotaryOfKinds(headWidth: headWidth, context: context)
            local = sliding
            return global
        }
        slidingRotary = local ?? settings.rotary
        let pattern = try values.optionalInteger("sliding_window_pattern") ?? Gemma3.usualPattern
        sliding = try values.slidingLayers(
            window: values.optionalInteger("sliding_window") ?? 4096,
            layers: settings.layers
        ) { ($0 + 1) % pattern != 0 }
        scoreDivisor = try values.number("query_pre_attn_scalar", default: 256, in: 1e-6...1e9)
        scoreSoftCap = try values.softCap("attn_logit_softcapping")
        logitSoftCap = try values.softCap("final_logit_softcapping")
        attentionBias = try values.flag("attention_bias", default: false)
    }

    /// One layer of so many sees all positions.
    static let usualPattern = 6
    private static let usualActivation = "gelu_pytorch_tanh"

    public var configuration: JSONObject {
        var json = settings.configuration(activationKey: "hidden_activation")
        // The name that Gemma's files have for the same function.
        if settings.activation == .gelu { json["hidden_activation"] = .string(Gemma3.usualActivation) }
        json["rope_local_base_freq"] = .number(slidingRotary.base)
        json["rope_parameters"] = [
            "full_attention": .object(settings.rotary.parameters),
            "sliding_attention": .object(slidingRotary.parameters),
        ]
        json["sliding_window"] = .integer(sliding.window)
        json["layer_types"] = sliding.types
        json["query_pre_attn_scalar"] =
            Int(exactly: scoreDivisor).map { .integer($0) } ?? .number(scoreDivisor)
        json["attn_logit_softcapping"] = scoreSoftCap.map { .number($0) } ?? .null
        json["final_logit_softcapping"] = logitSoftCap.map { .number($0) } ?? .null
        json["attention_bias"] = .bool(attentionBias)
        return json
    }

    public var vocabularySize: Int {
        get { settings.vocabularySize }
        set { settings.vocabularySize = newValue }
    }

    public func backbone(
        _ direction: SequenceContext.Direction,
        _ initialiser: inout Initialiser
    ) throws -> any Backbone {
        let recipe = DecoderSettings.Recipe(
            attentionBias: attentionBias,
            attentionOutputBias: attentionBias,
            normalisesHeads: true,
            normalisesOutputs: true,
            scoreScale: 1 / scoreDivisor.squareRoot(),
            scoreSoftCap: scoreSoftCap ?? 0,
            logitSoftCap: logitSoftCap ?? 0,
            embeddingScale: Double(settings.width).squareRoot(),
            sliding: sliding,
            slidingRotary: slidingRotary
        )
        return settings.backbone(recipe, &initialiser)
    }
}

extension ConfigurationValues {
    /// A bound of scores or logits; nil where the key is absent.
    func softCap(_ key: String) throws(DataFileError) -> Double? {
        value(key) == nil ? nil : try number(key, in: 1e-6...1e9)
    }

    /// Rotary positions of layers that see all positions and of those that see the last ones: from `rope_parameters`
    /// with a part for each kind, or from `rope_theta`, `rope_scaling` and `rope_local_base_freq`.
    fileprivate func rotaryOfKinds(
        headWidth: Int,
        context: Int
    ) throws(DataFileError) -> (global: RotarySettings, sliding: RotarySettings) {
        let parameters = try section("rope_parameters")
        func rotary(
            _ kind: String,
            key: String,
            usual: Double,
            other: ConfigurationValues?
        ) throws(DataFileError) -> RotarySettings {
            let section = try parameters?.section(kind) ?? other
            var base = try number(key, default: usual, in: 1...1e12)
            if value(key) == nil, let section {
                base = try section.number("rope_theta", default: usual, in: 1...1e12)
            }
            return try self.rotary(section, base: base, headWidth: headWidth, context: context)
        }
        return (
            try rotary("full_attention", key: "rope_theta", usual: 1_000_000, other: section("rope_scaling")),
            try rotary("sliding_attention", key: "rope_local_base_freq", usual: 10_000, other: nil)
        )
    }
}
