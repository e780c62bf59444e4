/// Reads JSON text (RFC 8259) into a `JSONValue`.
///
/// Strict: no comments, no trailing commas, no lone surrogates, no control characters in text, no invalid UTF-8, nothing after
/// the value. Errors say line and column (in bytes, both from 1).
public struct JSONParser {
    /// What a parser lets through.
    public struct Options: Sendable, Hashable {
        /// How deep lists and objects may be nested.
        public var depthLimit = 512
        /// Whether a key given twice is an error. Otherwise the last value counts, as it does for most readers.
        public var refusesDuplicateKeys = false
        /// Whether `NaN`, `Infinity` and `-Infinity` are numbers: not JSON, but written by Python into some configurations.
        public var acceptsNonFiniteNumbers = false

        /// Strict but for duplicate keys.
        public init() {}
    }

    let source: String
    let options: Options
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    var depth = 0

    /// Reads one value that fills all the bytes.
    /// - Parameters:
    ///   - bytes: UTF-8, with or without a byte-order mark.
    ///   - source: the name of the file, for errors.
    /// - Throws: `DataFileError` of kind `malformed` (or `empty`) with line and column.
    public static func parse(
        _ bytes: some Sequence<UInt8>,
        source: String = "JSON",
        options: Options = Options()
    ) throws(DataFileError) -> JSONValue {
        let result = bytes.withContiguousStorageIfAvailable { view in
            Result { () throws(DataFileError) in try parse(view, source: source, options: options) }
        }
        if let result { return try result.get() }
        return try Array(bytes).withUnsafeBufferPointer { view throws(DataFileError) in
            try parse(view, source: source, options: options)
        }
    }

    /// Reads one value that fills all the text.
    /// - Throws: `DataFileError` of kind `malformed` (or `empty`) with line and column.
    public static func parse(
        _ text: String,
        source: String = "JSON",
        options: Options = Options()
    ) throws(DataFileError) -> JSONValue {
        try parse(Array(text.utf8), source: source, options: options)
    }

    /// Reads a whole file.
    /// - Throws: `DataFileError` when the file cannot be read or is not JSON.
    public static func parse(file path: String, options: Options = Options()) throws(DataFileError) -> JSONValue {
        try parse(FileSystem.read(path, allowsEmpty: false), source: path, options: options)
    }

    private static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>,
        source: String,
        options: Options
    ) throws(DataFileError) -> JSONValue {
        var parser = JSONParser(source: source, options: options, bytes: bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.position = 3 }
        parser.skipSpace()
        if parser.position == bytes.count {
            throw DataFileError(.empty, file: source, expected: "a JSON value", found: "nothing")
        }
        let value = try parser.value()
        parser.skipSpace()
        if parser.position < bytes.count { throw parser.unexpected("the end after the value") }
        return value
    }

    private mutating func value() throws(DataFileError) -> JSONValue {
        guard let first = peek() else { throw unexpected("a value") }
        switch first {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "N") where options.acceptsNonFiniteNumbers: return try literal("NaN", .number(.nan))
        case UInt8(ascii: "I") where options.acceptsNonFiniteNumbers: return try literal("Infinity", .number(.infinity))
        default: throw unexpected("a value")
        }
    }

    private mutating func object() throws(DataFileError) -> JSONValue {
        try enter()
        var object = JSONObject()
        if skip(UInt8(ascii: "}")) {
            depth -= 1
            return .object(object)
        }
        repeat {
            skipSpace()
            let place = position
            guard peek() == UInt8(ascii: "\"") else { throw unexpected("a key in double quotes") }
            let key = try string()
            if options.refusesDuplicateKeys && object.contains(key) {
                throw malformed(at: place, expected: "every key once", found: "the key \"\(key)\" again")
            }
            guard skip(UInt8(ascii: ":")) else { throw unexpected("a colon after the key \"\(key)\"") }
            skipSpace()
            object[key] = try value()
        } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "}")) else { throw unexpected("a comma or \"}\"") }
        depth -= 1
        return .object(object)
    }

    private mutating func array() throws(DataFileError) -> JSONValue {
        try enter()
        var values: [JSONValue] = []
        if skip(UInt8(ascii: "]")) {
            depth -= 1
            return .array(values)
        }
        repeat {
            skipSpace()
            values.append(try value())
        } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "]")) else { throw unexpected("a comma or \"]\"") }
        depth -= 1
        return .array(values)
    }

    /// Passes the opening bracket.
    private mutating func enter() throws(DataFileError) {
        depth += 1
        if depth > options.depthLimit {
            throw malformed(
                at: position,
                expected: "at most \(options.depthLimit) lists and objects inside each other",
                found: "more"
            )
        }
        position += 1
    }

    mutating func literal(_ word: StaticString, _ value: JSONValue) throws(DataFileError) -> JSONValue {
        let length = word.utf8CodeUnitCount
        let matches = word.withUTF8Buffer { bytes[position...].prefix(length).elementsEqual($0) }
        guard matches else { throw unexpected("\(word)") }
        position += length
        return value
    }

    func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    /// Passes white space and then `byte` if it is there.
    private mutating func skip(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < bytes.count && bytes[position] == byte else { return false }
        position += 1
        return true
    }

    func unexpected(_ expected: String) -> DataFileError {
        var found = "the end of the text"
        if let byte = peek() {
            found =
                (0x21...0x7E).contains(byte)
                ? "\"\(Character(UnicodeScalar(byte)))\"" : "byte 0x\(String(byte, radix: 16))"
        }
        return malformed(at: position, expected: expected, found: found)
    }

    func malformed(at offset: Int, expected: String, found: String) -> DataFileError {
        let before = bytes[..<min(offset, bytes.count)]
        let line = before.count { $0 == 10 } + 1
        let column = offset - (before.lastIndex(of: 10).map { $0 + 1 } ?? 0) + 1
        return DataFileError(
            offset >= bytes.count ? .truncated : .malformed,
            file: source,
            place: "line \(line), column \(column)",
            expected: expected,
            found: found
        )
    }
}
