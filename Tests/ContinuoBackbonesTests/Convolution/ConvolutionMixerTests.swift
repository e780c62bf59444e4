import ContinuoFormats
import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

/// What every mixer of long convolutions keeps beside the laws of layers.
@Suite struct ConvolutionMixerTests {
    private static let length = 300

    static let kinds = MixerRegistry.convolution.map(\.name)

    static func layer(
        _ name: String,
        _ settings: JSONObject = JSONObject(),
        _ type: ElementType = .float64,
        _ scheme: ConvolutionScheme = .continuous
    ) throws -> any SequenceLayer {
        var initialiser = Initialiser(seed: 4, type)
        initialiser.convolutionScheme = scheme
        let kind = try #require(MixerRegistry.kind(named: name))
        return try kind.layer(settings, MixerPlace(width: 8, context: 200, deviation: 0.5), &initialiser)
    }

    private func input(_ type: ElementType) -> Tensor {
        var random = RandomStream(seed: 5)
        return Tensor.normal([2, Self.length, 8], type, using: &random)
    }

    /// Sequences longer than what is summed directly, without gradients: prompt and steps, chunks, every scheme.
    @Test(arguments: kinds, [ConvolutionScheme.naive, .epoched(32), .continuous])
    func streamsEqualWholeSequences(_ name: String, _ scheme: ConvolutionScheme) throws {
        for (type, tolerance) in [(ElementType.float64, 1e-9), (.float32, 1e-3)] {
            let layer = try Self.layer(name, JSONObject(), type, scheme)
            let x = input(type)
            try withoutGradients {
                let whole = layer.forward(x, .causal)
                for sizes in [
                    Array(repeating: 1, count: Self.length), [150] + Array(repeating: 1, count: 150), [70, 80, 3, 147],
                ] {
                    var state: any LayerState = layer.initialState(batch: 2)
                    var start = 0
                    let parts = sizes.map { size in
                        defer { start += size }
                        return layer.forward(x.sliced(start..<(start + size), axis: 1), erasedState: &state, .causal)
                    }
                    expectClose(Tensor.concatenated(parts, axis: 1), whole, tolerance: tolerance)
                }
                var state: any LayerState = layer.initialState(batch: 2)
                _ = layer.forward(x.sliced(0..<100, axis: 1), erasedState: &state, .causal)
                for t in 100..<103 { _ = layer.forward(x.sliced(t..<(t + 1), axis: 1), erasedState: &state, .causal) }
                state.select(rows: [1, 1, 0])
                let rest = x.rows(at: Tensor([1, 1, 0] as [Int32])).sliced(103..<104, axis: 1)
                let expected = whole.rows(at: Tensor([1, 1, 0] as [Int32])).sliced(103..<104, axis: 1)
                expectClose(layer.forward(rest, erasedState: &state, .causal), expected, tolerance: tolerance)
            }
        }
    }

    /// Transforms mix all positions in their rounding; what comes later may change no more than that.
    @Test(arguments: kinds) func longSequencesAreCausal(_ name: String) throws {
        let layer = try Self.layer(name)
        let x = input(.float64)
        let changed = Tensor.concatenated([x.sliced(0..<180, axis: 1), x.sliced(180..<300, axis: 1) * 3 + 1], axis: 1)
        let (whole, other) = (layer.forward(x, .causal), layer.forward(changed, .causal))
        expectClose(other.sliced(0..<180, axis: 1), whole.sliced(0..<180, axis: 1), tolerance: 1e-12)
    }

    /// Filters that are recurrences, and other forms that settings choose, keep the laws of layers as well.
    @Test(
        arguments: [
            ("hyena", ["modes": 3, "order": 3]), ("hyena", ["window": false, "filter_features": 7, "filter_width": 5]),
            ("multihyena", ["heads": 4, "modes": 2]), ("multihyena", ["heads": 2]),
            ("h3", ["head_width": 2, "modes": 4]),
            ("long-conv", ["modes": 2]), ("long-conv", ["gated": true, "time_smoothing": 3]),
            ("long-conv", ["initialisation": "random", "frequency_smoothing": 5]),
            ("tnn", ["channels": 5, "position_depth": 1]), ("multires", ["kernel_size": 4, "wavelet_init": "db2"]),
            ("multires", ["kernel_size": 3, "select": "uniform", "memory": 7]), ("multires", ["wavelet_init": "haar"]),
            ("dilated-conv", ["kernel_size": 3, "cycle": 1]), ("long-conv", ["butterfly": "off"]),
        ] as [(String, JSONObject)]
    )
    func otherForms(_ name: String, _ settings: JSONObject) throws {
        try checkLayer(
            LayerCase("\(name) \(JSONWriter.text(.object(settings)))") { initialiser in
                let place = MixerPlace(width: 8, context: 64, deviation: 0.6)
                guard let layer = try? MixerRegistry.kind(named: name)?.layer(settings, place, &initialiser) else {
                    fatalError("no mixer \(name)")
                }
                return layer
            }
        )
    }

    @Test(
        arguments: [
            ("long-conv", "butterfly", "fast"), ("long-conv", "time_smoothing", 2), ("multihyena", "heads", 3),
            ("h3", "shift_size", 17), ("tnn", "decay", 0), ("multires", "kernel_size", 1),
            ("multires", "wavelet_init", "db2"),
            ("hyena", "filter_features", 4), ("dilated-conv", "cycle", 0),
        ] as [(String, String, JSONValue)]
    )
    func badSettingsAreRefused(_ name: String, _ key: String, _ value: JSONValue) throws {
        let kind = try #require(MixerRegistry.kind(named: name))
        let error = #expect(throws: DataFileError.self) {
            try kind.settings([key: value], width: 8, file: "recipe.yaml")
        }
        #expect(error.map { "\($0)".contains(key) } ?? false)
    }
}
