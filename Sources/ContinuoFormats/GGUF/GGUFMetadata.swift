/// The metadata of a GGUF file: keys with typed values, in the order of the file.
public struct GGUFMetadata: Sendable {
    /// The file that the values come from, for error messages; empty for values that come from the program.
    public let path: String
    /// Keys and values, in order.
    public private(set) var entries: [(key: String, value: GGUFValue)] = []

    private var positions: [ExactText: Int] = [:]

    /// No values yet.
    public init(path: String = "") { self.path = path }

    /// The keys, in order.
    public var keys: [String] { entries.map(\.key) }

    /// The value of a key. Setting keeps the place of a key that exists, adds others at the end, and removes on nil.
    public subscript(key: String) -> GGUFValue? {
        get { positions[ExactText(key)].map { entries[$0].value } }
        set {
            switch (positions[ExactText(key)], newValue) {
            case (let position?, let value?): entries[position].value = value
            case (nil, let value?):
                positions[ExactText(key)] = entries.count
                entries.append((key, value))
            case (let position?, nil):
                entries.remove(at: position)
                positions = Dictionary(uniqueKeysWithValues: entries.enumerated().map { (ExactText($1.key), $0) })
            case (nil, nil): break
            }
        }
    }

    /// The value of a key that must be there.
    /// - Throws: `DataFileError` of kind `missing` that names file and key.
    public func value(_ key: String) throws(DataFileError) -> GGUFValue {
        guard let value = self[key] else {
            throw DataFileError(
                .missing,
                file: path,
                place: "key \"\(key)\"",
                found: "no such key among \(entries.count)",
                advice: "Is this a model of another kind?"
            )
        }
        return value
    }

    /// An integer of any width.
    /// - Throws: `DataFileError` when the key is missing or holds something else.
    public func integer(_ key: String) throws(DataFileError) -> Int {
        try read(key, "an integer below 2^63") { $0.integerValue }
    }

    /// A number of any type.
    /// - Throws: `DataFileError` when the key is missing or holds something else.
    public func number(_ key: String) throws(DataFileError) -> Double { try read(key, "a number") { $0.numberValue } }

    /// A truth value.
    /// - Throws: `DataFileError` when the key is missing or holds something else.
    public func bool(_ key: String) throws(DataFileError) -> Bool { try read(key, "a truth value") { $0.boolValue } }

    /// A text in UTF-8.
    /// - Throws: `DataFileError` when the key is missing or holds something else.
    public func string(_ key: String) throws(DataFileError) -> String {
        try read(key, "a text in UTF-8") { $0.stringValue }
    }

    /// An array.
    /// - Throws: `DataFileError` when the key is missing or holds something else.
    public func array(_ key: String) throws(DataFileError) -> GGUFArray { try read(key, "an array") { $0.arrayValue } }

    /// The integers of an array.
    /// - Throws: `DataFileError` when the key is missing or holds something else.
    public func integers(_ key: String) throws(DataFileError) -> [Int] {
        try read(key, "an array of integers") { $0.arrayValue?.integers }
    }

    /// The numbers of an array.
    /// - Throws: `DataFileError` when the key is missing or holds something else.
    public func floats(_ key: String) throws(DataFileError) -> [Float] {
        try read(key, "an array of numbers") { $0.arrayValue?.floats }
    }

    /// The texts of an array, as bytes.
    /// - Throws: `DataFileError` when the key is missing or holds something else.
    public func byteStrings(_ key: String) throws(DataFileError) -> [[UInt8]] {
        try read(key, "an array of texts") { $0.arrayValue?.byteStrings }
    }

    /// A value that may be missing, but must not be of another type:
    /// `try metadata.optional("llama.rope.freq_base", GGUFMetadata.number)`.
    /// - Throws: what `read` throws for a key that is there.
    public func optional<Value>(
        _ key: String,
        _ read: (GGUFMetadata) -> (String) throws(DataFileError) -> Value
    ) throws(DataFileError) -> Value? {
        self[key] == nil ? nil : try read(self)(key)
    }

    private func read<Value>(
        _ key: String,
        _ expected: String,
        _ convert: (GGUFValue) -> Value?
    ) throws(DataFileError) -> Value {
        let value = try value(key)
        guard let converted = convert(value) else {
            throw DataFileError(
                .malformed,
                file: path,
                place: "key \"\(key)\"",
                expected: expected,
                found: value.kindDescription
            )
        }
        return converted
    }
}

extension GGUFMetadata: ExpressibleByDictionaryLiteral {
    /// Values from the program, in order; of a key that stands twice the last value holds.
    public init(dictionaryLiteral elements: (String, GGUFValue)...) {
        self.init()
        for (key, value) in elements { self[key] = value }
    }
}
