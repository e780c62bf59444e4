import ContinuoTensor
import ContinuoTestSupport
import Foundation
import Testing

@testable import ContinuoBackbones

@Suite struct DilatedConvolutionTests {
    private func layer(kernelSize: Int, cycle: Int = 3, layer: Int) -> DilatedConvolution {
        var initialiser = Initialiser(seed: 1, .float64)
        var configuration = DilatedConvolution.Configuration()
        (configuration.kernelSize, configuration.cycle) = (kernelSize, cycle)
        return DilatedConvolution(configuration, MixerPlace(width: 2, layer: layer), &initialiser)
    }

    /// Tap by tap and channel by channel.
    @Test(arguments: [2, 3], [0, 1, 2, 4]) func isItsFormula(kernelSize: Int, place: Int) {
        let layer = layer(kernelSize: kernelSize, layer: place)
        #expect(layer.dilation == [1, 2, 4, 1, 2][place])
        var random = RandomStream(seed: 3)
        let input = Tensor.normal([1, 11, 2], .float64, using: &random)
        let (x, weight) = (input.doubles, layer.taps.weight.doubles)
        let bias = layer.taps.bias?.doubles ?? []
        func tap(_ t: Int, _ channel: Int) -> Double {
            (0..<kernelSize).reduce(bias[channel]) { sum, k in
                let back = t - (kernelSize - 1 - k) * layer.dilation
                guard back >= 0 else { return sum }
                let row = channel * 2 * kernelSize + 2 * k
                return sum + weight[row] * x[2 * back] + weight[row + 1] * x[2 * back + 1]
            }
        }
        let gated = (0..<22).map { index -> Double in
            let (t, channel) = (index / 2, index % 2)
            return Foundation.tanh(tap(t, channel)) / (1 + Foundation.exp(-tap(t, channel + 2)))
        }
        let expected = layer.output(Tensor(gated, shape: [1, 11, 2]))
        expectClose(layer.forward(input, .causal), expected, tolerance: 1e-12)
    }

    /// A cycle of C layers sees (K − 1)(2^C − 1) positions back, and no further.
    @Test func dilationsReachBack() {
        let layers = (0..<3).map { layer(kernelSize: 3, layer: $0) }
        func last(_ changed: Int) -> [Double] {
            let numbers = (0..<40).map { $0 / 2 == changed ? 1.0 : 0.0 }
            let x = layers.reduce(Tensor(numbers, shape: [1, 20, 2])) { $1.forward($0, .causal) }
            return x.sliced(19..<20, axis: 1).doubles
        }
        let nothing = last(-1)
        #expect(last(19 - 14) != nothing && last(19 - 15) == nothing)
    }
}
