import ContinuoFormats
import ContinuoTensor

/// Llama (Touvron et al. 2023): pre-norm blocks with RMSNorm, rotary positions, grouped-query attention and SwiGLU, without
/// biases. Llama 3 and its relatives stretch the rotary positions.
public struct Llama: ModelFamily {
    public static let name = "llama"
    public static let architecture: String? = "LlamaForCausalLM"

    public var settings: DecoderSettings
    public var attentionBias: Bool
    public var feedForwardBias: Bool

    public static let defaults = DecoderSettings.defaults
    public static let commonKeys = DecoderSettings.commonKeys

    public static let tensorNames = TensorNameMap(
        DecoderSettings.tensorNames,
        optionalPrefix: "model.",
        ignoredSuffixes: [".rotary_emb.inv_freq"]
    )

    public static let gguf: GGUFLayout? = DecoderSettings.gguf("llama", interleaved: true) { file, configuration in
        let hasBias = file.shape(of: "blk.0.attn_q.bias") != nil
        configuration["attention_bias"] = .bool(hasBias)
    } supplement: { configuration, _ in
        try configuration.requireForGGUF(["attention_bias": false, "mlp_bias": false])
    }

    public init(_ values: ConfigurationValues) throws {
        try values.require(["pretraining_tp": 1])
        settings = try DecoderSettings(values)
        attentionBias = try values.flag("attention_bias", default: false)
        feedForwardBias = try values.flag("mlp_bias", default: false)
    }

    public var configuration: JSONObject {
        var json = settings.configuration()
        json["attention_bias"] = .bool(attentionBias)
        json["mlp_bias"] = .bool(feedForwardBias)
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
            feedForwardBias: feedForwardBias
        )
        return settings.backbone(recipe, &initialiser)
    }
}
