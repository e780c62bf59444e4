import ContinuoBackbones
import ContinuoTensor
import ContinuoTestSupport
import Testing

@Suite struct CrossAttentionTests {
    private func layer(_ initialiser: inout Initialiser) -> CrossAttention {
        CrossAttention(
            .init(heads: 4, keyHeads: 2, headWidth: 3, bias: true, scale: 0.7),
            width: 6,
            sourceWidth: 5,
            deviation: 0.6,
            outputDeviation: 0.6,
            &initialiser
        )
    }

    private func draw(_ shape: [Int], _ seed: UInt64) -> Tensor {
        var random = RandomStream(seed: seed)
        return Tensor.normal(shape, .float64, using: &random)
    }

    @Test func gradientsEqualCentralDifferences() {
        var initialiser = Initialiser(seed: 3, .float64)
        let layer = layer(&initialiser)
        let bias = draw([2, 4, 3, 5], 8)
        checkGradients([draw([2, 3, 6], 1), draw([2, 5, 5], 2), bias], tolerance: 1e-5) { inputs in
            let memory = layer.memory(inputs[1], lengths: [5, 3])
            return layer(inputs[0], memory, bias: AttentionBias(inputs[2], .matrix)) + layer(inputs[0], memory)
        }
    }

    /// What stands behind a source's length is not seen, and one source serves rows as copies of it would.
    @Test func sourcesAreSeenToTheirLengths() {
        var initialiser = Initialiser(seed: 3, .float64)
        let layer = layer(&initialiser)
        let (x, source) = (draw([2, 3, 6], 1), draw([2, 5, 5], 2))
        let both = layer(x, layer.memory(source, lengths: [5, 3]))
        let short = source.sliced(1..<2).sliced(0..<3, axis: 1)
        let alone = layer(x.sliced(1..<2), layer.memory(short, lengths: nil))
        expectClose(both.sliced(1..<2), alone, tolerance: 1e-12)
        let shared = layer(x, layer.memory(short, lengths: [3]))
        var copies = layer.memory(Tensor.concatenated([short, short]), lengths: [3, 3])
        expectClose(shared, layer(x, copies), tolerance: 1e-12)
        copies.select(rows: [1, 0])
        expectClose(shared, layer(x, copies), tolerance: 1e-12)
    }

    @Test func masksHideSources() {
        var initialiser = Initialiser(seed: 3, .float64)
        let layer = layer(&initialiser)
        let (x, source) = (draw([1, 3, 6], 1), draw([1, 5, 5], 2))
        let memory = layer.memory(source, lengths: nil)
        let masked = layer(x, memory, mask: AttentionMask(queries: 3, keys: 5) { $1 < 2 })
        let cut = layer(x, layer.memory(source.sliced(0..<2, axis: 1), lengths: nil))
        expectClose(masked, cut, tolerance: 1e-12)
    }
}
