import ContinuoBackbones
import ContinuoTensor
import Testing

@Suite struct LSTMTests {
    @Test func forgetGateBeginsOpen() throws {
        var initialiser = Initialiser(seed: 1)
        let layer = LSTM(width: 3, &initialiser)
        let bias = try #require(layer.parameters.first { $0.name == "input.bias" })
        #expect(bias.tensor.doubles == [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    }
}
