import ContinuoBackbones
import ContinuoTensor
import ContinuoTestSupport
import Testing

/// What each linear recurrence keeps besides the laws of all layers.
@Suite struct LinearRecurrenceTests {
    static let cases: [LayerCase] =
        [
            LayerCase("LRU") { LRU(width: 6, &$0) },
            LayerCase("HGRN") { hgrn(.init(), &$0) },
            LayerCase("HGRN, real") {
                var configuration = HGRN.Configuration()
                (configuration.complex, configuration.outputGate) = (false, .silu)
                return hgrn(configuration, &$0)
            },
            LayerCase("Griffin") { GriffinRecurrence(width: 6, &$0) },
            LayerCase("RWKV-4, time") { RWKV4TimeMix(width: 6, &$0) },
            LayerCase("RWKV-4, channels") { RWKV4ChannelMix(width: 6, &$0) },
            LayerCase("MEGA") { mega(.softmax, &$0) },
            LayerCase("MEGA, Laplace") { mega(.laplace, &$0) },
        ]
        + GateLoopMode.allCases.map { mode in
            LayerCase("GateLoop, \(mode)") { gateLoop(&$0) { $0.mode = mode } }
        }
        + GateLoopMode.allCases.map { mode in
            LayerCase("GateLoop in 2 heads, \(mode)") {
                gateLoop(&$0) { ($0.heads, $0.mode, $0.chunk) = (2, mode, 4) }
            }
        } + [
            LayerCase("GateLoop, fixed") { gateLoop(&$0) { $0.gate = .fixed } },
            LayerCase("GateLoop, amplitudes") { gateLoop(&$0) { ($0.transition, $0.tokenShift) = (.amplitude, true) } },
            LayerCase("GateLoop, amplitudes in 3 heads") {
                gateLoop(&$0) { ($0.transition, $0.heads) = (.amplitude, 3) }
            },
            LayerCase("GateLoop, phases in 2 heads") { gateLoop(&$0) { ($0.transition, $0.heads) = (.phase, 2) } },
            LayerCase("GateLoop, phases") { gateLoop(&$0) { ($0.transition, $0.mode) = (.phase, .surrogate) } },
        ]

    @Test(arguments: cases) func layerLaws(_ layer: LayerCase) throws { try checkLayer(layer) }

    private static func hgrn(_ configuration: HGRN.Configuration, _ initialiser: inout Initialiser) -> HGRN {
        let shared = SharedParameters()
        _ = shared.tensor("hgrn.lower_bounds") { initialiser.normal([3, 6], deviation: 1) }
        return HGRN(configuration, MixerPlace(width: 6, layer: 1, layers: 3, shared: shared), &initialiser)
    }

    private static func mega(_ score: Mega.Score, _ initialiser: inout Initialiser) -> Mega {
        var configuration = Mega.Configuration()
        (configuration.score, configuration.chunk, configuration.dimensions) = (score, 5, 3)
        return Mega(configuration, width: 6, &initialiser)
    }

    private static func gateLoop(
        _ initialiser: inout Initialiser,
        _ change: (inout GateLoop.Configuration) -> Void
    ) -> GateLoop {
        var configuration = GateLoop.Configuration()
        change(&configuration)
        return GateLoop(configuration, width: 6, &initialiser)
    }

    @Test func eigenvaluesOfAnLRUBeginOnTheRing() {
        var initialiser = Initialiser(seed: 3, .float64)
        var configuration = LRU.Configuration()
        (configuration.stateSize, configuration.smallestRadius, configuration.greatestRadius) = (4000, 0.4, 0.8)
        configuration.greatestPhase = 1
        let layer = LRU(configuration, width: 1, &initialiser)
        let squares = complexMagnitude(layer.eigenvalues).squared()
        let (low, high) = (squares.min(axis: 0).item, squares.max(axis: 0).item)
        #expect(low >= 0.16 && low < 0.165 && high <= 0.64 && high > 0.635)
        // Even over the ring's area: the mean square radius is the middle of its bounds.
        #expect(abs(squares.mean().item - 0.4) < 0.01)
        let sine = layer.eigenvalues.imaginaryPart
        #expect(sine.min(axis: 0).item > 0 && sine.max(axis: 0).item < 0.8 * 0.8415)
    }

    /// y = Re(C x) + D u with x_t = λ x_{t−1} + γ B u_t, one number after the other.
    @Test func lruFollowsItsFormula() {
        var initialiser = Initialiser(seed: 5, .float64)
        let layer = LRU(width: 3, &initialiser)
        let named = Dictionary(uniqueKeysWithValues: layer.parameters.map { ($0.name, $0.tensor.doubles) })
        let input = draw([1, 9, 3])
        let u = input.doubles, lambda = layer.eigenvalues.doubles
        var x = [Double](repeating: 0, count: 6)
        var expected: [Double] = []
        for t in 0..<9 {
            for n in 0..<3 {
                var drive = [0.0, 0.0]
                for part in 0..<2 {
                    for i in 0..<3 { drive[part] += named["B"]![(n * 2 + part) * 3 + i] * u[t * 3 + i] }
                }
                let gain = (1 - lambda[2 * n] * lambda[2 * n] - lambda[2 * n + 1] * lambda[2 * n + 1]).squareRoot()
                let (re, im) = (x[2 * n], x[2 * n + 1])
                x[2 * n] = lambda[2 * n] * re - lambda[2 * n + 1] * im + gain * drive[0]
                x[2 * n + 1] = lambda[2 * n] * im + lambda[2 * n + 1] * re + gain * drive[1]
            }
            for o in 0..<3 {
                var y = named["D"]![o] * u[t * 3 + o]
                for n in 0..<3 {
                    let c = (o * 3 + n) * 2
                    y += named["C"]![c] * x[2 * n] - named["C"]![c + 1] * x[2 * n + 1]
                }
                expected.append(y)
            }
        }
        let y = Tensor(expected).reshaped([1, 9, 3])
        let projection = linear(
            gelu(y),
            weight: Tensor(named["out_proj.weight"]!).reshaped([6, 3]),
            bias: Tensor(named["out_proj.bias"]!)
        )
        let parts = projection.split([3, 3])
        let (first, second) = (parts[0] * sigmoid(parts[1]), parts[1] * sigmoid(parts[0]))
        let found = layer.forward(input, .causal)
        // Which half is the gate is the operation's affair.
        let error = min((found - first).squared().sum().item, (found - second).squared().sum().item)
        #expect(error < 1e-20)
    }

    @Test func decaysOfGriffinBeginBetweenTheirBounds() {
        var initialiser = Initialiser(seed: 3, .float64)
        let decays = GriffinRecurrence(width: 500, &initialiser).slowestDecays
        let (low, high) = (decays.min(axis: 0).item, decays.max(axis: 0).item)
        #expect(low >= 0.9 && low < 0.902 && high <= 0.999 && high > 0.997)
    }

    private func draw(_ shape: [Int], seed: UInt64 = 1) -> Tensor {
        var random = RandomStream(seed: seed)
        return Tensor.uniform(shape, low: -1, high: 1, .float64, using: &random)
    }
}
