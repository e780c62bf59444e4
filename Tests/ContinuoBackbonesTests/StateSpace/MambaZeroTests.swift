import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

@Suite struct MambaZeroTests {
    static let cases = [false, true].map { rectifies in
        LayerCase("MambaZero\(rectifies ? ", rectified" : "")") {
            var configuration = MambaZero.Configuration()
            (configuration.stateSize, configuration.channels, configuration.rectifies) = (3, 4, rectifies)
            configuration.convolutionWidth = 3
            return MambaZero(configuration, width: 6, &$0)
        }
    }

    @Test(arguments: cases) func layerLaws(_ layer: LayerCase) throws { try checkLayer(layer) }

    /// Against counts by hand, at every place of 256 symbols.
    @Test(arguments: [1, 2, 3]) func handMadeWeightsCountSuccessors(order: Int) {
        let layer = MambaZero.counter(order: order)
        var random = RandomStream(seed: 4)
        let text = (0..<256).map { _ in random.integer(below: 2) }
        let input = Tensor(text.flatMap { $0 == 0 ? [1.0, 0] : [0, 1] }, shape: [1, 256, 2]).cast(to: .float32)
        let found = withoutGradients { layer.forward(input, .causal).doubles }
        for place in order..<256 {
            let context = text[(place - order + 1)...place]
            for symbol in 0..<2 {
                let count = (order...place).count { end in
                    end > 0 && text[(end - order)..<end].elementsEqual(context) && text[end] == symbol
                }
                #expect(abs(found[2 * place + symbol] - Double(count)) < 1e-3)
            }
        }
        #expect(withoutGradients { layer.keptShares(input).doubles }.allSatisfy { $0 > 0.999999 })
    }
}
