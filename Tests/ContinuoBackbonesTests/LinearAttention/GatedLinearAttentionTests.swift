import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

@Suite struct GatedLinearAttentionTests {
    private static func layer(scans: Int, shape: [Int] = []) -> GatedLinearAttention {
        var configuration = GatedLinearAttention.Configuration()
        (configuration.heads, configuration.scans, configuration.shape) = (2, scans, shape)
        configuration.gateTemperature = 1
        var initialiser = Initialiser(seed: 5, .float64)
        return GatedLinearAttention(configuration, width: 8, &initialiser)
    }

    private static func input(_ length: Int) -> Tensor {
        var random = RandomStream(seed: 12)
        return Tensor.normal([2, length, 8], .float64, using: &random)
    }

    /// A grid of `rows` × `columns` positions with its rows as columns.
    private static func transposed(_ x: Tensor, rows: Int, columns: Int) -> Tensor {
        x.reshaped([2, rows, columns, 8]).permuted([0, 2, 1, 3]).reshaped(x.shape)
    }

    /// Both ways are one reading of the sequence and of its reverse: turning the input round turns the output round.
    @Test func twoScansTurnWithTheSequence() {
        let (layer, x) = (Self.layer(scans: 2), Self.input(7))
        #expect(layer.capabilities == [.bidirectional, .parallelInTime])
        let output = layer.forward(x, .bidirectional)
        expectClose(
            layer.forward(x.reversed(axis: 1), .bidirectional),
            output.reversed(axis: 1),
            tolerance: 1e-12
        )
        checkGradients([x], tolerance: 1e-5) { layer.forward($0[0], .bidirectional) }
        let forwards = Self.layer(scans: 1).forward(x, .causal)
        #expect(zip(forwards.doubles, output.doubles).contains { abs($0 - $1) > 1e-3 })
    }

    /// Four scans know neither rows from columns nor one end from the other, but two do know rows from columns.
    @Test func fourScansTurnWithTheGrid() {
        let x = Self.input(6)
        let (wide, high) = (Self.layer(scans: 4, shape: [2, 3]), Self.layer(scans: 4, shape: [3, 2]))
        let output = wide.forward(x, .bidirectional)
        let other = high.forward(Self.transposed(x, rows: 2, columns: 3), .bidirectional)
        expectClose(other, Self.transposed(output, rows: 2, columns: 3), tolerance: 1e-12)
        let two = Self.layer(scans: 2)
        let straight = Self.transposed(two.forward(x, .bidirectional), rows: 2, columns: 3)
        let turned = two.forward(Self.transposed(x, rows: 2, columns: 3), .bidirectional)
        #expect(zip(straight.doubles, turned.doubles).contains { abs($0 - $1) > 1e-3 })
        checkGradients([x], tolerance: 1e-5) { wide.forward($0[0], .bidirectional) }
    }

    @Test func paddingIsNotReadBackwards() {
        let (layer, x) = (Self.layer(scans: 2), Self.input(9))
        var context = SequenceContext.bidirectional
        context.lengths = [6, 6]
        expectClose(
            layer.forward(x, context).sliced(0..<6, axis: 1),
            layer.forward(x.sliced(0..<6, axis: 1), .bidirectional),
            tolerance: 1e-12
        )
    }

    @Test(arguments: [(3, [Int]()), (4, []), (4, [2]), (4, [0, 3])])
    func impossibleScansAreRefused(scans: Int, shape: [Int]) {
        var configuration = GatedLinearAttention.Configuration()
        (configuration.heads, configuration.scans, configuration.shape) = (2, scans, shape)
        #expect(configuration.fault(width: 8) != nil)
    }
}
