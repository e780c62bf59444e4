/// A value while a template is rendered, with Python's kinds. Lists and dictionaries never change once made, as in the sandbox
/// that chat templates are written for.
enum JinjaValue {
    case undefined(JinjaUndefined)
    case none
    case bool(Bool)
    case integer(Int)
    /// An integer from outside that does not fit into 64 bits: it can be printed, not reckoned with.
    case wideInteger(String)
    case float(Double)
    case string(String)
    /// Text marked safe for HTML: adding it to other text escapes that.
    case markup(String)
    case list(JinjaSequence)
    case tuple(JinjaSequence)
    case dictionary(JinjaDictionary)
    case view(JinjaView)
    case range(JinjaRange)
    case iterator(JinjaIterator)
    case namespace(JinjaNamespace)
    case macro(JinjaMacro)
    case loop(JinjaLoop)
    case joiner(JinjaJoiner)
    case cycler(JinjaCycler)
    case function(String)
    case method(JinjaMethod)
}

/// What is known of a value that is not there.
final class JinjaUndefined {
    private let name: String
    private let owner: String?
    private let reason: String?
    /// Whether the sandbox hides the value: using it is an error of kind `security`.
    let isUnsafe: Bool

    init(name: String, of owner: String? = nil, isUnsafe: Bool = false) {
        self.name = name
        self.owner = owner
        self.isUnsafe = isUnsafe
        reason = nil
    }

    init(reason: String) {
        name = ""
        owner = nil
        isUnsafe = false
        self.reason = reason
    }

    var message: String {
        if let reason { return reason }
        guard let owner else { return "\"\(name)\" is undefined" }
        return isUnsafe ? "the attribute \"\(name)\" of \(owner) is not safe" : "\(owner) has no \"\(name)\""
    }
}

/// The elements of a list or a tuple.
final class JinjaSequence {
    let items: [JinjaValue]
    /// How deep lists and dictionaries are nested in this one, itself included.
    let depth: Int
    /// Whether this is a pair made by `groupby`, whose parts have names.
    let isGroup: Bool

    init(_ items: [JinjaValue], isGroup: Bool = false) {
        self.items = items
        self.isGroup = isGroup
        depth = items.reduce(0) { max($0, $1.depth) } + 1
    }
}

/// The keys or the values of a dictionary, or both, as `keys()`, `values()` and `items()` give them.
final class JinjaView {
    enum Kind: String { case keys, values, items }
    let kind: Kind
    let dictionary: JinjaDictionary

    init(_ kind: Kind, of dictionary: JinjaDictionary) {
        self.kind = kind
        self.dictionary = dictionary
    }

    var items: [JinjaValue] {
        switch kind {
        case .keys: dictionary.keys
        case .values: dictionary.values
        case .items: dictionary.pairs
        }
    }
}

/// Integers from `start` to before `stop`.
final class JinjaRange {
    let start: Int
    let stop: Int
    let step: Int
    let count: Int

    init(start: Int, stop: Int, step: Int, count: Int) {
        self.start = start
        self.stop = stop
        self.step = step
        self.count = count
    }

    var items: [JinjaValue] { (0..<count).map { .integer(start + $0 * step) } }
}

/// What `map`, `select` and the like give: elements that can be taken once.
final class JinjaIterator {
    private let items: [JinjaValue]
    private var position = 0
    let depth: Int

    init(_ items: [JinjaValue]) {
        self.items = items
        depth = items.reduce(0) { max($0, $1.depth) } + 1
    }

    func next() -> JinjaValue? {
        guard position < items.count else { return nil }
        position += 1
        return items[position - 1]
    }

    func rest() -> [JinjaValue] {
        defer { position = items.count }
        return Array(items[position...])
    }
}

/// What `namespace()` makes: attributes that can be set from inner scopes.
final class JinjaNamespace {
    private(set) var names: [String] = []
    private(set) var values: [JinjaValue] = []
    /// How deep the values are nested; it never shrinks.
    private(set) var depth = 1

