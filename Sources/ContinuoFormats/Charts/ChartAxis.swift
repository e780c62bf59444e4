/// One of a chart's two axes.
public struct ChartAxis: Sendable, Hashable {
    /// How values are laid along the axis.
    public enum Scale: Sendable, Hashable {
        /// Equal steps for equal differences.
        case linear
        /// Equal steps for equal ratios; values that are not positive are left out.
        case logarithmic
    }

    /// What the axis shows, with its unit: `"loss (bits per byte)"`.
    public var title: String
    /// How values are laid along the axis.
    public var scale: Scale
    /// The values at its two ends; chosen by the data when nil.
    public var range: ClosedRange<Double>?
    /// Names that stand under 0, 1, 2, …, instead of numbers; for bars.
    public var categories: [String]
    /// Places with names that stand in place of round numbers, such as dates; empty for round numbers.
    public var marks: [Mark] = []

    /// A named place on an axis.
    public struct Mark: Sendable, Hashable {
        /// Where it stands.
        public var value: Double
        /// What is written there.
        public var label: String

        public init(_ value: Double, _ label: String) {
            self.value = value
            self.label = label
        }
    }

    /// Describes an axis.
    public init(
        _ title: String = "",
        scale: Scale = .linear,
        range: ClosedRange<Double>? = nil,
        categories: [String] = []
    ) {
        self.title = title
        self.scale = scale
        self.range = range
        self.categories = categories
    }
}

extension ChartAxis: ExpressibleByStringLiteral {
    /// A linear axis with this title.
    public init(stringLiteral title: String) { self.init(title) }
}
