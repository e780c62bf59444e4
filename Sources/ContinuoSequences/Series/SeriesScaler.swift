import Foundation

/// A map of a series' values to numbers of about size one, and back.
///
/// It is fitted to the past alone: statistics of what is to be predicted never enter it.
public struct SeriesScaler: Sendable, Hashable {
    /// What is subtracted, and what is divided by.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// Nothing is changed.
        case none
        /// Mean and standard deviation.
        case standard
        /// Median and interquartile range.
        case robust
        /// Least value and range.
        case range
    }

    /// What is subtracted.
    public let shift: Double
    /// What is divided by; positive.
    public let scale: Double

    /// Fits to the values of the past; a constant series has scale 1.
    public init(_ kind: Kind, _ values: some Collection<Double>) { self.init(kind, Array(values)) }

    /// The same for an array: one that is not generic, as a scaler is fitted to every window of a training.
    public init(_ kind: Kind, _ values: [Double]) {
        guard kind != .none, !values.isEmpty else {
            (shift, scale) = (0, 1)
            return
        }
        let count = Double(values.count)
        switch kind {
        case .none, .standard:
            let mean = values.reduce(0, +) / count
            shift = mean
            scale = Self.usable((values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot(), mean)
        case .robust:
            let sorted = values.sorted()
            shift = Self.quantile(sorted, 0.5)
            scale = Self.usable(Self.quantile(sorted, 0.75) - Self.quantile(sorted, 0.25), shift)
        case .range:
            let (low, high) = (values.min() ?? 0, values.max() ?? 0)
            shift = low
            scale = Self.usable(high - low, low)
        }
    }

    /// A spread that is mere rounding says nothing.
    private static func usable(_ spread: Double, _ centre: Double) -> Double {
        spread > 1e-12 * Swift.max(abs(centre), 1e-300) ? spread : 1
    }

    /// The value below which a share of sorted values lies, linear between two (Hyndman and Fan 1996, definition 7).
    public static func quantile(_ sorted: [Double], _ probability: Double) -> Double {
        guard let last = sorted.last else { return .nan }
        let place = probability * Double(sorted.count - 1)
        let below = Int(place.rounded(.down))
        guard below + 1 < sorted.count else { return last }
        return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
    }

    public func scaled(_ value: Double) -> Double { (value - shift) / scale }
    public func restored(_ value: Double) -> Double { value * scale + shift }
}