    subscript(name: String) -> JinjaValue? {
        get { names.firstIndex { PythonText.equals($0, name) }.map { values[$0] } }
        set {
            guard let newValue else { return }
            depth = max(depth, newValue.depth + 1)
            if let index = names.firstIndex(where: { PythonText.equals($0, name) }) {
                values[index] = newValue
            } else {
                names.append(name)
                values.append(newValue)
            }
        }
    }

    /// Drops the values: a namespace may hold itself.
    func clear() {
        names = []
        values = []
    }
}

/// A macro with the scope it was defined in.
final class JinjaMacro {
    let definition: JinjaMacroDefinition
    let scope: JinjaScope

    init(_ definition: JinjaMacroDefinition, in scope: JinjaScope) {
        self.definition = definition
        self.scope = scope
    }
}

/// What `joiner()` makes: empty text when it is first called, the separator afterwards.
final class JinjaJoiner {
    let separator: JinjaValue
    var isUsed = false

    init(_ separator: JinjaValue) { self.separator = separator }
}

/// What `cycler(…)` makes.
final class JinjaCycler {
    let items: [JinjaValue]
    var position = 0

    init(_ items: [JinjaValue]) { self.items = items }
}

/// A method that was named and not called.
final class JinjaMethod {
    let receiver: JinjaValue
    let name: String

    init(_ receiver: JinjaValue, _ name: String) {
        self.receiver = receiver
        self.name = name
    }
}

extension JinjaValue {
    /// How deep lists, dictionaries and namespaces are nested in the value.
    var depth: Int {
        switch self {
        case .list(let sequence), .tuple(let sequence): sequence.depth
        case .dictionary(let dictionary): dictionary.depth
        case .view(let view): view.dictionary.depth + 1
        case .iterator(let iterator): iterator.depth
        case .namespace(let namespace): namespace.depth
        case .cycler(let cycler): cycler.items.reduce(0) { max($0, $1.depth) } + 1
        case .joiner(let joiner): joiner.separator.depth + 1
        case .method(let method): method.receiver.depth + 1
        default: 0
        }
    }

    /// The name of the value's type as Python and Jinja say it.
    var typeName: String {
        switch self {
        case .undefined: "Undefined"
        case .none: "NoneType"
        case .bool: "bool"
        case .integer, .wideInteger: "int"
        case .float: "float"
        case .string: "str"
        case .markup: "Markup"
        case .list: "list"
        case .tuple: "tuple"
        case .dictionary: "dict"
        case .view(let view): "dict_" + view.kind.rawValue
        case .range: "range"
        case .iterator: "generator"
        case .namespace: "Namespace"
        case .macro: "Macro"
        case .loop: "LoopContext"
        case .joiner: "Joiner"
        case .cycler: "Cycler"
        case .function: "function"
        case .method: "method"
        }
    }

    /// The text, if the value is text.
    var text: String? {
        switch self {
        case .string(let text), .markup(let text): text
        default: nil
        }
    }

    /// The integer, if the value is one; truth values are.
    var integerValue: Int? {
        switch self {
        case .integer(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    /// The number as floating point, if the value is one that can be reckoned with.
    var floatValue: Double? { if case .float(let value) = self { value } else { integerValue.map(Double.init) } }

    var isUndefined: Bool { if case .undefined = self { true } else { false } }
    var isNone: Bool { if case .none = self { true } else { false } }

    /// Python's truth of the value.
    var isTrue: Bool {
        switch self {
        case .undefined, .none: false
        case .bool(let value): value
        case .integer(let value): value != 0
        case .float(let value): value != 0
        case .string(let text), .markup(let text): !text.isEmpty
        case .list(let sequence), .tuple(let sequence): !sequence.items.isEmpty
        case .dictionary(let dictionary): !dictionary.keys.isEmpty
        case .view(let view): !view.dictionary.keys.isEmpty
        case .range(let range): range.count > 0
        default: true
        }
    }

    static func list(_ items: [JinjaValue]) -> JinjaValue { .list(JinjaSequence(items)) }
    static func tuple(_ items: [JinjaValue]) -> JinjaValue { .tuple(JinjaSequence(items)) }
}
