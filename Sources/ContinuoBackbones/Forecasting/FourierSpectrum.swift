import ContinuoTensor
import Foundation

/// A periodic signal by its Fourier series, with a polynomial beside it:
///
///     x(t) = Σ_d p_d (t/T₀)^d + a_0 + Σ_k a_k sin(2π k f_0 t) + b_k cos(2π k f_0 t)
///
/// It can be asked at any time, hence it fills in and goes on as well as it repeats.
public struct FourierSpectrum: Sendable {
    /// a_0, `[batch, channels]`.
    public var constant: Tensor
    /// a_k and b_k, `[batch, channels, harmonics]`.
    public var sines: Tensor
    public var cosines: Tensor
    /// f_0, `[batch]` or `[1]`.
    public var frequency: Tensor
    /// p_1, p_2, …, `[batch, channels, degree]`; nil without.
    public var trend: Tensor?
    /// Logarithm of the noise's variance, `[batch, channels]`; nil where it is not modelled.
    public var logVariance: Tensor?

    public init(
        constant: Tensor,
        sines: Tensor,
        cosines: Tensor,
        frequency: Tensor,
        trend: Tensor? = nil,
        logVariance: Tensor? = nil
    ) {
        self.constant = constant
        self.sines = sines
        self.cosines = cosines
        self.frequency = frequency
        self.trend = trend
        self.logVariance = logVariance
    }

    /// The signal at times `[batch, count]`: `[batch, channels, count]`.
    public func callAsFunction(_ times: Tensor) -> Tensor {
        let (batch, count) = (times.shape[0], times.shape[1])
        let harmonics = sines.size(-1)
        let periods = times * frequency.reshaped([frequency.count, 1])
        // Whole periods are taken off, so that what repeats repeats to the last bit.
        let phase = (periods - floor(periods)).reshaped([batch, count, 1])
        let orders = Tensor.range(harmonics, from: 1, times.elementType).reshaped([1, 1, harmonics])
        let angles = phase * orders * (2 * Double.pi)
        var values =
            sines.matmul(sin(angles), transposeOther: true) + cosines.matmul(cos(angles), transposeOther: true)
            + constant.expanded(at: 2)
        if let trend {
            var powers: [Tensor] = []
            for degree in 0..<trend.size(-1) { powers.append(degree == 0 ? periods : powers[degree - 1] * periods) }
            values = values + trend.matmul(Tensor.stacked(powers, axis: 1))
        }
        return values
    }

    /// The signal with a harmonic (from 1 on) made louder or quieter; 0 mutes it.
    public func scaling(harmonic: Int, by factor: Double) -> FourierSpectrum {
        let factors = Tensor((1...sines.size(-1)).map { $0 == harmonic ? factor : 1 }).cast(to: sines.elementType)
        var copy = self
        copy.sines = sines * factors
        copy.cosines = cosines * factors
        return copy
    }

    /// √(a_k² + b_k²), `[batch, channels, harmonics]`.
    public var amplitudes: Tensor { sqrt(sines.squared() + cosines.squared()) }
}
