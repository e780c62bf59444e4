import ContinuoBackbones
import ContinuoTensor
import ContinuoTestSupport
import Testing

/// The laws of layers for every linear time-invariant state-space layer.
@Suite struct StateSpaceLayerTests {
    static let s4Variants = S4.Variant.allCases.map { variant in
        LayerCase("S4 \(variant.rawValue)") {
            var configuration = S4.Configuration(variant, stateSize: 8)
            (configuration.smallestStep, configuration.kernelLength) = (1e-2, 50)
            return S4(configuration, width: 6, &$0)
        }
    }

    static let others = [
        LayerCase("S4 in both directions") {
            var configuration = S4.Configuration(.diagonalInverse, stateSize: 8)
            (configuration.bidirectional, configuration.rate) = (true, 2)
            return S4(configuration, width: 6, &$0)
        },
        LayerCase("GSS") {
            GatedStateSpace(GatedStateSpace.Configuration(stateSize: 10), width: 8, &$0)
        },
        LayerCase("LSSL, fixed matrix") { LinearStateSpace(.init(stateSize: 6), width: 5, &$0) },
        LayerCase("LSSL, fixed matrix, three outputs") {
            LinearStateSpace(.init(stateSize: 6, heads: 3), width: 5, &$0)
        },
        LayerCase("LSSL, learnt matrix") {
            LinearStateSpace(.init(stateSize: 6, heads: 2, learnsMatrix: true), width: 5, &$0)
        },
        LayerCase("LSSL, learnt matrix, step by step") {
            var configuration = LinearStateSpace.Configuration(stateSize: 5, learnsMatrix: true)
            (configuration.view, configuration.alpha) = (.recurrent, 1)
            return LinearStateSpace(configuration, width: 4, &$0)
        },
    ]

    static let recurrences = HiPPORecurrence.Measure.allCases.map { measure in
        LayerCase("HiPPO recurrence, \(measure.rawValue)") {
            HiPPORecurrence(.init(measure, order: 7, theta: 12), width: 6, &$0)
        }
    }

    static let tiers = [
        LayerCase("SaShiMi") {
            var configuration = SaShiMi.Configuration(pools: [2, 3], blocks: 1)
            configuration.mixer = S4.Configuration(.diagonalPlusLowRank, stateSize: 4)
            return SaShiMi(configuration, width: 4, &$0)
        },
        LayerCase("SaShiMi of one coarse tier") {
            var configuration = SaShiMi.Configuration(pools: [4], blocks: 2)
            configuration.mixer = S4.Configuration(.diagonalLinear, stateSize: 4)
            return SaShiMi(configuration, width: 4, &$0)
        },
        LayerCase("attention in blocks") {
            BlockAttention(block: 5, heads: 2, width: 8, deviation: 0.6, outputDeviation: 0.6, &$0)
        },
    ]

    @Test(arguments: tiers + s4Variants + others + recurrences)
    func layerLaws(_ layer: LayerCase) throws { try checkLayer(layer) }
}
