import ContinuoTensor

/// Observations of signals at any times, some of them missing.
public struct IrregularBatch: Sendable {
    /// `[batch, count]`, rising in each row.
    public var times: Tensor
    /// `[batch, count, channels]`; anything where nothing was observed.
    public var values: Tensor
    /// 1 where something was observed, else 0: `[batch, count]`.
    public var mask: Tensor
    /// Attributes of each signal, `[batch, classes]`; nil without.
    public var condition: Tensor?

    public init(times: Tensor, values: Tensor, mask: Tensor, condition: Tensor? = nil) {
        self.times = times
        self.values = values
        self.mask = mask
        self.condition = condition
    }
}

/// Reads irregular observations into one vector for each signal.
///
/// What is read of each: its value (0 where missing), whether it was observed, the time since the one before, and sines and
/// cosines of the first harmonics of a base period.
public struct IrregularEncoder: Module {
    /// How observations come together.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// A GRU from the first to the last.
        case gru
        /// A weighted mean, the weights learnt and independent of the order.
        case attention
    }

    public let kind: Kind
    /// T₀ of the features of time.
    public let basePeriod: Double
    private static let harmonics = 4
    @Parameter("input") var input: Perceptron
    @Parameter("recurrence") var recurrence: GRU?
    @Parameter("score") var score: Linear?
    @Parameter("output") var output: Linear

    public init(
        _ kind: Kind,
        channels: Int,
        hidden: Int,
        outputs: Int,
        basePeriod: Double,
        classes: Int = 0,
        _ initialiser: inout Initialiser
    ) {
        self.kind = kind
        self.basePeriod = basePeriod
        let features = channels + 2 + 2 * Self.harmonics
        input = Perceptron(inputs: features, hidden: [hidden], outputs: hidden, &initialiser)
        recurrence = kind == .gru ? GRU(width: hidden, &initialiser) : nil
        score = kind == .attention ? Linear(inputs: hidden, outputs: 1, bias: false, &initialiser) : nil
        output = Linear(inputs: hidden + classes, outputs: outputs, bias: true, &initialiser)
    }

    /// `[batch, outputs]`
    public func callAsFunction(_ batch: IrregularBatch) -> Tensor {
        let (rows, count) = (batch.times.shape[0], batch.times.shape[1])
        let mask = batch.mask.expanded(at: 2)
        let times = batch.times.expanded(at: 2)
        let periods = times / basePeriod
        let orders = Tensor.range(Self.harmonics, from: 1, times.elementType).reshaped([1, 1, Self.harmonics])
        let angles = (periods - floor(periods)) * orders * (2 * Double.pi)
        let before = Tensor.concatenated(
            [times.sliced(0..<1, axis: 1), times.sliced(0..<(count - 1), axis: 1)],
            axis: 1
        )
        let features = [batch.values * mask, mask, (times - before) / basePeriod, sin(angles), cos(angles)]
        let read = input(Tensor.concatenated(features, axis: 2))
        var whole: Tensor
        if let recurrence {
            whole = recurrence.forward(read, .causal).sliced((count - 1)..<count, axis: 1).squeezed(1)
        } else if let score {
            let scores = score(tanh(read)).squeezed(2) + (batch.mask - 1) * 1e4
            whole = softmax(scores).expanded(at: 1).matmul(read).reshaped([rows, -1])
        } else {
            whole = read.mean(axis: 1)
        }
        if let condition = batch.condition { whole = Tensor.concatenated([whole, condition], axis: 1) }
        return output(whole)
    }
}
