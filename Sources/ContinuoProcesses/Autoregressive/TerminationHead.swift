import ContinuoSequences
import ContinuoTensor
import Foundation

/// An output head that decides on the end of a text apart from its other tokens, so that any decoder comes to an end.
///
/// With z the end token's logit, σ the sigmoid, t the clock and ε small, the probability of *not* ending is
///
///     nmst:  (1 − σ(z_t)) (1 − ε)^t                        p(end) ≥ 1 − (1 − ε)^t, but need not rise (Choi et al. 2022)
///     st:    α_t = (1 − ε) (1 − σ(z_t)) α_{t−1}, α_0 = 1   p(end) rises with every token (Welleck et al. 2020)
///
/// and the other tokens share it by the softmax over their logits. The clock t is the position in the text, in training,
/// scoring and generation alike: the number of tokens read, a prompt's and a start token's among them. It starts again at
/// each end token, which then counts as 1: packed windows hold several texts.
public struct TerminationHead: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        case nonMonotonic = "nmst"
        case selfTerminating = "st"
    }

    public var kind: Kind
    /// ε, in 0 ..< 1.
    public var epsilon: Double
    /// The token that ends a text.
    public var end: Int32

    public init(_ kind: Kind, epsilon: Double = 1e-4, end: Int32) {
        precondition(epsilon > 0 && epsilon < 1, "ε = \(epsilon) of a termination head is not in 0 ..< 1")
        self.kind = kind
        self.epsilon = epsilon
        self.end = end
    }

    /// ln(1 − ε).
    var decay: Double { log1p(-epsilon) }

    /// ln of the bound 1 − (1 − ε)^t below which p(end) never is.
    public func logLowerBound(clock: Int) -> Double {
        let stays: Double = expm1(Double(clock) * decay)
        return log(-stays)
    }
}

/// How far a text is, as a termination head sees it.
struct TerminationState: Sendable {
    /// t: tokens read since the text began.
    private(set) var clock = 0
    /// ln of the probability that the text has not ended (of `st`).
    private(set) var logSurvival = 0.0

    /// Reads a token; the log-probabilities of ending, and of not ending, after it.
    mutating func read(_ token: Int32, endLogit z: Double, _ head: TerminationHead) -> (end: Double, goOn: Double) {
        if token == head.end { self = TerminationState() }
        clock += 1
        switch head.kind {
        case .nonMonotonic:
            let stay = logSigmoid(-z)
            let bounded: Double = head.logLowerBound(clock: clock) + stay
            let free = logSigmoid(z)
            let apart: Double = -abs(bounded - free)
            let ending: Double = max(bounded, free) + log1p(exp(apart))
            let goingOn: Double = Double(clock) * head.decay + stay
            return (ending, goingOn)
        case .selfTerminating:
            logSurvival += head.decay + logSigmoid(-z)
            let survival: Double = expm1(logSurvival)
            return (log(-survival), logSurvival)
        }
    }

    private func logSigmoid(_ x: Double) -> Double {
        let size: Double = -abs(x)
        return min(x, 0) - log1p(exp(size))
    }
}
