import Continuo

/// Places on an axis of time that a calendar likes: whole years, months, days or hours.
enum TimeMarks {
    private static let months = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400]
    private static let seconds: [Double] = [
        1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600,
    ]

    /// Up to about eight marks between two moments; none for numbers, which have round marks of their own.
    static func marks(from first: TimeStamp, to last: TimeStamp) -> [ChartAxis.Mark] {
        guard let start = first.date, last.value > first.value else { return [] }
        let span = last.value - first.value
        let wanted = 8.0
        let month = 30.44 * 86_400
        if span / wanted > 15 * 86_400 {
            let every = months.first { span / (Double($0) * month) <= wanted } ?? 2400
            let origin = (12 * start.year + start.month - 1) / every * every
            return (0...24).compactMap { index in
                let count = origin + index * every
                let (year, rest) = (count / 12, count % 12)
                guard let stamp = TimeStamp(padded(year, 4) + "-" + padded(rest + 1, 2)), stamp.value >= first.value,
                    stamp.value <= last.value
                else { return nil }
                let name = stamp.date?.formatted("%b") ?? ""
                return ChartAxis.Mark(stamp.value, every >= 12 ? String(year) : "\(name) \(year)")
            }
        }
        let every = seconds.first { span / $0 <= wanted } ?? 1_209_600
        // Weeks begin on Monday: 1970-01-05 was one.
        let shift = every >= 604_800 ? 345_600.0 : 0
        let begin = ((first.value - shift) / every).rounded(.up) * every + shift
        return stride(from: begin, through: last.value, by: every).map { value in
            let date = TimeStamp(value, .second(separator: " ")).date
            let format =
                switch every {
                case 86_400...: "%-d %b"
                case 60..<86_400: span > 86_400 ? "%-d %b %R" : "%R"
                default: "%T"
                }
            return ChartAxis.Mark(value, date?.formatted(format) ?? "")
        }
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
