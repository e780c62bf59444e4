#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The places of an axis's marks, with their labels, and the range that they suit.
struct AxisTicks {
    private(set) var range: ClosedRange<Double>
    private(set) var ticks: [(value: Double, label: String)] = []
    let isLogarithmic: Bool

    /// - Parameters:
    ///   - values: the data along the axis.
    ///   - includesZero: whether the axis must reach zero (for bars).
    ///   - isTight: whether the range ends with the data instead of at round values.
    ///   - count: how many marks there is room for.
    init(axis: ChartAxis, values: [Double], includesZero: Bool, isTight: Bool, count: Int) {
        let positive = values.filter { $0.isFinite && $0 > 0 }
        isLogarithmic = axis.scale == .logarithmic && (axis.range.map { $0.lowerBound > 0 } ?? !positive.isEmpty)
        let usable = isLogarithmic ? positive : values.filter(\.isFinite) + (includesZero ? [0] : [])
        let span = Self.widened(axis.range ?? (usable.min() ?? 0)...(usable.max() ?? 1), isLogarithmic: isLogarithmic)
        range = span
        if isLogarithmic {
            addDecades(isFixed: axis.range != nil || isTight, count: count)
        } else {
            addSteps(isFixed: axis.range != nil || isTight, canGrow: axis.range == nil, count: count)
        }
        if !axis.marks.isEmpty { ticks = axis.marks.map { ($0.value, $0.label) } }
    }

    /// Where a value lies, from 0 at the axis's start to 1 at its end; not finite for a value that the axis cannot show.
    func position(_ value: Double) -> Double {
        isLogarithmic
            ? log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
            : (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    }

    /// A range of some width and no more than floating point can halve, whatever the data are.
    private static func widened(_ range: ClosedRange<Double>, isLogarithmic: Bool) -> ClosedRange<Double> {
        let (least, most) = (isLogarithmic ? 1e-300 : -1e300, 1e300)
        let (low, high) = (min(max(range.lowerBound, least), most), min(max(range.upperBound, least), most))
        if isLogarithmic { return high > low * 1.001 ? low...high : (low / 2)...(high * 2) }
        let margin = max(abs(low), abs(high)) * 1e-9
        if high - low > margin { return low...high }
        let half = low == 0 ? 0.5 : abs(low) * 0.1
        return (low - half)...(high + half)
    }

    private mutating func addSteps(isFixed: Bool, canGrow: Bool = false, count: Int) {
        let step = Self.niceStep((range.upperBound - range.lowerBound) / Double(max(count, 2)))
        var first = (range.lowerBound / step - 1e-6).rounded(.up)
        var last = (range.upperBound / step + 1e-6).rounded(.down)
        if !isFixed {
            first = (range.lowerBound / step + 1e-6).rounded(.down)
            last = (range.upperBound / step - 1e-6).rounded(.up)
            range = (first * step)...(last * step)
        }
        guard last >= first, last - first < 1000 else { return }
        // Data that all but reach a round value have their axis end there.
        let slack = (range.upperBound - range.lowerBound) * 0.02
        if canGrow {
            if range.lowerBound - (first - 1) * step < slack { first -= 1 }
            if (last + 1) * step - range.upperBound < slack { last += 1 }
            range = min(first * step, range.lowerBound)...max(last * step, range.upperBound)
        }
        let values = stride(from: first, through: last, by: 1).map { $0 * step }
        ticks = values.map {
            ($0, NumberLabel.text($0, step: step, largest: max(abs(values[0]), abs(values[values.count - 1]))))
        }
    }

    private mutating func addDecades(isFixed: Bool, count: Int) {
        let first = (log10(range.lowerBound) + 1e-9).rounded(.down)
        let last = (log10(range.upperBound) - 1e-9).rounded(.up)
        let decades = last - first
        // Few decades also have marks at 2 and 5, and then need not be whole.
        let factors: [Double] = decades <= Double(count) / 3 ? [1, 2, 5] : [1]
        let every = max(1, (decades / Double(max(count, 1))).rounded(.up))
        var values: [Double] = []
        for exponent in stride(from: first, through: last, by: 1) {
            let onGrid = (exponent / every).rounded() * every == exponent
            if onGrid { values += factors.map { $0 * pow(10, exponent) } }
        }
        if !isFixed {
            let low = values.last { $0 <= range.lowerBound * 1.0001 } ?? pow(10, first)
            let high = values.first { $0 >= range.upperBound * 0.9999 } ?? pow(10, last)
            range = low...high
        }
        values = values.filter { $0 >= range.lowerBound * 0.9999 && $0 <= range.upperBound * 1.0001 }
        if values.count < 2 {
            return addSteps(isFixed: true, count: count)
        }
        // One form for all marks: with an exponent as soon as one of them needs it.
        let needsExponent = values.contains { $0 >= 1e12 || $0 < 1e-4 }
        ticks = values.map { ($0, NumberLabel.text($0, step: $0, largest: needsExponent ? .infinity : $0)) }
    }

    /// 1, 2, 2.5 or 5 times a power of ten, the first that is at least `step`.
    static func niceStep(_ step: Double) -> Double {
        let power = pow(10, log10(max(step, 1e-300)).rounded(.down))
        for factor in [1, 2, 2.5, 5] where factor * power >= step * 0.9999 { return factor * power }
        return 10 * power
    }
}
