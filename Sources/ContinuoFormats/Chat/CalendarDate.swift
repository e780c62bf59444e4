#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A day and a time of day in the Gregorian calendar, for templates that print today's date.
public struct CalendarDate: Sendable, Hashable {
    /// The year, such as 2024.
    public var year: Int
    /// The month, from 1 to 12.
    public var month: Int
    /// The day of the month, from 1.
    public var day: Int
    /// The hour, from 0 to 23.
    public var hour: Int
    /// The minute, from 0 to 59.
    public var minute: Int
    /// The second, from 0 to 60.
    public var second: Int

    /// A date and a time, midnight unless given.
    public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// This moment in the time zone of the machine.
    public static var now: CalendarDate {
        var seconds = time(nil)
        var parts = tm()
        localtime_r(&seconds, &parts)
        return CalendarDate(
            year: Int(parts.tm_year) + 1900,
            month: Int(parts.tm_mon) + 1,
            day: Int(parts.tm_mday),
            hour: Int(parts.tm_hour),
            minute: Int(parts.tm_min),
            second: Int(parts.tm_sec)
        )
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

    /// The days of the year before this one.
    private var dayOfYear: Int {
        let lengths = [31, isLeapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return lengths.prefix(max(month - 1, 0)).reduce(0, +) + day - 1
    }

    private var isLeapYear: Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    /// The day of the week, 0 for Sunday.
    private var weekday: Int {
        let before = year - 1
        let days = 365 * before + before / 4 - before / 100 + before / 400 + dayOfYear + 1
        return days % 7
    }

    /// The date by a format of C's `strftime` in English; nil for a conversion that is not known. A `-` after the `%` drops leading
    /// zeros, as glibc does.
    public func formatted(_ format: String) -> String? {
        var text = ""
        var scalars = format.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "%" else {
                text.unicodeScalars.append(scalar)
                continue
            }
            var conversion = scalars.next()
            let isPlain = conversion == "-"
            if isPlain { conversion = scalars.next() }
            guard let conversion, let part = part(conversion, isPlain: isPlain) else { return nil }
            text += part
        }
        return text
    }

    private func part(_ conversion: Unicode.Scalar, isPlain: Bool) -> String? {
        func padded(_ value: Int, _ width: Int, _ filling: String = "0") -> String {
            let digits = String(value)
            return isPlain ? digits : String(repeating: filling, count: max(width - digits.utf8.count, 0)) + digits
        }
        let monthName = Self.months.indices.contains(month - 1) ? Self.months[month - 1] : "?"
        let weekdayName = Self.weekdays[max(weekday, 0)]
        let halfDayHour = (hour + 11) % 12 + 1
        switch conversion {
        case "Y": return String(year)
        case "y": return padded(year % 100, 2)
        case "C": return padded(year / 100, 2)
        case "m": return padded(month, 2)
        case "d": return padded(day, 2)
        case "e": return padded(day, 2, " ")
        case "B": return monthName
        case "b", "h": return String(monthName.prefix(3))
        case "A": return weekdayName
        case "a": return String(weekdayName.prefix(3))
        case "H": return padded(hour, 2)
        case "I": return padded(halfDayHour, 2)
        case "M": return padded(minute, 2)
        case "S": return padded(second, 2)
        case "p": return hour < 12 ? "AM" : "PM"
        case "j": return padded(dayOfYear + 1, 3)
        case "w": return String(weekday)
        case "u": return String(weekday == 0 ? 7 : weekday)
        case "F": return formatted("%Y-%m-%d")
        case "T": return formatted("%H:%M:%S")
        case "R": return formatted("%H:%M")
        case "D", "x": return formatted("%m/%d/%y")
        case "X": return formatted("%H:%M:%S")
        case "c": return formatted("%a %b %e %H:%M:%S %Y")
        case "n": return "\n"
        case "t": return "\t"
        case "%": return "%"
        default: return nil
        }
    }
}
