import ContinuoFormats

/// Walks over JSON without making a tree of it: a vocabulary has hundreds of thousands of entries, and an object for each would take
/// longer to build than to use. Parts that are small are handed to `JSONParser`.
struct FlatJSON {
    let bytes: UnsafeBufferPointer<UInt8>
    let file: String
    var position = 0

    /// The deepest nesting of lists and objects that is passed over.
    private static let depthLimit = 512

    init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) {
        self.bytes = bytes
        self.file = file
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// What is wrong here, with the byte where it stands.
    func failure(_ expected: String, key: String) -> DataFileError {
        let isEnd = position >= bytes.count
        return DataFileError(
            isEnd ? .truncated : .malformed,
            file: file,
            place: "\(key.isEmpty ? "" : "\(key), ")byte \(position)",
            expected: expected,
            found: isEnd ? "the end of the file" : "\"\(excerpt)\"",
            advice: isEnd ? "Was its download or copy interrupted?" : ""
        )
    }

    /// A few characters from here on.
    private var excerpt: String {
        String(decoding: bytes[position..<min(position + 12, bytes.count)], as: UTF8.self)
    }

    mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// The next byte that is no white space; 0 at the end.
    mutating func peek() -> UInt8 {
        skipSpace()
        return position < bytes.count ? bytes[position] : 0
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ character: Unicode.Scalar, key: String) throws(DataFileError) {
        guard skip(character) else { throw failure("\"\(character)\"", key: key) }
    }

    /// Calls `body` behind each key of an object; it has to pass the value.
    mutating func forEachKey(
        of key: String,
        _ body: (inout FlatJSON, String) throws(DataFileError) -> Void
    ) throws(DataFileError) {
        try expect("{", key: key)
        if skip("}") { return }
        var name: [UInt8] = []
        repeat {
            name.removeAll(keepingCapacity: true)
            try text(into: &name, key: key)
            try expect(":", key: key)
            try body(&self, String(decoding: name, as: UTF8.self))
        } while skip(",")
        try expect("}", key: key)
    }

    /// Calls `body` before each element of a list; it has to pass it.
    mutating func forEachElement(
        of key: String,
        _ body: (inout FlatJSON) throws(DataFileError) -> Void
    ) throws(DataFileError) {
        try expect("[", key: key)
        if skip("]") { return }
        repeat { try body(&self) } while skip(",")
        try expect("]", key: key)
    }

    /// A value of any kind, as a tree.
    mutating func value(key: String) throws(DataFileError) -> JSONValue {
        skipSpace()
        let start = position
        try skipValue(key: key)
        do {
            return try JSONParser.parse(UnsafeBufferPointer(rebasing: bytes[start..<position]), source: file)
        } catch {
            var error = error
            error.place = "\(key), \(error.place) from byte \(start) on"
            throw error
        }
    }

    /// Passes a value; what is inside of texts and between brackets is not looked at closely.
    mutating func skipValue(key: String) throws(DataFileError) {
        var depth = 0
        repeat {
            switch peek() {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
                guard depth <= Self.depthLimit else { throw failure("at most \(Self.depthLimit) levels", key: key) }
                continue
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                position += 1
                guard depth >= 0 else { throw failure("a value", key: key) }
            case UInt8(ascii: "\""): try skipText(key: key)
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                guard depth > 0 else { throw failure("a value", key: key) }
                position += 1
                continue
            case 0: throw failure("a value", key: key)
            default:
                let start = position
                while position < bytes.count, !Self.endsPlainValue(bytes[position]) { position += 1 }
                guard position > start else { throw failure("a value", key: key) }
            }
        } while depth > 0
    }

    private static func endsPlainValue(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x0A, 0x0D, 0x09, UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "]"), UInt8(ascii: "}"),
            UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "\""):
            true
        default: false
        }
    }

    private mutating func skipText(key: String) throws(DataFileError) {
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "\"") { return }
        }
        position = bytes.count
        throw failure("the end of a text", key: key)
    }

    /// Appends the bytes of a text.
    mutating func text(into result: inout [UInt8], key: String) throws(DataFileError) {
        try expect("\"", key: key)
        while true {
            let start = position
            while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\") {
                guard bytes[position] >= 0x20 else { throw failure("control characters written as \\u00…", key: key) }
                position += 1
            }
            result.append(contentsOf: bytes[start..<position])
            guard position < bytes.count else { throw failure("the end of a text", key: key) }
            position += 1
            if bytes[position - 1] == UInt8(ascii: "\"") { return }
            try escape(into: &result, key: key)
        }
    }

    private mutating func escape(into result: inout [UInt8], key: String) throws(DataFileError) {
        guard position < bytes.count else { throw failure("an escape", key: key) }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(byte)
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "u"):
            var value = try hexadecimal(key: key)
            if (0xD800..<0xDC00).contains(value), position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                bytes[position + 1] == UInt8(ascii: "u")
            {
                position += 2
                let low = try hexadecimal(key: key)
                guard (0xDC00..<0xE000).contains(low) else { throw failure("the second half of a character", key: key) }
                value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
            }
            guard Unicode.Scalar(value) != nil else { throw failure("both halves of a character", key: key) }
            UTF8Scanner.append(value, to: &result)
        default:
            position -= 1
            throw failure("one of \" \\ / b f n r t u after a backslash", key: key)
        }
    }

    private mutating func hexadecimal(key: String) throws(DataFileError) -> UInt32 {
        guard position + 4 <= bytes.count else {
            position = bytes.count
            throw failure("four hexadecimal digits", key: key)
        }
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
                throw failure("four hexadecimal digits", key: key)
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    /// An id: an integer from 0 to 16,777,215.
    mutating func id(key: String) throws(DataFileError) -> Int32 {
        skipSpace()
        let start = position
        var value: Int32 = 0
        while position < bytes.count, (0x30...0x39).contains(bytes[position]), value < TokenizerJSON.idLimit {
            value = value * 10 + Int32(bytes[position] - 0x30)
            position += 1
        }
        guard position > start, value < TokenizerJSON.idLimit,
            position < bytes.count, Self.endsPlainValue(bytes[position])
        else {
            if position < bytes.count { position = start }
            throw failure("an integer from 0 to 16,777,215", key: key)
        }
        return value
    }

    /// A finite number, rounded as the reference package rounds it: the digits as one integer, then multiplied or divided by a power
    /// of ten. Of two ways to cut a text with nearly the same score the last bit decides.
    mutating func number(key: String) throws(DataFileError) -> Double {
        skipSpace()
        let start = position
        let isNegative = position < bytes.count && bytes[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        var digits: UInt64 = 0
        var exponent = 0
        var count = 0
        var isFraction = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else if (0x30...0x39).contains(byte) {
                count += 1
                let (product, overflows) = digits.multipliedReportingOverflow(by: 10)
                let (sum, carries) = product.addingReportingOverflow(UInt64(byte - 0x30))
                if overflows || carries {
                    // Further digits change nothing but the magnitude.
                    if !isFraction { exponent += 1 }
                } else {
                    digits = sum
                    if isFraction { exponent -= 1 }
                }
            } else {
                break
            }
            position += 1
        }
        var isNumber = count > 0
        if isNumber, position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            let isSmall = position < bytes.count && bytes[position] == UInt8(ascii: "-")
            if isSmall || (position < bytes.count && bytes[position] == UInt8(ascii: "+")) { position += 1 }
            var power = 0
            isNumber = position < bytes.count && (0x30...0x39).contains(bytes[position])
            while position < bytes.count, (0x30...0x39).contains(bytes[position]), power < 10_000 {
                power = power * 10 + Int(bytes[position] - 0x30)
                position += 1
            }
            exponent += isSmall ? -power : power
        }
        let magnitude = Self.scaled(Double(digits), exponent)
        guard isNumber, magnitude.isFinite, position < bytes.count, Self.endsPlainValue(bytes[position]) else {
            if position < bytes.count { position = start }
            throw failure("a number", key: key)
        }
        return isNegative ? -magnitude : magnitude
    }

    /// A number times a power of ten, by one multiplication or division where the power is a number itself.
    private static func scaled(_ value: Double, _ exponent: Int) -> Double {
        let largest = 308
        var value = value
        var rest = exponent
        while rest < -largest, value != 0 {
            value /= power(largest)
            rest += largest
        }
        guard value != 0 else { return 0 }
        if rest > largest { return .infinity }
        return rest >= 0 ? value * power(rest) : value / power(-rest)
    }

    private static let powers: [Double] = (0...308).map { Double("1e\($0)") ?? .infinity }

    private static func power(_ exponent: Int) -> Double { powers[exponent] }
}
