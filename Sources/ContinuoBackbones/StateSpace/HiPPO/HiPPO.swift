import ContinuoTensor

/// Projection of a signal's history onto N functions, as it comes in, and back.
///
/// Time is counted in samples: `window` samples are the unit of the translated measures. `legS` has no window; its
/// coefficients are those of the whole history, so that a signal sampled twice as finely has the same ones.
///
/// - Source: Gu et al. 2020, "HiPPO: Recurrent Memory with Optimal Polynomial Projections".
public struct HiPPO: Sendable {
    public let measure: HiPPOMeasure
    /// N, the number of coefficients.
    public let order: Int
    /// θ: samples in the measure's unit of time.
    public let window: Double
    private let a: Tensor
    private let b: Tensor

    /// - Parameter discretisation: how the equations of the translated measures become steps.
    public init(
        _ measure: HiPPOMeasure,
        order: Int,
        window: Double = 1,
        discretisation: Discretisation = .bilinear
    ) {
        precondition(order >= 1 && window > 0, "HiPPO needs an order ≥ 1 and a window > 0")
        (self.measure, self.order, self.window) = (measure, order, window)
        let (a, b) = measure.matrices(order: order)
        (self.a, self.b) = measure == .legS ? (a, b) : discretisation.discretised(a: a, b: b, step: 1 / window)
    }

    /// Coefficients, `order` numbers, of a signal's whole history.
    /// - Complexity: O(length · order) for `legS`, O(length · order²) for the others.
    public func project(_ signal: [Double]) -> [Double] {
        var coefficients = Tensor.zeros([1, order], .float64)
        for (index, sample) in signal.enumerated() {
            let input = Tensor([sample], shape: [1])
            if measure == .legS {
                coefficients = scaledLegendreStep(coefficients, input: input, position: index + 1)
            } else {
                coefficients = coefficients.matmul(a, transposeOther: true) + b * sample
            }
        }
        return coefficients.doubles
    }

    /// The signal that coefficients stand for, at the middle of its last samples: of all `length` of them, oldest first.
    /// - Parameter length: samples in the whole history; for the translated measures, how far back to go.
    public func reconstruct(_ coefficients: [Double], length: Int) -> [Double] {
        precondition(coefficients.count == order, "\(coefficients.count) coefficients for an order of \(order)")
        let unit = measure == .legS ? Double(length) : window
        return (0..<length).map { index in
            let age = (Double(length - index) - 0.5) / unit
            return zip(coefficients, measure.basis(order: order, age: age)).reduce(0) { $0 + $1.0 * $1.1 }
        }
    }
}
