import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

@Suite struct PolarizedMambaTests {
    static let kinds: [Mamba.Polarization] = [.zero, .one, .both]

    private static func layer(_ kind: Mamba.Polarization, _ initialiser: inout Initialiser) -> Mamba {
        var configuration = Mamba.Configuration(stateSize: 3)
        configuration.polarize = kind
        return Mamba(configuration, width: 6, &initialiser)
    }

    @Test(arguments: kinds) func layerLaws(_ kind: Mamba.Polarization) throws {
        try checkLayer(LayerCase("polarized Mamba, \(kind)") { Self.layer(kind, &$0) })
    }

    /// The fixed states' decays: with no input the state fades by 1 or by less than a millionth, however small the step.
    @Test(arguments: [ElementType.float64, .float32], [-40.0, -5, 0, 5])
    func decaysAreOneAndNothing(type: ElementType, delta: Double) {
        let decays = Tensor(Mamba.Polarization.both.logarithmicDecays).cast(to: type).reshaped([1, 2])
        let zeros = Tensor.zeros([1, 1, 2], type)
        var scan = SelectiveScan(
            x: Tensor.zeros([1, 1, 1], type),
            delta: Tensor.full([1, 1, 1], delta, type),
            aLog: decays,
            b: zeros,
            c: zeros
        )
        scan.initial = Tensor.ones([1, 1, 2], type)
        for recorded in [false, true] {
            if recorded { scan.x = scan.x.tracked() }
            let final = scan().final.doubles
            #expect(final[0] == 1 && final[1] < 1e-6)
        }
    }

    @Test(arguments: kinds) func fixedDecaysAreNoParameters(_ kind: Mamba.Polarization) {
        var initialiser = Initialiser(seed: 4, .float64)
        let layer = Self.layer(kind, &initialiser)
        let names = layer.parameters.map(\.name)
        #expect(names == Self.layer(.none, &initialiser).parameters.map(\.name))
        #expect(layer.parameters.first { $0.name == "A_log" }?.tensor.shape == [12, 3])
        #expect(layer.decays.shape == [12, 3 + kind.logarithmicDecays.count])
    }

    /// The influence of an input on the memory of the 1-state does not fade; on the free states it does.
    @Test func theMemoryOfAFixedStateDoesNotFade() {
        var initialiser = Initialiser(seed: 4, .float64)
        let layer = Self.layer(.both, &initialiser)
        layer.parameters.first { $0.name == "dt_proj.bias" }?.tensor.assign(initialiser.ones([12]))
        var random = RandomStream(seed: 5)
        let x = Tensor.normal([1, 400, 6], .float64, using: &random).tracked()
        var state = layer.initialState(batch: 1)
        _ = layer.forward(x, state: &state, .causal)
        func influence(_ index: Int) -> Double {
            let sum = state.parts[1].sliced(index..<(index + 1), axis: 2).squared().sum()
            let whole = gradients(of: sum, withRespectTo: [x])[0]
            return whole.selected(0).selected(20).squared().sum().item
                / whole.selected(0).selected(390).squared().sum().item
        }
        #expect(influence(3) > 1e-3)
        var again = layer.initialState(batch: 1)
        _ = layer.forward(x, state: &again, .causal)
        state = again
        #expect(influence(2) < 1e-6)
    }
}
