import ContinuoBackbones
import ContinuoSequences
import ContinuoTensor
import Foundation

/// One number by a linear map, learnt by squared error; it gives no law but that number.
public struct PointwiseHead: NumberHead {
    let scaling: NumberScaling
    @Parameter("map") var map: Linear

    public init(_ scaling: NumberScaling, inputs: Int, _ initialiser: inout Initialiser) {
        self.scaling = scaling
        map = Linear(inputs: inputs, outputs: 1, bias: true, &initialiser)
    }

    public func loss(_ features: Tensor, _ targets: [Double]) -> ProcessLoss {
        let wanted = Tensor(scaling.standardised(targets), shape: [targets.count, 1]).cast(to: features.elementType)
        return ProcessLoss(sum: (map(features) - wanted).squared().sum(), count: Double(targets.count))
    }

    public func distributions(_ features: Tensor, using random: inout RandomStream) -> [NumberDistribution] {
        withoutGradients { map(features).doubles.map { .init(samples: [scaling.mean + scaling.deviation * $0]) } }
    }

    public func logDensities(_ features: Tensor, _ targets: [Double]) -> [Double]? { nil }
}

/// The softmax over bins of equal width around the numbers of training: a Riemann head.
public struct HistogramHead: NumberHead {
    let code: NumberCode
    @Parameter("map") var map: Linear

    public init(_ scaling: NumberScaling, bins: Int, inputs: Int, _ initialiser: inout Initialiser) {
        code = NumberCode(.digits(base: bins, count: 1), range: scaling.codedRange)
        map = Linear(inputs: inputs, outputs: bins, bias: true, deviation: 0.02, &initialiser)
    }

    private func target(_ targets: [Double]) -> CrossEntropyTarget {
        CrossEntropyTarget(Tensor(targets.map { code.encode($0)[0] }))
    }

    public func loss(_ features: Tensor, _ targets: [Double]) -> ProcessLoss {
        ProcessLoss(sum: crossEntropy(map(features), target(targets)).sum, count: Double(targets.count))
    }

    public func distributions(_ features: Tensor, using random: inout RandomStream) -> [NumberDistribution] {
        withoutGradients {
            let (shares, bins) = (softmax(map(features)).doubles, map.weight.shape[0])
            let values = (0..<bins).map { code.decode([Int32($0)]) }
            return (0..<features.shape[0]).map { row in
                NumberDistribution(Array(zip(values, shares[(row * bins)..<((row + 1) * bins)])))
            }
        }
    }

    public func logDensities(_ features: Tensor, _ targets: [Double]) -> [Double]? {
        withoutGradients {
            let losses = crossEntropy(map(features), target(targets)).losses.doubles
            return zip(losses, targets).map { code.covers($1) ? -$0 - log(code.width(of: [0])) : -.infinity }
        }
    }
}

/// A mixture of normal laws whose weights, means and deviations are linear in the features (Bishop 1994); with one component a
/// normal head.
public struct MixtureHead: NumberHead {
    let scaling: NumberScaling
    let components: Int
    @Parameter("map") var map: Linear

    public init(_ scaling: NumberScaling, components: Int, inputs: Int, _ initialiser: inout Initialiser) {
        (self.scaling, self.components) = (scaling, components)
        map = Linear(inputs: inputs, outputs: 3 * components, bias: true, &initialiser)
    }

    /// ln weights, means and ln deviations, `[rows, components]` each, of standardised numbers.
    private func parts(_ features: Tensor) -> [Tensor] {
        var parts = map(features).split([components, components, components])
        parts[0] = logSoftmax(parts[0])
        // No component may narrow down to a single number of training.
        parts[2] = parts[2].clamped(-5, 5)
        return parts
    }

    /// ln of the density of standardised numbers, `[rows]`.
    private func logDensity(_ features: Tensor, _ targets: [Double]) -> Tensor {
        let parts = parts(features)
        let wanted = Tensor(scaling.standardised(targets), shape: [targets.count, 1]).cast(to: features.elementType)
        let distance = (wanted - parts[1]) * exp(-parts[2])
        let each = parts[0] - parts[2] - distance.squared() * 0.5 - 0.5 * log(2 * Double.pi)
        return each.logSumExp()
    }

    public func loss(_ features: Tensor, _ targets: [Double]) -> ProcessLoss {
        ProcessLoss(sum: -logDensity(features, targets).sum(), count: Double(targets.count))
    }

    public func logDensities(_ features: Tensor, _ targets: [Double]) -> [Double]? {
        withoutGradients { logDensity(features, targets).doubles.map { $0 - log(scaling.deviation) } }
    }

    /// Each component as seven atoms at the nodes of Gauss and Hermite's rule, which keep its first moments.
    public func distributions(_ features: Tensor, using random: inout RandomStream) -> [NumberDistribution] {
        withoutGradients {
            let values = parts(features).map(\.doubles)
            return (0..<features.shape[0]).map { row in
                NumberDistribution(
                    (0..<components).flatMap { component -> [(value: Double, weight: Double)] in
                        let place = row * components + component
                        return Self.nodes.map { node, weight in
                            let standardised = values[1][place] + exp(values[2][place]) * node
                            return (scaling.mean + scaling.deviation * standardised, exp(values[0][place]) * weight)
                        }
                    }
                )
            }
        }
    }

    /// Nodes and weights of seven for the standard normal law (Abramowitz and Stegun, table 25.10, scaled).
    private static let nodes: [(node: Double, weight: Double)] = [
        (-3.750439717725742, 5.482688559722e-4), (-2.366759410734541, 0.0307571239675865),
        (-1.154405394739968, 0.2401231786050127), (0, 0.4571428571428571), (1.154405394739968, 0.2401231786050127),
        (2.366759410734541, 0.0307571239675865), (3.750439717725742, 5.482688559722e-4),
    ]
}
