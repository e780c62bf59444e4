import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

@Suite struct GateLoopTests {
    static let kinds: [(size: Bool, phase: Bool)] = [(true, true), (true, false), (false, true)]

    private static func draw(_ seed: UInt64, _ low: Double, _ high: Double, _ type: ElementType, _ length: Int)
        -> Tensor
    {
        var random = RandomStream(seed: seed)
        return Tensor.uniform([2, length, 3], low: low, high: high, type, using: &random)
    }

    private static func scan(_ kind: (size: Bool, phase: Bool), _ values: [Tensor]) -> GateLoopScan {
        GateLoopScan(
            drive: values[0],
            transitions: .init(
                logarithmicMagnitude: kind.size ? values[1] : nil,
                phase: kind.phase ? values[2] : nil
            ),
            initial: nil,
            chunk: 16
        )
    }

    private static func values(_ length: Int, _ type: ElementType, weakest: Double = -0.3) -> [Tensor] {
        [draw(1, -1, 1, type, length), draw(2, weakest, 0, type, length), draw(3, -1, 1, type, length)]
    }

    @Test(arguments: 0..<3) func modesAgree(kind: Int) {
        for (type, tolerance) in [(ElementType.float64, 1e-12), (.float32, 1e-4)] {
            let values = Self.values(512, type)
            let expected = Self.scan(Self.kinds[kind], values).run(.recurrent)
            for mode in [GateLoopMode.scan, .surrogate] {
                let found = Self.scan(Self.kinds[kind], values).run(mode)
                expectClose(found.real, expected.real, tolerance: tolerance)
                expectClose(found.final, expected.final, tolerance: tolerance)
            }
        }
    }

    /// Products of transitions far below the smallest number divide nothing.
    @Test func vanishedProductsDoNoHarm() {
        let values = Self.values(64, .float32, weakest: -60)
        let expected = Self.scan((true, true), values).run(.recurrent).real
        let found = Self.scan((true, true), values).run(.surrogate).real
        let isFinite = found.doubles.allSatisfy { $0.isFinite }
        #expect(isFinite)
        expectClose(found, expected, tolerance: 1e-5)
    }

    @Test(arguments: 0..<3) func modesHaveOneGradient(kind: Int) {
        let inputs = Self.values(21, .float64)
        let found = GateLoopMode.allCases.map { mode in
            let leaves = inputs.map { $0.tracked() }
            let result = Self.scan(Self.kinds[kind], leaves).run(mode)
            let total = result.real.squared().sum() + result.final.sum()
            return gradients(of: total, withRespectTo: leaves)
        }
        for other in found.dropFirst() {
            for (gradient, expected) in zip(other, found[0]) { expectClose(gradient, expected, tolerance: 1e-10) }
        }
    }

    /// With a fixed gate, output t is Σ_{s ≤ t} |a|^{t−s} cos((t−s) arg a) d_s: the decayed, turned sum of RetNet and LRU.
    @Test func aFixedGateIsADecayedSum() {
        let drive = Self.draw(1, -1, 1, .float64, 40)
        let (size, phase) = (Tensor.full([2, 40, 3], -0.05, .float64), Tensor.full([2, 40, 3], 0.7, .float64))
        let found = Self.scan((true, true), [drive, size, phase]).run(.scan).real.doubles
        let d = drive.doubles
        let kernel = (exp(Tensor.range(40, .float64) * -0.05) * cos(Tensor.range(40, .float64) * 0.7)).doubles
        for row in 0..<2 {
            for t in 0..<40 {
                for c in 0..<3 {
                    let sum = (0...t).reduce(0.0) { $0 + kernel[t - $1] * d[(row * 40 + $1) * 3 + c] }
                    #expect(abs(found[(row * 40 + t) * 3 + c] - sum) < 1e-12)
                }
            }
        }
    }

    @Test func gatesBeginOpen() {
        var initialiser = Initialiser(seed: 3, .float64)
        let layer = GateLoop(width: 64, &initialiser)
        let start = layer.parameters.first { $0.name == "alpha" }!.tensor
        let sizes = sigmoid(start).doubles
        #expect(sizes.allSatisfy { $0 >= 0.9 && $0 <= 0.99 })
    }
}
