import ContinuoBackbones
import ContinuoTensor

/// Rows of numbers → two hidden layers → a head that tells a number. Inputs are standardised by those of training.
public struct NumberNetwork: Module {
    public let inputScaling: [NumberScaling]
    @Parameter("first") var first: Linear
    @Parameter("second") var second: Linear
    @Parameter("head") public var head: any NumberHead

    /// - Parameters:
    ///   - rows: of training, all of one length; at least one.
    ///   - targets: one for each.
    public init(
        rows: [[Double]],
        targets: [Double],
        width: Int,
        _ kind: NumberHeadKind,
        _ settings: NumberHeadKind.Settings,
        _ initialiser: inout Initialiser
    ) {
        precondition(!rows.isEmpty && rows.count == targets.count, "\(rows.count) rows for \(targets.count) numbers")
        let inputs = rows[0].count
        inputScaling = (0..<inputs).map { column in NumberScaling(rows.map { $0[column] }) }
        first = Linear(inputs: inputs, outputs: width, bias: true, &initialiser)
        second = Linear(inputs: width, outputs: width, bias: true, &initialiser)
        head = kind.head(settings, targets: targets, inputs: width, &initialiser)
    }

    /// `[rows, width]`
    public func features(_ rows: [[Double]]) -> Tensor {
        let values = rows.flatMap { row in
            zip(row, inputScaling).map { ($0 - $1.mean) / $1.deviation }
        }
        let inputs = Tensor(values, shape: [rows.count, inputScaling.count]).cast(to: first.weight.elementType)
        return relu(second(relu(first(inputs))))
    }

    public func loss(_ rows: [[Double]], _ targets: [Double]) -> ProcessLoss { head.loss(features(rows), targets) }

    /// The law of each row's number, some rows at a time.
    public func distributions(_ rows: [[Double]], using random: inout RandomStream) -> [NumberDistribution] {
        withoutGradients {
            var found: [NumberDistribution] = []
            for start in stride(from: 0, to: rows.count, by: 256) {
                let part = Array(rows[start..<min(start + 256, rows.count)])
                found += head.distributions(features(part), using: &random)
            }
            return found
        }
    }

    /// Mean −ln density of numbers; nil for heads without a density.
    public func meanLoss(_ rows: [[Double]], _ targets: [Double]) -> Double? {
        withoutGradients {
            head.logDensities(features(rows), targets).map { -$0.reduce(0, +) / Double(targets.count) }
        }
    }
}
