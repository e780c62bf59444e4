import ContinuoFormats
import ContinuoTensor

/// Phi-3 and Phi-4 mini (Abdin et al. 2024): Llama's blocks with fused projections, rotary positions of a part of each
/// head, and divisors of their frequencies for long texts. Texts beyond the original length, for which other divisors
/// hold, are not read.
public struct Phi3: ModelFamily {
    public static let name = "phi3"
    public static let architecture: String? = "Phi3ForCausalLM"

    public var settings: DecoderSettings
    /// Positions that a layer sees; nil for all.
    public var window: Int?

    public static let defaults = DecoderSettings.defaults
    public static let commonKeys = DecoderSettings.commonKeys

    public static let tensorNames = TensorNameMap(
        [
            .init("blocks.*.mixer.qkv", "model.layers.*.self_attn.qkv_proj"),
            .init("blocks.*.feed_forward.up", "model.layers.*.mlp.gate_up_proj"),
        ] + DecoderSettings.tensorNames,
        optionalPrefix: "model.",
        ignoredSuffixes: [".rotary_emb.inv_freq"]
    )

    public static let gguf: GGUFLayout? = DecoderSettings.gguf("phi3", fused: true) { file, configuration in
        // llama.cpp writes 0 where there is none.
        if let window = file.value("phi3.attention.sliding_window"), window.intValue != 0 {
            configuration["sliding_window"] = window
        }
    } supplement: { configuration, metadata in
        metadata["phi3.attention.sliding_window"] = .integer(configuration.value("sliding_window")?.intValue ?? 0)
    }

    public init(_ values: ConfigurationValues) throws {
        settings = try DecoderSettings(values, absent: .init(epsilon: 1e-5)) { values, headWidth, context in
            try values.rotary(headWidth: headWidth, context: context)
        }
        window = try values.optionalInteger("sliding_window")
    }

    public var configuration: JSONObject {
        var json = settings.configuration()
        json["sliding_window"] = window.map { .integer($0) } ?? .null
        json["partial_rotary_factor"] = .number(settings.rotary.fraction)
        if case .long(let long) = settings.rotary.scaling {
            json["original_max_position_embeddings"] = .integer(long.originalLength)
        }
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
        let all = [Bool](repeating: true, count: settings.layers)
        let recipe = DecoderSettings.Recipe(sliding: window.map { SlidingLayers(window: $0, isSliding: all) })
        return settings.backbone(recipe, &initialiser)
    }
}
