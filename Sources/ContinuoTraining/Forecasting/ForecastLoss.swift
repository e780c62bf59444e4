import ContinuoTensor

/// What training makes small, over windows and steps ahead.
public enum ForecastLoss: Sendable, Hashable {
    /// Mean square error.
    case square
    /// Mean absolute error.
    case absolute
    /// Mean pinball loss of these probabilities, one output for each (Wen et al. 2017).
    case quantiles([Double])

    /// Numbers that a network gives for each step ahead.
    public var outputs: Int {
        if case .quantiles(let probabilities) = self { return probabilities.count }
        return 1
    }

    /// - Parameters:
    ///   - predictions: `[batch, outputs, horizon]`.
    ///   - targets: `[batch, horizon]`.
    public func callAsFunction(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
        let difference = targets.expanded(at: 1) - predictions
        switch self {
        case .square: return difference.squared().mean()
        case .absolute: return abs(difference).mean()
        case .quantiles(let probabilities):
            // max(p d, (p − 1) d) = (p − ½) d + |d| / 2
            let shifts = Tensor(probabilities.map { $0 - 0.5 }, shape: [1, probabilities.count, 1])
            return (difference * shifts.cast(to: difference.elementType) + abs(difference) * 0.5).mean()
        }
    }
}
