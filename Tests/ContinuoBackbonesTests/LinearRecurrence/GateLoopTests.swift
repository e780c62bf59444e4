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

    /// Heads of one channel are the layer without heads.
    @Test(arguments: GateLoopMode.allCases) func headsOfOneChannel(mode: GateLoopMode) {
        func output(_ heads: Int?) -> Tensor {
            var initialiser = Initialiser(seed: 4, .float64)
            var configuration = GateLoop.Configuration()
            (configuration.heads, configuration.mode) = (heads, mode)
            let layer = GateLoop(configuration, width: 3, &initialiser)
            return layer.forward(Self.draw(5, -1, 1, .float64, 37), .causal)
        }
        expectClose(output(3), output(nil), tolerance: 1e-12)
    }

    /// Re(q_t S_t) of heads by the definition, S a complex matrix that is multiplied position after position.
    @Test(arguments: GateLoopMode.allCases) func headsAreTheirDefinition(mode: GateLoopMode) {
        let (batch, length, heads, width) = (2, 19, 2, 3)
        let parts = (0..<5).map { index in
            var random = RandomStream(seed: 20 + UInt64(index))
            let low = index == 3 ? -0.5 : -1.0
            return Tensor.uniform(
                [batch, length, heads, width],
                low: low,
                high: index == 3 ? 0 : 1,
                .float64,
                using: &random
            )
        }
        let found = GateLoopHeads(
            queries: parts[0],
            keys: parts[1],
            values: parts[2],
            transitions: .init(logarithmicMagnitude: parts[3], phase: parts[4]),
            initial: nil,
            chunk: 8
        ).run(mode).output.doubles
        let (q, k, v, size) = (parts[0].doubles, parts[1].doubles, parts[2].doubles, exp(parts[3]).doubles)
        let (cosine, sine) = (cos(parts[4]).doubles, sin(parts[4]).doubles)
        for place in 0..<(batch * heads) {
            var (real, imaginary) = ([Double](repeating: 0, count: 9), [Double](repeating: 0, count: 9))
            for t in 0..<length {
                let start = ((place / heads * length + t) * heads + place % heads) * width
                var output = [Double](repeating: 0, count: width)
                for i in 0..<width {
                    let (x, y) = (size[start + i] * cosine[start + i], size[start + i] * sine[start + i])
                    for j in 0..<width {
                        let (r, m) = (real[3 * i + j], imaginary[3 * i + j])
                        real[3 * i + j] = x * r - y * m + k[start + i] * v[start + j]
                        imaginary[3 * i + j] = x * m + y * r
                        output[j] += q[start + i] * real[3 * i + j]
                    }
                }
                for j in 0..<width { #expect(abs(found[start + j] - output[j]) < 1e-12) }
            }
        }
    }
}
