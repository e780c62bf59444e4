/// Takes the fields of a configuration (a YAML recipe, a `config.json`) one by one, typed, and then tells of those that nobody
/// asked for: a misspelt key is an error, not a default.
///
///     var training = try FieldReader(document).fields("training")
///     let steps = try training.integer("steps", default: 1000, in: 1...)
///     let rate = try training.number("rate", default: 3e-4)
///     try training.finish()
public struct FieldReader {
    private let object: JSONObject
    private let source: String
    private let path: [String]
    private let place: ([String]) -> String
    private var known: [String] = []

    /// Reads the fields of a recipe; errors say lines.
    /// - Throws: `DataFileError` when the recipe is neither empty nor a mapping.
    public init(_ document: YAMLDocument) throws(DataFileError) {
        try self.init(document.value, source: document.source, path: [], place: document.place(of:))
    }

    /// Reads the fields of a JSON object; errors say the keys that lead to a field.
    /// - Throws: `DataFileError` when the value is no object.
    public init(_ value: JSONValue, source: String) throws(DataFileError) {
        try self.init(value, source: source, path: []) { $0.joined(separator: ".") }
    }

    private init(
        _ value: JSONValue,
        source: String,
        path: [String],
        place: @escaping ([String]) -> String
    ) throws(DataFileError) {
        self.source = source
        self.path = path
        self.place = place
        switch value {
        case .object(let object): self.object = object
        case .null: object = JSONObject()
        default:
            throw DataFileError(
                .malformed,
                file: source,
                place: place(path),
                expected: "keys with values",
                found: value.kindDescription
            )
        }
    }

    /// The keys there are, in order.
    public var keys: [String] { object.keys }

