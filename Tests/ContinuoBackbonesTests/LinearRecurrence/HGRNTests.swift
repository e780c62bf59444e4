import ContinuoFormats
import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

@Suite struct HGRNTests {
    @Test(arguments: [0.0, 1, 30]) func boundsRiseFromZeroAndStayBelowOne(deviation: Double) {
        var random = RandomStream(seed: 6)
        let parameter = Tensor.normal([5, 7], deviation: deviation, .float64, using: &random)
        let bounds = HGRN.bounds(of: parameter)
        #expect(bounds.selected(0).doubles.allSatisfy { $0 == 0 })
        for layer in 1..<5 {
            let (here, below) = (bounds.selected(layer).doubles, bounds.selected(layer - 1).doubles)
            #expect(zip(here, below).allSatisfy { $0 >= $1 && $0 < 1 })
        }
        guard deviation == 0 else { return }
        for layer in 0..<5 {
            #expect(bounds.selected(layer).doubles.allSatisfy { abs($0 - Double(layer) / 5) < 1e-12 })
        }
    }

    /// Γ is one parameter of a stack; every layer but the first moves it, the first one's bound being 0.
    @Test func gradientReachesTheBoundsThroughEveryLayer() {
        var initialiser = Initialiser(seed: 2, .float64)
        let shared = SharedParameters()
        _ = shared.tensor("hgrn.lower_bounds") { initialiser.normal([3, 4], deviation: 1) }
        let layers = (0..<3).map { layer in
            HGRN(.init(), MixerPlace(width: 4, layer: layer, layers: 3, shared: shared), &initialiser)
        }
        let found = layers.map { $0.parameters.first { $0.name == "lower_bounds" }!.tensor }
        var random = RandomStream(seed: 6)
        let x = Tensor.normal([2, 9, 4], .float64, using: &random)
        let sizes = layers.map { layer in
            gradients(of: layer.forward(x, .causal).squared().sum(), withRespectTo: [found[0]])[0].squared().sum().item
        }
        #expect(sizes[0] == 0 && sizes[1] > 0 && sizes[2] > 0)
        func whole() -> Tensor { layers.reduce(x) { $0 + $1.forward($0, .causal) }.squared().sum() }
        let total = gradients(of: whole(), withRespectTo: [found[0]])[0].doubles
        let numbers = found[0].pointer(Double.self)
        for position in total.indices {
            let before = numbers[position]
            numbers[position] = before + 1e-5
            let above = withoutGradients { whole().item }
            numbers[position] = before - 1e-5
            let below = withoutGradients { whole().item }
            numbers[position] = before
            #expect(abs((above - below) / 2e-5 - total[position]) < 1e-5 * max(1, abs(total[position])))
        }
    }

    /// The recurrence as written, one number after the other.
    @Test(arguments: [true, false]) func statesFollowTheFormula(complex: Bool) {
        var configuration = HGRN.Configuration()
        configuration.complex = complex
        var initialiser = Initialiser(seed: 2, .float64)
        let shared = SharedParameters()
        let bounds = shared.tensor("hgrn.lower_bounds") { initialiser.normal([2, 3], deviation: 1) }
        let layer = HGRN(configuration, MixerPlace(width: 3, layer: 1, layers: 2, shared: shared), &initialiser)
        let named = Dictionary(uniqueKeysWithValues: layer.parameters.map { ($0.name, $0.tensor) })
        var random = RandomStream(seed: 6)
        let x = Tensor.normal([1, 11, 3], .float64, using: &random)
        let parts = complex ? 2 : 1
        let projected = linear(x, weight: named["in_proj.weight"]!, bias: named["in_proj.bias"]!)
            .split([3, 3 * parts, 3 * parts])
        let forget = sigmoid(projected[0]).doubles, content = silu(projected[1]).doubles
        let low = HGRN.bounds(of: bounds).selected(1).doubles
        let theta = named["theta"]?.doubles ?? [0, 0, 0]
        var h = [Double](repeating: 0, count: 6)
        for t in 0..<11 {
            for c in 0..<3 {
                let lambda = low[c] + (1 - low[c]) * forget[t * 3 + c]
                let (a, b) = (lambda * cosine(theta[c]), lambda * sine(theta[c]))
                let (re, im) = (h[c], h[3 + c])
                h[c] = a * re - b * im + (1 - lambda) * content[t * 3 * parts + c]
                h[3 + c] = a * im + b * re + (complex ? (1 - lambda) * content[t * 3 * parts + 3 + c] : 0)
            }
        }
        var state = layer.initialState(batch: 1)
        _ = layer.forward(x, state: &state, .causal)
        let final = state.parts[0].doubles
        let expected = complex ? (0..<3).flatMap { [h[$0], h[3 + $0]] } : Array(h[..<3])
        expectClose(final, expected, tolerance: 1e-12)
    }

    /// A network's gates lie above their layer's bound, and are those that its layers compute from their own inputs.
    @Test func gatesOfANetworkLieAboveTheirBounds() throws {
        let overrides: JSONObject = ["width": 8, "layers": 3, "mixer": ["hgrn", "attention", "hgrn"]]
        var initialiser = Initialiser(seed: 3)
        let family = try FamilyRegistry.recipe("stack", vocabularySize: 5, overrides: overrides)
        let network = try #require(try family.backbone(.causal, &initialiser) as? StackedBackbone)
        let gates = network.forgetGates(Tensor([0, 1, 2, 3, 4, 0] as [Int32], shape: [1, 6]))
        #expect(gates.map(\.shape) == [[1, 6, 8], [1, 6, 8]])
        // Γ begins with zeros: the third of three layers has the bound 2/3.
        #expect(gates[0].doubles.allSatisfy { $0 > 0 && $0 < 1 } && gates[0].doubles.contains { $0 < 0.6 })
        #expect(gates[1].doubles.allSatisfy { $0 > 2 / 3.0 && $0 < 1 })
    }

    /// What lies behind a row's end changes nothing before it, in both directions.
    @Test func paddingIsNotReadBackwards() {
        var initialiser = Initialiser(seed: 2, .float64)
        let layer = HGRN(width: 4, &initialiser)
        var random = RandomStream(seed: 6)
        let x = Tensor.normal([1, 9, 4], .float64, using: &random)
        let short = layer.forward(x.sliced(0..<6, axis: 1), .bidirectional)
        var context = SequenceContext.bidirectional
        context.lengths = [6]
        expectClose(layer.forward(x, context).sliced(0..<6, axis: 1), short, tolerance: 1e-12)
    }

    private func cosine(_ x: Double) -> Double { cos(Tensor([x])).item }
    private func sine(_ x: Double) -> Double { sin(Tensor([x])).item }
}
