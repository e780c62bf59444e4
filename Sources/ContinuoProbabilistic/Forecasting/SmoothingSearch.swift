import Foundation

/// The search for the parameters of exponential smoothing.
struct SmoothingSearch {
    let form: SmoothingForm
    let period: Int

    /// Seasons longer than this keep the initial effects that a decomposition finds.
    private static let longestFittedSeason = 24

    init(_ form: SmoothingForm, period: Int) {
        self.form = form
        self.period = period
    }

    private var fitsSeason: Bool { form.season != .none && period <= Self.longestFittedSeason }
    private var smoothing: Int { 1 + (form.trend == .none ? 0 : 1) + (form.season == .none ? 0 : 1) }

    /// Number of parameters and initial states.
    func count(isSeasonFitted: Bool) -> Int {
        smoothing + (form.trend == .damped ? 1 : 0) + 1 + (form.trend == .none ? 0 : 1)
            + (isSeasonFitted && form.season != .none ? period - 1 : 0)
    }

    /// The parameters with the greatest likelihood; nil where there are too few values.
    func fitted(_ values: [Double]) -> SmoothingParameters? {
        guard values.count > count(isSeasonFitted: true) + 1, let start = start(values) else { return nil }
        // Level and slope are sought in units of the series' spread, so that the simplex has no long sides.
        let mean = values.reduce(0, +) / Double(values.count)
        let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
        let unit = deviation > 0 ? deviation : 1
        let effect = form.season == .additive ? unit : 1
        var steps = [Double](repeating: 0.1, count: smoothing)
        if form.trend == .damped { steps.append(-0.05) }
        steps.append(0.3)
        if form.trend != .none { steps.append(0.05) }
        if fitsSeason { steps += [Double](repeating: 0.1, count: period - 1) }
        func objective(_ point: [Double]) -> Double {
            guard let parameters = parameters(point, start, unit, effect), isAdmissible(parameters) else {
                return .infinity
            }
            return SmoothingState.deviance(form, parameters, values).deviance
        }
        // Likelihoods of long seasons have several hills: a short climb from each of several places shows the highest.
        let climb = NelderMead(iterations: 60 * (steps.count + 2), tolerance: 1e-6)
        let begins = weights(start).map { climb.minimum(from: point($0, unit, effect), steps: steps, objective) }
        var best = begins.min { $0.value < $1.value } ?? (point(start, unit, effect), .infinity)
        // A simplex may shrink onto a slope; a fresh one at its end goes on.
        for round in 0..<6 {
            let search = NelderMead(iterations: 200 * (steps.count + 2), tolerance: 1e-8)
            let found = search.minimum(from: best.point, steps: steps.map { $0 / Double(1 + round) }, objective)
            let gain = best.value - found.value
            if found.value <= best.value { best = found }
            if gain.isFinite, gain < 1e-3 { break }
        }
        return parameters(best.point, start, unit, effect)
    }

    /// Several choices of the weights, with the initial states as they are.
    private func weights(_ start: SmoothingParameters) -> [SmoothingParameters] {
        let pairs: [(alpha: Double, gamma: Double)] =
            form.season == .none
            ? [(0.1, 0), (0.5, 0), (0.9, 0)] : [(0.1, 0.05), (0.3, 0.3), (0.3, 0.9), (0.6, 0.6), (0.9, 0.5)]
        return pairs.map { pair in
            var weighted = start
            (weighted.alpha, weighted.beta) = (pair.alpha, 0.1 * pair.alpha)
            if form.season != .none { weighted.gamma = pair.gamma * (1 - pair.alpha) }
            return weighted
        }
    }

    /// The usual region (Hyndman et al. 2008): weighted means with positive weights.
    private func isAdmissible(_ parameters: SmoothingParameters) -> Bool {
        let range = 1e-4...0.9999
        guard range.contains(parameters.alpha) else { return false }
        if form.trend != .none, !(1e-4...parameters.alpha).contains(parameters.beta) { return false }
        if form.season != .none, !(1e-4...(1 - parameters.alpha)).contains(parameters.gamma) { return false }
        if form.trend == .damped, !(0.8...0.98).contains(parameters.damping) { return false }
        return form.season != .multiplicative || parameters.season.allSatisfy { $0 > 1e-8 }
    }

    private func point(_ start: SmoothingParameters, _ unit: Double, _ effect: Double) -> [Double] {
        var point = [start.alpha]
        if form.trend != .none { point.append(start.beta) }
        if form.season != .none { point.append(start.gamma) }
        if form.trend == .damped { point.append(start.damping) }
        point.append(start.level / unit)
        if form.trend != .none { point.append(start.slope / unit) }
        if fitsSeason { point += start.season.dropLast().map { $0 / effect } }
        return point
    }

    private func parameters(
        _ point: [Double],
        _ start: SmoothingParameters,
        _ unit: Double,
        _ effect: Double
    ) -> SmoothingParameters? {
        var result = start
        var rest = point[...]
        guard let alpha = rest.popFirst() else { return nil }
        result.alpha = alpha
        if form.trend != .none, let value = rest.popFirst() { result.beta = value }
        if form.season != .none, let value = rest.popFirst() { result.gamma = value }
        if form.trend == .damped, let value = rest.popFirst() { result.damping = value }
        if let value = rest.popFirst() { result.level = value * unit }
        if form.trend != .none, let value = rest.popFirst() { result.slope = value * unit }
        if fitsSeason {
            result.season = rest.map { $0 * effect }
            let whole = form.season == .additive ? 0 : Double(period)
            result.season.append(whole - result.season.reduce(0, +))
        }
        return result
    }

    /// Where the search begins: the season by classical decomposition (of a short series by a mean for each position), level
    /// and slope by a line through the beginning.
    private func start(_ values: [Double]) -> SmoothingParameters? {
        var start = SmoothingParameters()
        var adjusted = values
        if form.season != .none {
            let isMultiplicative = form.season == .multiplicative
            if isMultiplicative && !values.allSatisfy({ $0 > 0 }) { return nil }
            let decomposition = SeasonalDecomposition(
                values,
                period: period,
                isMultiplicative ? .multiplicative : .additive
            )
            start.season = decomposition.season.map { isMultiplicative ? Swift.max($0, 0.01) : $0 }
            if isMultiplicative {
                let mean = start.season.reduce(0, +) / Double(period)
                start.season = start.season.map { $0 / mean }
            }
            adjusted = values.indices.map {
                isMultiplicative
                    ? values[$0] / start.season[$0 % period] : values[$0] - start.season[$0 % period]
            }
        }
        let beginning = adjusted.prefix(Swift.max(10, 2 * period))
        let count = Double(beginning.count)
        let mean = beginning.reduce(0, +) / count
        start.level = mean
        start.slope = 0
        if form.trend != .none, beginning.count > 1 {
            let centre = (count - 1) / 2
            let products = beginning.enumerated().reduce(0) { $0 + (Double($1.offset) - centre) * ($1.element - mean) }
            start.slope = products / (count * (count * count - 1) / 12)
            start.level = mean - start.slope * (centre + 1)
        }
        if form.error == .multiplicative, start.level + start.slope <= 0 {
            (start.level, start.slope) = (Swift.max(mean, 1e-3), 0)
        }
        start.gamma = 0.05
        start.damping = form.trend == .damped ? 0.97 : 1
        return start
    }
}
