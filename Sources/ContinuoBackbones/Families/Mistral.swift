import ContinuoFormats
import ContinuoTensor

/// Mistral (Jiang et al. 2023): Llama's blocks, in which every layer may see the last positions only.
public struct Mistral: ModelFamily {
    public static let name = "mistral"
    public static let architecture: String? = "MistralForCausalLM"

    public var settings: DecoderSettings
    /// Positions that a layer sees; nil for all.
    public var window: Int?

    public static let defaults: JSONObject = {
        var defaults = DecoderSettings.defaults
        defaults["sliding_window"] = 128
        return defaults
    }()

    public static let commonKeys = DecoderSettings.commonKeys
    public static let tensorNames = Llama.tensorNames

    /// As Llama's, which has no word for the window.
    public static let gguf: GGUFLayout? = DecoderSettings.gguf("llama", interleaved: true) { _, _ in
    } supplement: { configuration, _ in
        try configuration.requireForGGUF(["sliding_window": nil])
    }

    public init(_ values: ConfigurationValues) throws {
        settings = try DecoderSettings(values)
        window = try values.optionalInteger("sliding_window")
    }

    public var configuration: JSONObject {
        var json = settings.configuration()
        json["sliding_window"] = window.map { .integer($0) } ?? .null
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
