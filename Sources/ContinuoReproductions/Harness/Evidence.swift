import Foundation

/// What a reproduction measured.
public struct Evidence: Sendable, Equatable {
    /// The measures that the claim is about.
    public var rows: [Row]

    /// What a reader must know to judge the rows: data, sizes, seeds, departures from the publication.
    public var notes: [String]

    public init(rows: [Row], notes: [String] = []) {
        self.rows = rows
        self.notes = notes
    }

    /// Whether every row holds. Nothing measured holds nothing.
    public var holds: Bool { !rows.isEmpty && rows.allSatisfy(\.holds) }

    /// One measure with what it is compared with.
    public struct Row: Sendable, Equatable {
        public let measure: String

        /// What the method reached; nil where it was not run.
        public let ours: Double?

        /// What the baseline reached under the same budget; nil where the target is a number of its own.
        public let baseline: Double?

        public let target: Target

        /// A row whose verdict follows from its figures.
        public init(_ measure: String, ours: Double, baseline: Double? = nil, target: Target) {
            self.init(measure: measure, ours: ours, baseline: baseline, target: target)
        }

        private init(measure: String, ours: Double?, baseline: Double?, target: Target) {
            self.measure = measure
            self.ours = ours
            self.baseline = baseline
            self.target = target
        }

        /// A row that the claim asks for and that could not be measured. It never holds; `reason` joins the measure.
        public static func notRun(_ measure: String, target: Target, reason: String) -> Row {
            Row(measure: "\(measure) (not run: \(reason))", ours: nil, baseline: nil, target: target)
        }

        /// Whether `ours` meets the target.
        public var holds: Bool { ours.map { target.isMet(by: $0, baseline: baseline) } ?? false }
    }

    /// What a figure must reach.
    public enum Target: Sendable, Equatable {
        case atLeast(Double)
        case atMost(Double)
        case within(ClosedRange<Double>)
        /// At least `factor` times the baseline.
        case atLeastTimes(Double)
        /// At most `factor` times the baseline.
        case atMostTimes(Double)
        /// At least the baseline and `margin` (which may be negative).
        case atLeastBaseline(plus: Double)
        /// At most the baseline and `margin`.
        case atMostBaseline(plus: Double)
        /// Below the baseline.
        case belowBaseline

        func isMet(by ours: Double, baseline: Double?) -> Bool {
            let baseline = baseline ?? .nan
            switch self {
            case .atLeast(let limit): return ours >= limit
            case .atMost(let limit): return ours <= limit
            case .within(let range): return range.contains(ours)
            case .atLeastTimes(let factor): return ours >= factor * baseline
            case .atMostTimes(let factor): return ours <= factor * baseline
            case .atLeastBaseline(let margin): return ours >= baseline + margin
            case .atMostBaseline(let margin): return ours <= baseline + margin
            case .belowBaseline: return ours < baseline
            }
        }

        /// As reports show it: `≥ 1.5 × baseline`.
        public var text: String {
            switch self {
            case .atLeast(let limit): "≥ \(Figure.text(limit))"
            case .atMost(let limit): "≤ \(Figure.text(limit))"
            case .within(let range): "\(Figure.text(range.lowerBound)) to \(Figure.text(range.upperBound))"
            case .atLeastTimes(let factor): "≥ \(Figure.text(factor)) × baseline"
            case .atMostTimes(let factor): "≤ \(Figure.text(factor)) × baseline"
            case .atLeastBaseline(let margin): "≥ baseline\(Figure.signed(margin))"
            case .atMostBaseline(let margin): "≤ baseline\(Figure.signed(margin))"
            case .belowBaseline: "< baseline"
            }
        }
    }
}

/// Numbers as reports show them.
enum Figure {
    /// Four significant digits.
    static func text(_ value: Double) -> String { String(format: "%.4g", value) }

    /// ` + 1`, ` − 1`, or nothing for 0.
    static func signed(_ value: Double) -> String {
        value == 0 ? "" : value > 0 ? " + \(text(value))" : " − \(text(-value))"
    }
}
