/// What is said about the next values of one series: a point forecast and quantiles.
public struct Forecast: Sendable, Hashable {
    /// The point forecast of each step ahead.
    public var point: [Double]
    /// For each probability the value below which the series is expected with it, for each step ahead.
    public var quantiles: [Quantile]
    /// How the forecast was made, such as `ETS(A,Ad,M)`.
    public var method: String
    /// Parts that add up to the point forecast, where the model knows any.
    public var components: [(name: String, values: [Double])] {
        get { parts.map { ($0.name, $0.values) } }
        set { parts = newValue.map { Component(name: $0.name, values: $0.values) } }
    }
    private var parts: [Component] = []

    private struct Component: Sendable, Hashable {
        var name: String
        var values: [Double]
    }

    /// A quantile of each step ahead.
    public struct Quantile: Sendable, Hashable {
        public var probability: Double
        public var values: [Double]

        public init(_ probability: Double, _ values: [Double]) {
            self.probability = probability
            self.values = values
        }
    }

    public init(point: [Double], quantiles: [Quantile] = [], method: String) {
        self.point = point
        self.quantiles = quantiles
        self.method = method
    }

    /// The bounds between which the values lie with a probability of `level` (0 … 1): nil where their quantiles are not known.
    public func interval(_ level: Double) -> (lower: [Double], upper: [Double])? {
        func quantile(_ probability: Double) -> [Double]? {
            quantiles.first { abs($0.probability - probability) < 1e-9 }?.values
        }
        guard let lower = quantile((1 - level) / 2), let upper = quantile((1 + level) / 2) else { return nil }
        return (lower, upper)
    }

    /// The probabilities whose quantiles bound intervals of these levels (0 … 1), rising.
    public static func probabilities(levels: [Double]) -> [Double] {
        Set(levels.flatMap { [(1 - $0) / 2, (1 + $0) / 2] }).sorted()
    }

    /// Quantiles of a normal law around the point forecast.
    /// - Parameter deviations: standard deviation of each step ahead.
    static func normal(_ point: [Double], deviations: [Double], _ probabilities: [Double], method: String) -> Forecast {
        let quantiles = probabilities.map { probability in
            let place = NormalLaw.quantile(probability)
            return Quantile(probability, zip(point, deviations).map { $0 + place * $1 })
        }
        return Forecast(point: point, quantiles: quantiles, method: method)
    }
}
