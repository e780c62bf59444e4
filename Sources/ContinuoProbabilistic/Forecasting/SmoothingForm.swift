/// Which innovations state-space model of exponential smoothing: ETS(error, trend, season) (Hyndman et al. 2002, 2008).
public struct SmoothingForm: Sendable, Hashable {
    public enum Error: String, Sendable, Hashable, CaseIterable {
        case additive = "A"
        case multiplicative = "M"
    }
    public enum Trend: String, Sendable, Hashable, CaseIterable {
        case none = "N"
        case additive = "A"
        case damped = "Ad"
    }
    public enum Season: String, Sendable, Hashable, CaseIterable {
        case none = "N"
        case additive = "A"
        case multiplicative = "M"
    }

    public var error: Error
    public var trend: Trend
    public var season: Season

    public init(_ error: Error, _ trend: Trend, _ season: Season) {
        self.error = error
        self.trend = trend
        self.season = season
    }

    /// Those that are tried for a series: multiplicative parts only for positive values, no season where there is none to be
    /// had, and no additive error with a multiplicative season, whose variance is infinite.
    public static func candidates(isPositive: Bool, isSeasonal: Bool) -> [SmoothingForm] {
        var forms: [SmoothingForm] = []
        for error in Error.allCases where isPositive || error == .additive {
            for trend in Trend.allCases {
                for season in Season.allCases {
                    let isPossible =
                        switch season {
                        case .none: true
                        case .additive: isSeasonal
                        case .multiplicative: isSeasonal && error == .multiplicative
                        }
                    if isPossible { forms.append(SmoothingForm(error, trend, season)) }
                }
            }
        }
        return forms
    }

    /// As in `AAdM`; nil for what names no form.
    public init?(_ text: String) {
        let letters = Array(text)
        guard letters.count == 3 || letters.count == 4, let error = Error(rawValue: String(letters[0])),
            let trend = Trend(rawValue: String(letters[1..<(letters.count - 1)])),
            let season = Season(rawValue: String(letters[letters.count - 1]))
        else { return nil }
        self.init(error, trend, season)
    }
}

extension SmoothingForm: CustomStringConvertible {
    public var description: String { "ETS(\(error.rawValue),\(trend.rawValue),\(season.rawValue))" }
}
