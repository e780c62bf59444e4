/// Keys and values in the order in which they were first given. Keys are the values that Python can hash.
final class JinjaDictionary {
    private(set) var keys: [JinjaValue]
    private(set) var values: [JinjaValue]
    private(set) var depth: Int
    /// The places of the keys; small dictionaries are searched instead.
    private var positions: [JinjaKey: Int] = [:]
    private static let searchedCount = 8

    init() {
        keys = []
        values = []
        depth = 1
    }

    /// Keys known to be distinct text.
    init(keys: [JinjaValue], values: [JinjaValue]) {
        self.keys = keys
        self.values = values
        depth = values.reduce(0) { max($0, $1.depth) } + 1
        if keys.count > Self.searchedCount { index() }
    }

    var pairs: [JinjaValue] { zip(keys, values).map { .tuple([$0, $1]) } }

    private func index() {
        for (position, key) in keys.enumerated() {
            if let key = JinjaKey(key) { positions[key] = position }
        }
    }

    /// The value under text.
    func value(_ name: String) -> JinjaValue? {
        guard keys.count <= Self.searchedCount else {
            return positions[.text(ExactText(name))].map { values[$0] }
        }
        for (position, key) in keys.enumerated() {
            if let text = key.text, PythonText.equals(text, name) { return values[position] }
        }
        return nil
    }

    /// The value under a key.
    func value(_ key: JinjaKey) -> JinjaValue? { position(of: key).map { values[$0] } }

    private func position(of key: JinjaKey) -> Int? {
        keys.count > Self.searchedCount ? positions[key] : keys.firstIndex { JinjaKey($0) == key }
    }

    /// Adds a pair, or replaces the value of a key that is there. Only for a dictionary that no template has seen yet.
    func set(_ key: JinjaKey, _ written: JinjaValue, _ value: JinjaValue) {
        depth = max(depth, value.depth + 1)
        if let position = position(of: key) {
            values[position] = value
            return
        }
        keys.append(written)
        values.append(value)
        if keys.count > Self.searchedCount + 1 {
            positions[key] = keys.count - 1
        } else if keys.count == Self.searchedCount + 1 {
            index()
        }
    }
}

/// A value as a key: equal numbers of different kinds are one key, as in Python.
enum JinjaKey: Hashable {
    case none
    case integer(Int)
    case float(Double)
    case wideInteger(String)
    case text(ExactText)
    case tuple([JinjaKey])

    /// Nil for a value that Python cannot hash.
    init?(_ value: JinjaValue) {
        switch value {
        case .none: self = .none
        case .bool(let value): self = .integer(value ? 1 : 0)
        case .integer(let value): self = .integer(value)
        case .wideInteger(let digits): self = .wideInteger(digits)
        case .float(let value): self = Int(exactly: value).map(JinjaKey.integer) ?? .float(value)
        case .string(let text), .markup(let text): self = .text(ExactText(text))
        case .tuple(let sequence):
            var parts: [JinjaKey] = []
            for item in sequence.items {
                guard let part = JinjaKey(item) else { return nil }
                parts.append(part)
            }
            self = .tuple(parts)
        default: return nil
        }
    }
}
