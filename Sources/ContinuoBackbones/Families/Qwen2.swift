import ContinuoFormats
import ContinuoTensor

/// Qwen 2 and 2.5 (Yang et al. 2024): Llama's blocks with biases of queries, keys and values.
public struct Qwen2: ModelFamily {
    public static let name = "qwen2"
    public static let architecture: String? = "Qwen2ForCausalLM"

    public var settings: DecoderSettings
    var sliding: SlidingLayers

    public static let defaults = DecoderSettings.defaults
    public static let commonKeys = DecoderSettings.commonKeys
    public static let tensorNames = Llama.tensorNames

    public static let gguf: GGUFLayout? = DecoderSettings.gguf("qwen2") { _, _ in
    } supplement: { configuration, _ in
        try configuration.requireForGGUF(["use_sliding_window": false])
    }

    public init(_ values: ConfigurationValues) throws {
        settings = try DecoderSettings(values)
        sliding = try values.upperSlidingLayers(layers: settings.layers)
    }

    public var configuration: JSONObject {
        var json = settings.configuration()
        for (key, value) in sliding.upperLayerSettings { json[key] = value }
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
        let recipe = DecoderSettings.Recipe(attentionBias: true, sliding: sliding)
        return settings.backbone(recipe, &initialiser)
    }
}

extension ConfigurationValues {
    /// Qwen's windows: those of the layers from `max_window_layers` on, when `use_sliding_window` is true.
    func upperSlidingLayers(layers: Int) throws(DataFileError) -> SlidingLayers {
        let window = try flag("use_sliding_window", default: false) ? optionalInteger("sliding_window") ?? 4096 : nil
        let first = try optionalInteger("max_window_layers", in: 0...Int(Int32.max)) ?? 28
        return try slidingLayers(window: window, layers: layers) { $0 >= first }
    }
}

extension SlidingLayers {
    /// The settings that `upperSlidingLayers` reads.
    var upperLayerSettings: JSONObject {
        [
            "use_sliding_window": .bool(window > 0),
            "sliding_window": window > 0 ? .integer(window) : .null,
            "max_window_layers": .integer(isSliding.firstIndex(of: true) ?? isSliding.count),
            "layer_types": types,
        ]
    }
}
