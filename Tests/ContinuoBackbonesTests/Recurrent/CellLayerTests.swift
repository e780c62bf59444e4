import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

@Suite struct CellLayerTests {
    static let cases: [LayerCase] = [
        LayerCase("minimal gated unit") {
            CellLayer(MinimalGatedUnit(width: 6, stateSize: 6, &$0), width: 6, &$0)
        },
        LayerCase("minimal gated unit of another size") {
            CellLayer(MinimalGatedUnit(width: 6, stateSize: 4, &$0), width: 6, &$0)
        },
        LayerCase("long expressive memory") {
            CellLayer(LongExpressiveMemory(width: 6, hiddenSize: 6, step: 0.7, &$0), width: 6, outputSize: 6, &$0)
        },
        LayerCase("GRU as a cell") { CellLayer(GRU(width: 6, &$0), width: 6, &$0) },
    ]

    @Test(arguments: cases) func layerLaws(_ layer: LayerCase) throws { try checkLayer(layer) }

    /// The formulas as written, one number after the other.
    @Test func cellsFollowTheirFormulas() {
        var initialiser = Initialiser(seed: 3, .float64)
        let unit = MinimalGatedUnit(width: 3, stateSize: 2, &initialiser)
        let memory = LongExpressiveMemory(width: 3, hiddenSize: 2, step: 0.7, &initialiser)
        var random = RandomStream(seed: 4)
        let x = Tensor.normal([1, 3], .float64, using: &random)
        let h = Tensor.normal([1, 4], .float64, using: &random)
        func weights(_ module: some Module, _ name: String) -> [Double] {
            module.parameters.first { $0.name == name }!.tensor.doubles
        }
        func dot(_ matrix: [Double], _ row: Int, _ vector: [Double]) -> Double {
            vector.indices.reduce(0) { $0 + matrix[row * vector.count + $1] * vector[$1] }
        }
        func logistic(_ x: Double) -> Double { sigmoid(Tensor([x])).item }
        func hyperbolic(_ x: Double) -> Double { tanh(Tensor([x])).item }
        let (u, state) = (x.doubles, h.doubles)

        let input = weights(unit, "input.weight"), shift = weights(unit, "input.bias")
        let own = Array(state[..<2])
        let f = (0..<2).map { logistic(dot(input, $0, u) + shift[$0] + dot(weights(unit, "gate.weight"), $0, own)) }
        let gated = zip(f, own).map { $0 * $1 }
        let expected = (0..<2).map { i in
            let c = hyperbolic(
                dot(input, 2 + i, u) + shift[2 + i] + dot(weights(unit, "candidate.weight"), i, gated)
            )
            return (1 - f[i]) * own[i] + f[i] * c
        }
        expectClose(unit.next(h.sliced(0..<2, axis: 1), unit.projected(x)).doubles, expected, tolerance: 1e-12)

        let w = weights(memory, "input.weight"), b = weights(memory, "input.bias")
        let v = weights(memory, "recurrent.weight"), vy = weights(memory, "memory.weight")
        let (y, z) = (Array(state[..<2]), Array(state[2...]))
        let z2 = (0..<2).map { i in
            let step = 0.7 * logistic(dot(w, i, u) + b[i] + dot(v, i, y))
            return (1 - step) * z[i] + step * hyperbolic(dot(w, 4 + i, u) + b[4 + i] + dot(v, 4 + i, y))
        }
        let y2 = (0..<2).map { i in
            let step = 0.7 * logistic(dot(w, 2 + i, u) + b[2 + i] + dot(v, 2 + i, y))
            return (1 - step) * y[i] + step * hyperbolic(dot(w, 6 + i, u) + b[6 + i] + dot(vy, i, z2))
        }
        expectClose(memory.next(h, memory.projected(x)).doubles, y2 + z2, tolerance: 1e-12)
    }
}
