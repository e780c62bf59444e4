import ContinuoBackbones
import ContinuoTensor
import Foundation

/// Ordered classes by a softmax that knows nothing of their order.
public struct ClassHead: NumberHead {
    @Parameter("map") var map: Linear

    public init(classes: Int, inputs: Int, _ initialiser: inout Initialiser) {
        map = Linear(inputs: inputs, outputs: classes, bias: true, deviation: 0.02, &initialiser)
    }

    public func loss(_ features: Tensor, _ targets: [Double]) -> ProcessLoss {
        let target = CrossEntropyTarget(Tensor(targets.map { Int32($0) }))
        return ProcessLoss(sum: crossEntropy(map(features), target).sum, count: Double(targets.count))
    }

    public func distributions(_ features: Tensor, using random: inout RandomStream) -> [NumberDistribution] {
        withoutGradients {
            let (shares, classes) = (softmax(map(features)).doubles, map.weight.shape[0])
            return (0..<features.shape[0]).map { row in
                NumberDistribution(
                    (0..<classes).map { label -> (value: Double, weight: Double) in
                        (Double(label), shares[row * classes + label])
                    }
                )
            }
        }
    }

    public func logDensities(_ features: Tensor, _ targets: [Double]) -> [Double]? { nil }
}

/// Ordered classes by one question for each threshold: is the class above it? (Niu et al. 2016)
public struct RankHead: NumberHead {
    @Parameter("map") var map: Linear

    public init(classes: Int, inputs: Int, _ initialiser: inout Initialiser) {
        map = Linear(inputs: inputs, outputs: classes - 1, bias: true, deviation: 0.02, &initialiser)
    }

    public func loss(_ features: Tensor, _ targets: [Double]) -> ProcessLoss {
        let scores = map(features)
        let thresholds = map.weight.shape[0]
        let wanted: [Double] = targets.flatMap { target in (0..<thresholds).map { Double($0) < target ? 1 : 0 } }
        let target = Tensor(wanted, shape: scores.shape).cast(to: scores.elementType)
        return ProcessLoss(sum: (softplus(scores) - target * scores).sum(), count: Double(targets.count))
    }

    /// The differences of neighbouring answers, where they fall; what rises gets no weight.
    public func distributions(_ features: Tensor, using random: inout RandomStream) -> [NumberDistribution] {
        withoutGradients {
            let (shares, thresholds) = (sigmoid(map(features)).doubles, map.weight.shape[0])
            return (0..<features.shape[0]).map { row in
                let above: [Double] = [1] + shares[(row * thresholds)..<((row + 1) * thresholds)] + [0]
                return NumberDistribution(
                    (0...thresholds).map { label -> (value: Double, weight: Double) in
                        (Double(label), max(above[label] - above[label + 1], 0) + 1e-12)
                    }
                )
            }
        }
    }

    public func logDensities(_ features: Tensor, _ targets: [Double]) -> [Double]? { nil }
}
