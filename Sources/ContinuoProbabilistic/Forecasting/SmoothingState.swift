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

    /// Reads a value.
    /// - Returns: its error: relative to what was expected where the form's error is multiplicative.
    public mutating func read(_ value: Double) -> Double {
        let base = self.base
        let expected = joined(base)
        let error = value - expected
        var levelError = error
        if form.season != .none {
            let place = count % season.count
            if form.season == .additive {
                season[place] += parameters.gamma * error
            } else {
                levelError = error / season[place]
                season[place] += parameters.gamma * error / base
            }
        }
        level = base + parameters.alpha * levelError
        slope = form.trend == .none ? 0 : damping * slope + parameters.beta * levelError
        count += 1
        return form.error == .additive ? error : error / expected
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
        var (squares, logarithms) = (0.0, 0.0)
        let isRelative = form.error == .multiplicative
        for value in values {
            if isRelative {
                let expected = state.expected
                guard expected > 0 else { return (.infinity, .infinity, state) }
                logarithms += log(expected)
            }
            let error = state.read(value)
            squares += error * error
        }
        let deviance = Double(values.count) * log(squares) + 2 * logarithms
        return (deviance.isNaN ? .infinity : deviance, squares, state)
    }
}