    /// The value of a key as it stands; nil when it is missing or `null`.
    public mutating func value(_ key: String) -> JSONValue? {
        known.append(key)
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    /// A whole number; nil when it is missing.
    /// - Throws: `DataFileError` for another kind of value.
    public mutating func optionalInteger(_ key: String) throws(DataFileError) -> Int? {
        guard let value = value(key) else { return nil }
        if let integer = value.intValue { return integer }
        throw failure(key, expected: "an integer", value)
    }

    /// A whole number within limits.
    /// - Throws: `DataFileError` for another kind of value, one outside the limits, or a missing one without a default.
    public mutating func integer(
        _ key: String,
        default replacement: Int? = nil,
        in limits: some RangeExpression<Int> = Int.min...
    ) throws(DataFileError) -> Int {
        guard let number = try optionalInteger(key) ?? replacement else { throw missing(key, "an integer") }
        guard limits.contains(number) else {
            throw failure(key, expected: "an integer \(Self.words(limits))", .integer(number))
        }
        return number
    }

    /// A number; nil when it is missing.
    /// - Throws: `DataFileError` for another kind of value.
    public mutating func optionalNumber(_ key: String) throws(DataFileError) -> Double? {
        guard let value = value(key) else { return nil }
        if let number = value.doubleValue { return number }
        throw failure(key, expected: "a number", value)
    }

    /// A number within limits.
    /// - Throws: `DataFileError` for another kind of value, one outside the limits, or a missing one without a default.
    public mutating func number(
        _ key: String,
        default replacement: Double? = nil,
        in limits: some RangeExpression<Double> = (-Double.infinity)...
    ) throws(DataFileError) -> Double {
        guard let number = try optionalNumber(key) ?? replacement else { throw missing(key, "a number") }
        guard limits.contains(number) else {
            throw failure(key, expected: "a number \(Self.words(limits))", .number(number))
        }
        return number
    }

    /// A truth value.
    /// - Throws: `DataFileError` for another kind of value, or a missing one without a default.
    public mutating func flag(_ key: String, default replacement: Bool? = nil) throws(DataFileError) -> Bool {
        guard let value = value(key) else {
            guard let replacement else { throw missing(key, "true or false") }
            return replacement
        }
        if let flag = value.boolValue { return flag }
        throw failure(key, expected: "true or false", value)
    }

    /// Text; nil when it is missing.
    /// - Throws: `DataFileError` for another kind of value.
    public mutating func optionalText(_ key: String) throws(DataFileError) -> String? {
        guard let value = value(key) else { return nil }
        if let text = value.stringValue { return text }
        throw failure(key, expected: "text", value)
    }

    /// Text.
    /// - Throws: `DataFileError` for another kind of value, or a missing one without a default.
    public mutating func text(_ key: String, default replacement: String? = nil) throws(DataFileError) -> String {
        guard let text = try optionalText(key) ?? replacement else { throw missing(key, "text") }
        return text
    }

    /// One of some words.
    /// - Throws: `DataFileError` that lists the words, or for a missing one without a default.
    public mutating func choice(
        _ key: String,
        of words: [String],
        default replacement: String? = nil
    ) throws(DataFileError) -> String {
        let list = words.joined(separator: ", ")
        guard let word = try optionalText(key) ?? replacement else { throw missing(key, "one of \(list)") }
        if words.contains(word) { return word }
        var error = failure(key, expected: "one of \(list)", .string(word))
        error.advice = Self.suggestion(word, among: words)
        throw error
    }

    /// The fields under a key; none when it is missing.
    /// - Throws: `DataFileError` for another kind of value.
    public mutating func fields(_ key: String) throws(DataFileError) -> FieldReader {
        try FieldReader(value(key) ?? .null, source: source, path: path + [key], place: place)
    }

    /// Says that all fields have been asked for.
    /// - Throws: `DataFileError` for the first key that was not, with the known key that is most like it.
    public func finish() throws(DataFileError) {
        guard let unknown = object.keys.first(where: { !known.contains($0) }) else { return }
        var error = DataFileError(
            .malformed,
            file: source,
            place: place(path + [unknown]),
            expected: known.isEmpty ? "no keys" : "one of the keys \(known.sorted().joined(separator: ", "))",
            found: "\"\(unknown)\""
        )
        error.advice = Self.suggestion(unknown, among: known)
        throw error
    }

    /// An error about a key's value, for limits that only its reader knows.
    public func failure(_ key: String, expected: String, _ found: JSONValue) -> DataFileError {
        DataFileError(.malformed, file: source, place: place(path + [key]), expected: expected, found: "\(found)")
    }

    private func missing(_ key: String, _ expected: String) -> DataFileError {
        DataFileError(
            .malformed,
            file: source,
            place: place(path + [key]),
            expected: expected,
            found: "nothing",
            advice: "Add the key \"\(key)\""
        )
    }

    private static func words<Value>(_ limits: some RangeExpression<Value>) -> String {
        switch limits {
        case let range as PartialRangeFrom<Value>: "of at least \(range.lowerBound)"
        case let range as PartialRangeThrough<Value>: "of at most \(range.upperBound)"
        case let range as PartialRangeUpTo<Value>: "below \(range.upperBound)"
        case let range as ClosedRange<Value>: "from \(range.lowerBound) to \(range.upperBound)"
        case let range as Range<Value>: "from \(range.lowerBound) to below \(range.upperBound)"
        default: "within limits"
        }
    }

    /// `Did you mean …?` for the word that takes the fewest changes, when those are few.
    static func suggestion(_ word: String, among words: [String]) -> String {
        let nearest = words.map { ($0, distance(word, $0)) }.min { $0.1 < $1.1 }
        guard let nearest, nearest.1 <= max(1, (word.utf8.count + 1) / 3) else { return "" }
        return "Did you mean \"\(nearest.0)\"?"
    }

    /// The fewest insertions, deletions and replacements of bytes that turn one word into the other (Levenshtein).
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right.utf8)
        var row = Array(0...right.count)
        for (index, byte) in left.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let replaced = diagonal + (byte == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
