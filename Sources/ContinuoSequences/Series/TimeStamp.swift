import ContinuoFormats
import Foundation

/// When an observation was made: a number, or a moment of the Gregorian calendar.
public struct TimeStamp: Sendable, Hashable, Comparable {
    /// How a stamp is written.
    public enum Form: Sendable, Hashable {
        /// A number: a position, a year.
        case number
        /// `2024-05`
        case month
        /// `2024-05-31`
        case day
        /// `2024-05-31 12:30:00`, with this character between the day and the time.
        case second(separator: Character)
    }

    /// The number, or seconds since 1970-01-01 00:00 (UTC where the stamp names a zone, else of the clock that wrote it).
    public var value: Double
    /// How it is written.
    public var form: Form

    public init(_ value: Double, _ form: Form) {
        self.value = value
        self.form = form
    }

    public static func < (first: TimeStamp, second: TimeStamp) -> Bool { first.value < second.value }

    /// Whether this is a moment, not a number.
    public var isDate: Bool { form != .number }

    /// Reads a number, `2024-05`, `2024-05-31` (also with `/`), or a day with a time behind a blank or `T`: `12:30`,
    /// `12:30:15`, `12:30:15.25`, each with or without `Z` or an offset such as `+02:00` (ISO 8601). Nil for anything else.
    public init?(_ text: some StringProtocol) {
        let text = text.trimmingCharacters(in: .whitespaces)
        if let number = Double(text) {
            guard number.isFinite else { return nil }
            self.init(number, .number)
            return
        }
        let separator = text.firstIndex { $0 == "T" || $0 == "t" || $0 == " " }
        let dayText = separator.map { text[..<$0] } ?? text[...]
        let fields = dayText.split(whereSeparator: { $0 == "-" || $0 == "/" }, omittingEmpty: false)
        guard fields.count == 2 || fields.count == 3, fields[0].count == 4, fields[1].count <= 2,
            let numbers = Self.integers(fields), (1...12).contains(numbers[1])
        else { return nil }
        let day = numbers.count == 3 ? numbers[2] : 1
        guard day >= 1, day <= CalendarDate.days(inMonth: numbers[1], of: numbers[0]) else { return nil }
        let seconds = 86_400 * Double(CalendarDate(year: numbers[0], month: numbers[1], day: day).daysSince1970)
        guard let separator else {
            self.init(seconds, numbers.count == 3 ? .day : .month)
            return
        }
        guard numbers.count == 3, let time = Self.secondsOfDay(text[text.index(after: separator)...]) else {
            return nil
        }
        self.init(seconds + time, .second(separator: text[separator]))
    }

    private static func integers(_ fields: [Substring]) -> [Int]? {
        let numbers = fields.compactMap { $0.allSatisfy { $0.isASCII && $0.isNumber } ? Int($0) : nil }
        return numbers.count == fields.count ? numbers : nil
    }

    /// Seconds since midnight, less the offset of the zone.
    private static func secondsOfDay(_ text: Substring) -> Double? {
        var clock = text
        var offset = 0.0
        if clock.last == "Z" || clock.last == "z" {
            clock = clock.dropLast()
        } else if let sign = clock.lastIndex(where: { $0 == "+" || $0 == "-" }) {
            let digits = clock[clock.index(after: sign)...].filter { $0 != ":" }
            guard digits.count == 2 || digits.count == 4, let number = Int(digits) else { return nil }
            let minutes = digits.count == 2 ? 60 * number : 60 * (number / 100) + number % 100
            offset = Double(minutes * (clock[sign] == "-" ? -60 : 60))
            clock = clock[..<sign]
        }
        let fields = clock.split(whereSeparator: { $0 == ":" }, omittingEmpty: false)
        guard fields.count == 2 || fields.count == 3, let whole = integers(Array(fields.prefix(2))),
            (0...24).contains(whole[0]), (0...59).contains(whole[1])
        else { return nil }
        let seconds = fields.count == 3 ? Double(fields[2]) : 0
        guard let seconds, seconds >= 0, seconds < 61 else { return nil }
        return Double(3600 * whole[0] + 60 * whole[1]) + seconds - offset
    }

    /// The moment; nil for a number.
    public var date: CalendarDate? {
        guard isDate else { return nil }
        let days = (value / 86_400).rounded(.down)
        let rest = Int((value - 86_400 * days).rounded())
        var date = CalendarDate(daysSince1970: Int(days))
        (date.hour, date.minute, date.second) = (rest / 3600, rest / 60 % 60, rest % 60)
        return date
    }
}

extension TimeStamp: CustomStringConvertible {
    /// As it is written in its form.
    public var description: String {
        guard let date else {
            return value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
        }
        let format =
            switch form {
            case .month: "%Y-%m"
            case .second(let separator): "%F\(separator)%T"
            case .day, .number: "%F"
            }
        return date.formatted(format) ?? String(value)
    }
}

extension StringProtocol {
    /// The parts between separators, empty ones too unless told otherwise.
    fileprivate func split(
        whereSeparator isSeparator: (Character) -> Bool,
        omittingEmpty: Bool
    ) -> [Substring] {
        split(maxSplits: .max, omittingEmptySubsequences: omittingEmpty, whereSeparator: isSeparator).map {
            Substring($0)
        }
    }
}
