import ContinuoFormats
import ContinuoTensor

/// Qwen 2 and 2.5 (Yang et al. 2024): Llama's blocks with biases of queries, keys and values.
public struct Qwen2: ModelFamily {
    public static let name = "qwen2"
    public static let architecture: String? = "Qwen2ForCausalLM"

    public var settings: DecoderSettings
    var sliding: UpperSlidingLayers

    public static let defaults = DecoderSettings.defaults
    public static let commonKeys = DecoderSettings.commonKeys
    public static let tensorNames = Llama.tensorNames

    public static let gguf: GGUFLayout? = DecoderSettings.gguf("qwen2") { _, _ in
    } supplement: { configuration, _ in
        try configuration.requireForGGUF(["use_sliding_window": false])
    }

    public init(_ values: ConfigurationValues) throws {
        settings = try DecoderSettings(values)
        sliding = try UpperSlidingLayers(values, layers: settings.layers)
    }

    public var configuration: JSONObject {
        var json = settings.configuration()
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
        let recipe = DecoderSettings.Recipe(attentionBias: true, sliding: sliding.layers)
        return settings.backbone(recipe, &initialiser)
    }
}
