/// Numbers as Python reads and writes them.
enum PythonNumber {
    /// From this decimal exponent on, and below `-4`, Python writes an exponent.
    private static let decimalDigits = 16

    /// The shortest text that gives the same number back, laid out as Python's `repr` does.
    static func text(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        let sign = value.sign == .minus ? "-" : ""
        if value == 0 { return sign + "0.0" }
        let (digits, exponent) = shortest(value.magnitude)
        if exponent < -4 || exponent >= decimalDigits {
            let fraction = digits.count > 1 ? "." + PythonText.string(digits.dropFirst()) : ""
            let power = String(exponent.magnitude)
            return sign + PythonText.string(digits.prefix(1)) + fraction + (exponent < 0 ? "e-" : "e+")
                + (power.utf8.count < 2 ? "0" : "") + power
        }
        if exponent < 0 {
            return sign + "0." + String(repeating: "0", count: -exponent - 1) + PythonText.string(digits)
        }
        let whole = digits.prefix(exponent + 1)
        let zeros = String(repeating: "0", count: exponent + 1 - whole.count)
        let fraction = digits.dropFirst(exponent + 1)
        return sign + PythonText.string(whole) + zeros + "." + (fraction.isEmpty ? "0" : PythonText.string(fraction))
    }

    /// The digits without zeros at either end, and the decimal exponent of the first.
    private static func shortest(_ value: Double) -> (digits: [UInt8], exponent: Int) {
        var digits: [UInt8] = []
        var exponent = 0
        var pointOffset: Int?
        let bytes = Array(value.description.utf8)
        for (offset, byte) in bytes.enumerated() {
            if byte == .dot {
                pointOffset = digits.count
            } else if byte.isDigit {
                digits.append(byte)
            } else {
                exponent = Int(PythonText.string(bytes[(offset + 1)...])) ?? 0
                break
            }
        }
        exponent += (pointOffset ?? digits.count) - 1
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(zeros)
        exponent -= zeros
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return (digits, exponent)
    }

    private static func trimmed(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        let start = PythonSpace.end(bytes, from: 0)
        return Array(bytes[start..<PythonSpace.trimmedEnd(bytes, start..<bytes.count)])
    }

    /// Whether underscores stand only between digits; the text without them.
    private static func withoutUnderscores(_ bytes: [UInt8]) -> String? {
        for (index, byte) in bytes.enumerated() where byte == .underscore {
            guard index > 0, index + 1 < bytes.count, bytes[index - 1] != .underscore, bytes[index + 1] != .underscore
            else { return nil }
        }
        return PythonText.string(bytes.filter { $0 != .underscore })
    }

    /// What an integer's text says; `overflows` when it is beyond 64 bits.
    enum Integer { case value(Int), overflows, invalid }

    /// Reads what Python's `int(text, base)` reads.
    static func integer(_ text: String, base: Int) -> Integer {
        var bytes = trimmed(text)
        var sign: [UInt8] = []
        if let first = bytes.first, first == .minus || first == .plus { sign = [bytes.removeFirst()] }
        let prefixes: [UInt8: Int] = [UInt8(ascii: "x"): 16, UInt8(ascii: "o"): 8, UInt8(ascii: "b"): 2]
        var radix = base
        if bytes.count > 2, bytes[0] == UInt8(ascii: "0"), let prefixed = prefixes[bytes[1] | 0x20],
            base == 0 || base == prefixed
        {
            radix = prefixed
            bytes.removeFirst(bytes[2] == .underscore ? 3 : 2)
        } else if base == 0 {
            radix = 10
        }
        guard (2...36).contains(radix), let digits = withoutUnderscores(bytes), let first = digits.utf8.first,
            first != .minus, first != .plus
        else { return .invalid }
        if let value = Int(PythonText.string(sign) + digits, radix: radix) { return .value(value) }
        let isNumber = digits.utf8.allSatisfy { byte in
            let digit = byte.isDigit ? Int(byte) - 48 : (97...122).contains(byte | 0x20) ? Int(byte | 0x20) - 87 : 99
            return digit < radix
        }
        return isNumber ? .overflows : .invalid
    }

    /// Reads what Python's `float(text)` reads.
    static func float(_ text: String) -> Double? {
        guard let plain = withoutUnderscores(trimmed(text)), !plain.isEmpty else { return nil }
        let lowered = plain.lowercased()
        let unsigned = lowered.utf8.first == .minus || lowered.utf8.first == .plus ? lowered.dropFirst() : lowered[...]
        if ["inf", "infinity", "nan"].contains(unsigned) { return Double(lowered) }
        guard unsigned.utf8.allSatisfy({ $0.isDigit || $0 == .dot || $0 == 0x65 || $0 == .minus || $0 == .plus }) else {
            return nil
        }
        // Swift asks for a digit on both sides of the point, Python on one.
        var padded = lowered.utf8.first == .minus ? "-" : ""
        if unsigned.utf8.first == .dot { padded += "0" }
        padded += unsigned
        let mantissa = unsigned.prefix { $0 != "e" }
        guard mantissa.utf8.contains(where: \.isDigit) else { return nil }
        if mantissa.utf8.last == .dot { padded = padded.replacing(".", with: ".0", maxReplacements: 1) }
        return Double(padded)
    }
}
