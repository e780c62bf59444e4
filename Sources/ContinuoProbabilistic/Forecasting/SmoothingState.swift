import Foundation

/// Parameters and initial states of exponential smoothing.
public struct SmoothingParameters: Sendable, Hashable {
    /// Weights of an error for the level, the slope and the season.
    public var alpha = 0.1
    public var beta = 0.01
    public var gamma = 0.01
    /// What is left of the slope after a step.
    public var damping = 1.0
    /// Level and slope before the first value.
    public var level = 0.0
    public var slope = 0.0
    /// The season's effect on each of its positions, from that of the first value on; empty without a season.
    public var season: [Double] = []

    public init() {}
}

/// Exponential smoothing on its way through a series:
///
///     μ = (ℓ + φ b) + s     or   (ℓ + φ b) · s
///     ℓ' = ℓ + φ b + α e    b' = φ b + β e    s' = s + γ e      (e divided by s, and by ℓ + φ b, for a multiplicative season)
///
/// where e = y − μ; the relative error of multiplicative forms is e / μ, which leaves the states' equations as they are.
public struct SmoothingState: Sendable {
    public let form: SmoothingForm
    public let parameters: SmoothingParameters
    public private(set) var level: Double
    public private(set) var slope: Double
    public private(set) var season: [Double]
    /// Values read so far.
    public private(set) var count = 0

    public init(_ form: SmoothingForm, _ parameters: SmoothingParameters) {
        self.form = form
        self.parameters = parameters
        (level, slope, season) = (parameters.level, parameters.slope, parameters.season)
    }

    private var damping: Double { form.trend == .none ? 0 : form.trend == .damped ? parameters.damping : 1 }

    /// Level and slope of the next step.
    private var base: Double { level + damping * slope }

    private func joined(_ base: Double) -> Double {
        switch form.season {
        case .none: base
        case .additive: base + season[count % season.count]
        case .multiplicative: base * season[count % season.count]
        }
    }

    /// What is expected next.
    public var expected: Double { joined(base) }

    /// What reading values came to.
    struct Sums {
        /// Σ e², of relative errors where the form's error is multiplicative.
        var squares = 0.0
        /// Σ log μ for a multiplicative error, else 0; infinite where some μ is not positive.
        var logarithms = 0.0
        /// The last error.
        var error = 0.0
    }

    /// Reads values: the one place where the equations stand, in one loop without calls.
    mutating func read(_ values: UnsafeBufferPointer<Double>) -> Sums {
        var sums = Sums()
        let (alpha, beta, gamma) = (parameters.alpha, parameters.beta, parameters.gamma)
        let (damping, kind, isRelative) = (self.damping, form.season, form.error == .multiplicative)
        let hasTrend = form.trend != .none
        var (level, slope) = (self.level, self.slope)
        var place = season.isEmpty ? 0 : count % season.count
        season.withUnsafeMutableBufferPointer { season in
            for value in values {
                let base = level + damping * slope
                let effect = kind == .none ? 0 : season[place]
                let expected = kind == .none ? base : kind == .additive ? base + effect : base * effect
                let error = value - expected
                let levelError = kind == .multiplicative ? error / effect : error
                if kind != .none {
                    season[place] = effect + gamma * (kind == .additive ? error : error / base)
                    place = place + 1 == season.count ? 0 : place + 1
                }
                level = base + alpha * levelError
                slope = hasTrend ? damping * slope + beta * levelError : 0
                sums.error = isRelative ? error / expected : error
                sums.squares += sums.error * sums.error
                if isRelative { sums.logarithms += expected > 0 ? log(expected) : .infinity }
            }
        }
        (self.level, self.slope) = (level, slope)
        count += values.count
        return sums
    }

    /// Reads a value.
    /// - Returns: its error: relative to what was expected where the form's error is multiplicative.
    public mutating func read(_ value: Double) -> Double {
        withUnsafePointer(to: value) { read(UnsafeBufferPointer(start: $0, count: 1)).error }
    }

    /// Moves on with an error that is given, and gives the value that it means.
    public mutating func draw(_ error: Double) -> Double {
        let expected = self.expected
        let value = form.error == .additive ? expected + error : expected * (1 + error)
        _ = read(value)
        return value
    }

    /// What is expected of the next steps.
    public func expected(_ steps: Int) -> [Double] {
        var (sum, power) = (0.0, 1.0)
        return (0..<steps).map { step in
            power *= damping
            sum += power
            let base = level + sum * slope
            return switch form.season {
            case .none: base
            case .additive: base + season[(count + step) % season.count]
            case .multiplicative: base * season[(count + step) % season.count]
            }
        }
    }

    /// n log Σ e² + 2 Σ log |μ| (the second sum for multiplicative errors only): −2 log likelihood but for a constant; infinite
    /// where the form breaks down.
    static func deviance(
        _ form: SmoothingForm,
        _ parameters: SmoothingParameters,
        _ values: [Double]
    ) -> (deviance: Double, squares: Double, state: SmoothingState) {
        var state = SmoothingState(form, parameters)
        let sums = values.withUnsafeBufferPointer { state.read($0) }
        let deviance = Double(values.count) * log(sums.squares) + 2 * sums.logarithms
        return (deviance.isNaN ? .infinity : deviance, sums.squares, state)
    }
}
