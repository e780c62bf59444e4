import ContinuoFormats
import ContinuoTensor

/// Qwen 3 (Yang et al. 2025): Llama's blocks, with queries and keys normalised head by head.
public struct Qwen3: ModelFamily {
    public static let name = "qwen3"
    public static let architecture: String? = "Qwen3ForCausalLM"

    public var settings: DecoderSettings
    public var attentionBias: Bool
    var sliding: UpperSlidingLayers

    public static let defaults: JSONObject = {
        var defaults = DecoderSettings.defaults
        defaults["head_dim"] = 64
        defaults["num_key_value_heads"] = 2
        return defaults
    }()

    public static let commonKeys = DecoderSettings.commonKeys
    public static let tensorNames = Llama.tensorNames

    public static let gguf: GGUFLayout? = DecoderSettings.gguf("qwen3") { _, _ in
    } supplement: { configuration, _ in
        try configuration.requireForGGUF(["attention_bias": false, "use_sliding_window": false])
    }

    public init(_ values: ConfigurationValues) throws {
        settings = try DecoderSettings(values, absent: .init(headWidth: 128))
        attentionBias = try values.flag("attention_bias", default: false)
        sliding = try UpperSlidingLayers(values, layers: settings.layers)
    }

    public var configuration: JSONObject {
        var json = settings.configuration()
        json["attention_bias"] = .bool(attentionBias)
        for (key, value) in sliding.configuration { json[key] = value }
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
            sliding: sliding.layers
        )
        return settings.backbone(recipe, &initialiser)
    }
}
