/// The methods of Python's values, by type.
enum JinjaMethods {
    private static let text: Set<String> = [
        "capitalize", "casefold", "center", "count", "encode", "endswith", "expandtabs", "find", "format", "format_map",
        "index", "isalnum", "isalpha", "isascii", "isdecimal", "isdigit", "isidentifier", "islower", "isnumeric",
        "isprintable", "isspace", "istitle", "isupper", "join", "ljust", "lower", "lstrip", "maketrans", "partition",
        "removeprefix", "removesuffix", "replace", "rfind", "rindex", "rjust", "rpartition", "rsplit", "rstrip",
        "split", "splitlines", "startswith", "strip", "swapcase", "title", "translate", "upper", "zfill",
    ]
    private static let sequence: Set<String> = ["count", "index"]
    private static let dictionary: Set<String> = ["copy", "fromkeys", "get", "items", "keys", "values"]
    private static let unsafeDictionary: Set<String> = ["clear", "pop", "popitem", "setdefault", "update"]
    private static let unsafeList: Set<String> = [
        "append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort",
    ]

    /// Whether a value of this type has the method.
    static func has(_ name: String, _ value: JinjaValue) -> Bool {
        switch value {
        case .string, .markup: text.contains(name)
        case .list: sequence.contains(name) || name == "copy"
        case .tuple, .range: sequence.contains(name)
        case .dictionary: dictionary.contains(name)
        case .loop: name == "cycle" || name == "changed"
        case .cycler: name == "next" || name == "reset"
        default: false
        }
    }

    /// Whether the sandbox hides the attribute: it changes the value, or is internal to Python.
    static func isUnsafe(_ name: String, _ value: JinjaValue) -> Bool {
        if name.utf8.starts(with: [.underscore, .underscore]) {
            return ["__class__", "__init__", "__dict__", "__doc__", "__len__", "__getitem__"].contains(name)
        }
        return switch value {
        case .dictionary: unsafeDictionary.contains(name)
        case .list: unsafeList.contains(name)
        default: false
        }
    }
}

extension JinjaRenderer {
    /// Calls a method; nil for one that is not implemented here.
    func call(
        _ name: String,
        of receiver: JinjaValue,
        _ arguments: JinjaArguments
    ) throws(JinjaError) -> JinjaValue? {
        switch receiver {
        case .string(let text): return try call(name, ofText: text, arguments)
        case .markup(let text):
            guard let result = try call(name, ofText: text, arguments) else { return nil }
            if ["join", "format", "replace"].contains(name) {
                throw failure(.unsupported, "the method \"\(name)\" of Markup")
            }
            if case .string(let text) = result { return .markup(text) }
            return result
        case .list(let sequence):
            return name == "copy" ? receiver : try call(name, ofItems: sequence.items, arguments)
        case .tuple(let sequence): return try call(name, ofItems: sequence.items, arguments)
        case .range(let range): return try call(name, ofItems: range.items, arguments)
        case .dictionary(let dictionary): return try call(name, of: dictionary, arguments)
        case .loop(let loop): return try call(name, of: loop, arguments)
        case .cycler(let cycler):
            _ = try arguments.bind(self, name, [])
            if name == "reset" {
                cycler.position = 0
                return JinjaValue.none
            }
            defer { cycler.position = (cycler.position + 1) % cycler.items.count }
            return cycler.items[cycler.position]
        default: return nil
        }
    }

    private func call(
        _ name: String,
        ofItems items: [JinjaValue],
        _ arguments: JinjaArguments
    ) throws(JinjaError) -> JinjaValue? {
        let value = try arguments.bind(self, name, ["value"], required: 1)[0] ?? .none
        var count = 0
        for (index, item) in items.enumerated() where try equals(item, value) {
            if name == "index" { return .integer(index) }
            count += 1
        }
        guard name == "count" else { throw failure(.value, "the value is not in the list") }
        return .integer(count)
    }

    private func call(
        _ name: String,
        of dictionary: JinjaDictionary,
        _ arguments: JinjaArguments
    ) throws(JinjaError) -> JinjaValue? {
        switch name {
        case "get":
            guard arguments.keywords.isEmpty else { throw failure(.type, "\"get\" takes no named arguments") }
            let bound = try arguments.bind(self, name, ["key", "default"], required: 1)
            return dictionary.value(try hashed(bound[0] ?? .none)) ?? bound[1] ?? JinjaValue.none
        case "items": return .view(JinjaView(.items, of: try passing(dictionary, name, arguments)))
        case "keys": return .view(JinjaView(.keys, of: try passing(dictionary, name, arguments)))
        case "values": return .view(JinjaView(.values, of: try passing(dictionary, name, arguments)))
        case "copy": return .dictionary(try passing(dictionary, name, arguments))
        default: return nil
        }
    }

    private func passing(
        _ dictionary: JinjaDictionary,
        _ name: String,
        _ arguments: JinjaArguments
    ) throws(JinjaError) -> JinjaDictionary {
        _ = try arguments.bind(self, name, [])
        return dictionary
    }
}
