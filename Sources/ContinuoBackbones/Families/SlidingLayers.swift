import ContinuoFormats

/// Which layers of a network see the last positions only.
struct SlidingLayers: Sendable, Equatable {
    /// Positions that such a layer sees; 0 where no layer is one.
    var window: Int
    /// For each layer, whether it is one.
    var isSliding: [Bool]

    /// No layer is one.
    static func none(layers: Int) -> SlidingLayers {
        SlidingLayers(window: 0, isSliding: [Bool](repeating: false, count: layers))
    }

    /// The window of a layer; 0 for none.
    func window(_ layer: Int) -> Int { isSliding[layer] ? window : 0 }

    /// The value of `layer_types`.
    var types: JSONValue { .array(isSliding.map { $0 ? "sliding_attention" : "full_attention" }) }
}

extension ConfigurationValues {
    /// Reads `layer_types`, or takes what `usual` says of each layer.
    func slidingLayers(
        window: Int?,
        layers: Int,
        usual: (Int) -> Bool
    ) throws(DataFileError) -> SlidingLayers {
        guard let window else { return .none(layers: layers) }
        guard let list = value("layer_types") else {
            return SlidingLayers(window: window, isSliding: (0..<layers).map(usual))
        }
        let kinds = list.arrayValue?.map { kind in
            kind.stringValue.flatMap { ["sliding_attention": true, "full_attention": false][$0] }
        }
        guard let kinds, kinds.count == layers, !kinds.contains(nil) else {
            throw error(
                "layer_types",
                expected: "\"sliding_attention\" or \"full_attention\" for each of \(layers) layers"
            )
        }
        return SlidingLayers(window: window, isSliding: kinds.compactMap { $0 })
    }
}
