import ContinuoFormats

/// Qwen's windows: those of the layers from `max_window_layers` on, when `use_sliding_window` is true.
struct UpperSlidingLayers: Sendable {
    let layers: SlidingLayers
    /// Number of layers below, where nothing else is stated.
    private let first: Int

    init(_ values: ConfigurationValues, layers: Int) throws {
        // What transformers takes where keys are absent.
        let (usualWindow, usualFirst) = (4096, 28)
        let isUsed = try values.flag("use_sliding_window", default: false)
        let window = try values.optionalInteger("sliding_window") ?? usualWindow
        let first = try values.optionalInteger("max_window_layers", in: 0...Int(Int32.max)) ?? usualFirst
        self.first = first
        self.layers = try values.slidingLayers(window: isUsed ? window : nil, layers: layers) { $0 >= first }
    }

    /// The settings by the keys of `config.json`.
    var configuration: JSONObject {
        [
            "use_sliding_window": .bool(layers.window > 0),
            "sliding_window": layers.window > 0 ? .integer(layers.window) : .null,
            "max_window_layers": .integer(first),
            "layer_types": layers.types,
        ]
    }
}
