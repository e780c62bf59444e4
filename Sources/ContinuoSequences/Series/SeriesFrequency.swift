import ContinuoFormats

/// The regular distance of a series' observations.
public enum SeriesFrequency: Sendable, Hashable {
    /// Numbers that are so far apart.
    case step(Double)
    /// Moments that are so many seconds apart: seconds, minutes, hours, days, weeks.
    case seconds(Double)
    /// Days from Monday to Friday.
    case businessDays
    /// The same day of every so-manieth month; the last of the month where that is what the stamps are.
    case months(Int, atEnd: Bool)

    /// The frequency of stamps in rising order, of which some may be missing; nil for fewer than two, and where no frequency
    /// fits. Then `irregularity` tells where.
    public init?(_ stamps: [TimeStamp]) {
        guard let found = Self.candidate(stamps), found.irregularity(in: stamps) == nil else { return nil }
        self = found
    }

    /// The frequency of the two stamps that are closest; nil for fewer than two stamps.
    static func candidate(_ stamps: [TimeStamp]) -> SeriesFrequency? {
        let distances = zip(stamps.dropFirst(), stamps).map { $0.value - $1.value }
        guard let least = distances.min(), least > 0 else { return nil }
        guard stamps[0].isDate else { return .step(least) }
        let day = 86_400.0
        if least >= 28 * day, let months = monthly(stamps) { return months }
        let isDaily = least == day && distances.contains { $0 == 3 * day }
        if isDaily, stamps.allSatisfy({ isWeekday($0) }) { return .businessDays }
        return .seconds(least)
    }

    private static func monthly(_ stamps: [TimeStamp]) -> SeriesFrequency? {
        let dates = stamps.compactMap(\.date)
        let isMidnight = dates.allSatisfy { ($0.hour, $0.minute, $0.second) == (0, 0, 0) }
        guard isMidnight else { return nil }
        let atEnd = dates.allSatisfy { $0.day == CalendarDate.days(inMonth: $0.month, of: $0.year) }
        guard atEnd || dates.allSatisfy({ $0.day == dates[0].day }) else { return nil }
        let months = dates.map { 12 * $0.year + $0.month }
        let least = zip(months.dropFirst(), months).map { $0 - $1 }.min() ?? 0
        return least > 0 ? .months(least, atEnd: atEnd) : nil
    }

    private static func isWeekday(_ stamp: TimeStamp) -> Bool {
        // 1970-01-01 was a Thursday: 0 stands for Monday.
        let day = (Int((stamp.value / 86_400).rounded(.down)) + 3) % 7
        return (day + 7) % 7 < 5
    }

    /// The first stamp that is no whole number of steps after the first one; nil when all are.
    func irregularity(in stamps: [TimeStamp]) -> Int? {
        guard let first = stamps.first else { return nil }
        return stamps.indices.first { offset(of: stamps[$0], from: first) == nil }
    }

    /// How many steps a stamp lies after another; nil when it is no whole number.
    public func offset(of stamp: TimeStamp, from first: TimeStamp) -> Int? {
        switch self {
        case .step(let step), .seconds(let step):
            let steps = (stamp.value - first.value) / step
            guard abs(steps - steps.rounded()) < 1e-6 * max(1, abs(steps)), abs(steps) < 1e9 else { return nil }
            return Int(steps.rounded())
        case .businessDays:
            let days = (stamp.value - first.value) / 86_400
            guard days == days.rounded(), Self.isWeekday(stamp), Self.isWeekday(first) else { return nil }
            let start = ((Int((first.value / 86_400).rounded(.down)) + 3) % 7 + 7) % 7
            let (weeks, rest) = (Int(days) + start).quotientAndRemainderRoundedDown(by: 7)
            return 5 * weeks + rest - start
        case .months(let count, let atEnd):
            guard let date = stamp.date, let start = first.date else { return nil }
            let months = 12 * (date.year - start.year) + date.month - start.month
            let fits = atEnd ? date.day == CalendarDate.days(inMonth: date.month, of: date.year) : date.day == start.day
            return fits && months % count == 0 ? months / count : nil
        }
    }

    /// The stamp that lies `count` steps after another.
    public func stamp(_ count: Int, after first: TimeStamp) -> TimeStamp {
        switch self {
        case .step(let step), .seconds(let step):
            return TimeStamp(first.value + Double(count) * step, first.form)
        case .businessDays:
            let start = ((Int((first.value / 86_400).rounded(.down)) + 3) % 7 + 7) % 7
            let (weeks, rest) = (count + start).quotientAndRemainderRoundedDown(by: 5)
            return TimeStamp(first.value + 86_400 * Double(7 * weeks + rest - start), first.form)
        case .months(let months, let atEnd):
            guard let date = first.date else { return first }
            let (years, month) = (12 * date.year + date.month - 1 + count * months).quotientAndRemainderRoundedDown(
                by: 12
            )
            let last = CalendarDate.days(inMonth: month + 1, of: years)
            let day = atEnd ? last : min(date.day, last)
            let moved = CalendarDate(year: years, month: month + 1, day: day)
            return TimeStamp(86_400 * Double(moved.daysSince1970), first.form)
        }
    }

    /// The number of observations after which a pattern commonly returns: 12 for months, 4 for quarters, 7 for days, 5 for
    /// business days, 24 for hours, the day for minutes that divide it, 52 for weeks; 1 where none is common.
    public var usualSeason: Int {
        switch self {
        case .step: 1
        case .businessDays: 5
        case .months(let count, _): count < 12 && 12 % count == 0 ? 12 / count : 1
        case .seconds(let seconds):
            switch seconds {
            case 604_800: 52
            case 86_400: 7
            case 60..<86_400: (86_400 / seconds) == (86_400 / seconds).rounded() ? Int(86_400 / seconds) : 1
            default: 1
            }
        }
    }
}

extension SeriesFrequency: CustomStringConvertible {
    /// As in `monthly`, `every 5 minutes`.
    public var description: String {
        func every(_ count: Double, _ one: String, _ unit: String) -> String {
            if count == 1 { return one }
            return "every \(count == count.rounded() ? String(Int(count)) : String(count)) \(unit)"
        }
        switch self {
        case .step(let step): return every(step, "every step", "steps")
        case .businessDays: return "business days"
        case .months(let count, _):
            return switch count {
            case 3: "quarterly"
            case 12: "yearly"
            default: every(Double(count), "monthly", "months")
            }
        case .seconds(let seconds):
            let units: [(Double, String, String)] = [
                (604_800, "weekly", "weeks"), (86_400, "daily", "days"), (3600, "hourly", "hours"),
                (60, "every minute", "minutes"),
            ]
            for (size, one, unit) in units where seconds.truncatingRemainder(dividingBy: size) == 0 {
                return every(seconds / size, one, unit)
            }
            return every(seconds, "every second", "seconds")
        }
    }
}

extension Int {
    /// Quotient and remainder, the remainder never negative.
    fileprivate func quotientAndRemainderRoundedDown(by divisor: Int) -> (Int, Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
