import ContinuoBackbones
import ContinuoTensor
import ContinuoTestSupport
import Testing

@Suite struct MambaTests {
    /// Initial step sizes lie between the bounds; decays are 1 … N; what the paper exempts from decay is exempt.
    @Test func beginsAsThePaperSays() throws {
        var initialiser = Initialiser(seed: 1)
        let layer = Mamba(width: 64, &initialiser)
        let parameters = Dictionary(uniqueKeysWithValues: layer.parameters.map { ($0.name, $0) })
        let steps = try softplus(#require(parameters["dt_proj.bias"]).tensor.detached).doubles
        #expect(steps.allSatisfy { $0 >= 0.999e-3 && $0 <= 0.1001 })
        #expect(steps.min()! < 2e-3 && steps.max()! > 5e-2)
        let decays = try exp(#require(parameters["A_log"]).tensor.detached)
        #expect(decays.shape == [128, 16])
        expectClose(decays.selected(5).doubles, (1...16).map(Double.init), tolerance: 1e-5)
        for (name, group) in [
            ("A_log", ParameterGroup.stateSpace), ("dt_proj.bias", .stateSpace), ("D", .vector),
            ("conv1d.weight", .vector), ("dt_proj.weight", .matrix), ("in_proj.weight", .matrix),
        ] {
            #expect(parameters[name]?.group == group, "\(name)")
        }
    }

    /// Whatever has been read, the state has the same size.
    @Test func stateDoesNotGrow() {
        var initialiser = Initialiser(seed: 1)
        let layer = Mamba(width: 8, &initialiser)
        var state = layer.initialState(batch: 2)
        #expect(state.byteCount == 4 * 2 * 16 * (3 + 16))
        _ = layer.forward(Tensor.zeros([2, 50, 8]), state: &state, .causal)
        #expect(state.byteCount == 4 * 2 * 16 * (3 + 16) && state.length == 50)
    }
}
