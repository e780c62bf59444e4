import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

@Suite struct LSTMTests {
    @Test func forgetGateBeginsOpen() throws {
        var initialiser = Initialiser(seed: 1)
        let layer = LSTM(width: 3, &initialiser)
        let bias = try #require(layer.parameters.first { $0.name == "input.bias" })
        #expect(bias.tensor.doubles == [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    }

    /// h + M h stands in the place of h: written out position by position with a state that is changed by hand.
    @Test func adaptedStateIsReadByTheNextPosition() throws {
        var initialiser = Initialiser(seed: 2, .float64)
        let layer = LSTM(width: 3, hiddenSize: 4, &initialiser)
        let input = initialiser.normal([2, 5, 3], deviation: 1)
        let matrix = initialiser.normal([3, 3], deviation: 0.5)
        var context = SequenceContext.causal
        context.stateAdaptation = matrix
        let found = layer.forward(input, context)
        let output = try #require(layer.parameters.first { $0.name == "output.weight" }).tensor

        var state = layer.initialState(batch: 2)
        for position in 0..<5 {
            var plain = FixedSizeState(layer: "an LSTM", batch: 2, shapes: [[4], [4]], .float64)
            plain.parts = [adapted(state.parts[0], by: matrix), state.parts[1]]
            _ = layer.forward(input.sliced(position..<(position + 1), axis: 1), state: &plain, .causal)
            state = plain
            let expected = linear(adapted(state.parts[0], by: matrix), weight: output).doubles
            let step = found.selected(position, axis: 1).doubles
            #expect(zip(step, expected).allSatisfy { abs($0 - $1) < 1e-12 })
        }
        // In chunks with a carried state it is the same.
        var carried = layer.initialState(batch: 2)
        let first = layer.forward(input.sliced(0..<2, axis: 1), state: &carried, context)
        let second = layer.forward(input.sliced(2..<5, axis: 1), state: &carried, context)
        let chunks = Tensor.concatenated([first, second], axis: 1).doubles
        #expect(zip(chunks, found.doubles).allSatisfy { abs($0 - $1) < 1e-12 })
    }

    @Test func anAdaptationOfZerosChangesNothing() {
        var initialiser = Initialiser(seed: 2)
        let layer = LSTM(width: 4, &initialiser)
        let input = initialiser.normal([1, 6, 4], deviation: 1)
        var context = SequenceContext.causal
        context.stateAdaptation = initialiser.zeros([2, 2])
        #expect(layer.forward(input, context).doubles == layer.forward(input, .causal).doubles)
    }

    @Test func gradientsOfTheAdaptationAreRight() {
        var initialiser = Initialiser(seed: 3, .float64)
        let layer = LSTM(width: 3, &initialiser)
        let input = initialiser.normal([1, 4, 3], deviation: 1)
        let weights = initialiser.normal([1, 4, 3], deviation: 1)
        checkGradients([initialiser.normal([2, 2], deviation: 0.5)]) { inputs in
            var context = SequenceContext.causal
            context.stateAdaptation = inputs[0]
            return (layer.forward(input, context) * weights).sum()
        }
    }
}
