import ContinuoFormats

/// Reads the keys of a JSON configuration, with errors that name the file, the key and what it should hold.
///
/// `null` counts as absent. Which keys were asked for is remembered, so that a caller can tell which ones nobody knows.
public struct ConfigurationValues: Sendable {
    /// Stands in errors: a path, or a name such as `recipe llama`.
    public let file: String
    public let object: JSONObject
    /// Place of this object in the file, such as `rope_parameters.`; empty for the file's own object.
    private let prefix: String

    public init(_ object: JSONObject, file: String) { self.init(object, file: file, prefix: "") }

    private init(_ object: JSONObject, file: String, prefix: String) {
        self.object = object
        self.file = file
        self.prefix = prefix
    }

    /// Reads a JSON file that holds an object. Infinite numbers may be written as Python writes them.
    public init(file path: String) throws(DataFileError) {
        var options = JSONParser.Options()
        options.acceptsNonFiniteNumbers = true
        let json = try JSONParser.parse(file: path, options: options)
        guard let object = json.objectValue else {
            throw DataFileError(
                .malformed,
                file: path,
                expected: "an object of settings",
                found: json.kindDescription,
                advice: "Is this a model's config.json?"
            )
        }
        self.init(object, file: path)
    }

    /// The value of a key; nil where it is absent or `null`.
    public func value(_ key: String) -> JSONValue? {
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    /// The error of a key that holds something else than expected.
    public func error(_ key: String, expected: String, advice: String = "") -> DataFileError {
        DataFileError(
            value(key) == nil ? .missing : .malformed,
            file: file,
            place: "\"\(prefix)\(key)\"",
            expected: expected,
            found: value(key).map { JSONWriter.text($0) } ?? "no such key",
            advice: advice
        )
    }

    /// The error of settings that are valid but cannot be met here.
    public func unsupported(_ key: String, expected: String) -> DataFileError {
        var failure = error(key, expected: expected, advice: "This setting is not implemented")
        failure.kind = .unsupported
        return failure
    }

    /// A whole number of `range`.
    public func integer(_ key: String, in range: ClosedRange<Int> = 1...Int(Int32.max)) throws(DataFileError) -> Int {
        guard let found = try optionalInteger(key, in: range) else {
            throw error(key, expected: Self.description(range))
        }
        return found
    }

    /// A whole number of `range`, or nil where the key is absent.
    public func optionalInteger(
        _ key: String,
        in range: ClosedRange<Int> = 1...Int(Int32.max)
    ) throws(DataFileError) -> Int? {
        guard let value = value(key) else { return nil }
        guard let found = value.intValue, range.contains(found) else {
            throw error(key, expected: Self.description(range))
        }
        return found
    }

    /// A finite number of `range`.
    public func number(
        _ key: String,
        default fallback: Double? = nil,
        in range: ClosedRange<Double> = 0...Double.greatestFiniteMagnitude
    ) throws(DataFileError) -> Double {
        let wanted =
            range.upperBound == Double.greatestFiniteMagnitude
            ? "a number of at least \(range.lowerBound)" : "a number from \(range.lowerBound) to \(range.upperBound)"
        guard let value = value(key) else {
            guard let fallback else { throw error(key, expected: wanted) }
            return fallback
        }
        guard let found = value.doubleValue, range.contains(found) else { throw error(key, expected: wanted) }
        return found
    }

    /// True or false.
    public func flag(_ key: String, default fallback: Bool) throws(DataFileError) -> Bool {
        guard let value = value(key) else { return fallback }
        guard let found = value.boolValue else { throw error(key, expected: "true or false") }
        return found
    }

    /// A text.
    public func text(_ key: String, default fallback: String? = nil) throws(DataFileError) -> String {
        guard let value = value(key) else {
            guard let fallback else { throw error(key, expected: "text") }
            return fallback
        }
        guard let found = value.stringValue else { throw error(key, expected: "text") }
        return found
    }

    /// The settings inside of a key; nil where it is absent.
    public func section(_ key: String) throws(DataFileError) -> ConfigurationValues? {
        guard let value = value(key) else { return nil }
        guard let object = value.objectValue else { throw error(key, expected: "an object") }
        return ConfigurationValues(object, file: file, prefix: "\(prefix)\(key).")
    }

    /// Refuses settings that would change the computation in a way that is not implemented.
    /// - Parameter wanted: the only value (besides absence) that can be met, by key.
    public func require(_ wanted: KeyValuePairs<String, JSONValue>) throws(DataFileError) {
        for (key, only) in wanted {
            guard let value = value(key), value != only else { continue }
            throw unsupported(key, expected: JSONWriter.text(only))
        }
    }

    private static func description(_ range: ClosedRange<Int>) -> String {
        range.upperBound == Int(Int32.max)
            ? "a whole number of at least \(range.lowerBound)"
            : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    }
}
