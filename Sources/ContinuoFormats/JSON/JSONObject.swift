/// Keys and values in the order in which they were added. Two objects are equal when they hold the same pairs, in any order.
/// Keys are compared byte by byte.
public struct JSONObject: Sendable {
    /// The keys, in order.
    public private(set) var keys: [String] = []
    /// The values, in the order of the keys.
    public private(set) var values: [JSONValue] = []

    // Small objects are searched; the index is made when it begins to pay.
    private var positions: [ExactText: Int] = [:]
    private static let searchedCount = 8

    /// An object without keys.
    public init() {}

    /// An object of these pairs; a key given twice keeps its first place and its last value.
    public init(_ pairs: some Sequence<(String, JSONValue)>) {
        for (key, value) in pairs { self[key] = value }
    }

    /// The number of keys.
    public var count: Int { keys.count }

    /// Whether there is no key.
    public var isEmpty: Bool { keys.isEmpty }

    /// The value of a key. Setting a new key puts it last; setting nil removes the key.
    public subscript(key: String) -> JSONValue? {
        get { position(of: key).map { values[$0] } }
        set {
            switch (position(of: key), newValue) {
            case (let position?, let value?): values[position] = value
            case (nil, let value?): append(key, value)
            case (let position?, nil): remove(at: position)
            case (nil, nil): break
            }
        }
    }

    /// Whether the key is there.
    public func contains(_ key: String) -> Bool { position(of: key) != nil }

    private func position(of key: String) -> Int? {
        keys.count > Self.searchedCount
            ? positions[ExactText(key)] : keys.firstIndex { $0.utf8.elementsEqual(key.utf8) }
    }

    private mutating func append(_ key: String, _ value: JSONValue) {
        keys.append(key)
        values.append(value)
        if keys.count > Self.searchedCount + 1 {
            positions[ExactText(key)] = keys.count - 1
        } else if keys.count == Self.searchedCount + 1 {
            reindex()
        }
    }

    private mutating func remove(at position: Int) {
        keys.remove(at: position)
        values.remove(at: position)
        reindex()
    }

    private mutating func reindex() {
        positions = [:]
        guard keys.count > Self.searchedCount else { return }
        for (position, key) in keys.enumerated() { positions[ExactText(key)] = position }
    }
}

extension JSONObject: Sequence {
    /// The pairs in order.
    public func makeIterator() -> Zip2Sequence<[String], [JSONValue]>.Iterator { zip(keys, values).makeIterator() }
}

extension JSONObject: Hashable {
    /// Whether both hold the same pairs.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.allSatisfy { right[$0.0] == $0.1 }
    }

    /// Hashes the pairs whatever their order.
    public func hash(into hasher: inout Hasher) {
        var mixed = 0
        for (key, value) in self {
            var pair = Hasher()
            pair.combine(ExactText(key))
            pair.combine(value)
            mixed ^= pair.finalize()
        }
        hasher.combine(mixed)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// An object of these pairs.
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
