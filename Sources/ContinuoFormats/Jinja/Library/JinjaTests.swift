/// What `value is name` asks.
extension JinjaRenderer {
    private static let comparisons: [String: JinjaComparison] = [
        "==": .equal, "eq": .equal, "equalto": .equal, "!=": .notEqual, "ne": .notEqual, ">": .greater, "gt": .greater,
        "greaterthan": .greater, ">=": .greaterOrEqual, "ge": .greaterOrEqual, "<": .less, "lt": .less,
        "lessthan": .less, "<=": .lessOrEqual, "le": .lessOrEqual, "in": .contained,
    ]

    private static let plainTests: Set<String> = [
        "defined", "undefined", "none", "boolean", "true", "false", "integer", "float", "number", "string", "mapping",
        "sequence", "iterable", "callable", "odd", "even", "lower", "upper", "filter", "test", "escaped",
    ]

    func test(_ name: String, _ value: JinjaValue, _ arguments: JinjaArguments) throws(JinjaError) -> Bool {
        if let comparison = Self.comparisons[name] {
            let other = try arguments.bind(self, name, [name == "in" ? "seq" : "b"], required: 1)[0] ?? .none
            return try holds(comparison, value, other)
        }
        if name == "divisibleby" {
            let divisor = try arguments.bind(self, name, ["num"], required: 1)[0] ?? .none
            return try equals(try arithmetic(.modulo, value, divisor), .integer(0))
        }
        if name == "sameas" {
            return try isSame(value, try arguments.bind(self, name, ["other"], required: 1)[0] ?? .none)
        }
        guard Self.plainTests.contains(name) else { throw failure(.syntax, "there is no test \"\(name)\"") }
        _ = try arguments.bind(self, name, [])
        return try plainTest(name, value)
    }

    private func plainTest(_ name: String, _ value: JinjaValue) throws(JinjaError) -> Bool {
        switch name {
        case "defined": return !value.isUndefined
        case "undefined": return value.isUndefined
        case "none": return value.isNone
        case "boolean": if case .bool = value { return true }
        case "true": if case .bool(true) = value { return true }
        case "false": if case .bool(false) = value { return true }
        case "integer": return Self.isInteger(value)
        case "float": if case .float = value { return true }
        case "number":
            if case .bool = value { return true }
            if case .float = value { return true }
            return Self.isInteger(value)
        case "string": return value.text != nil
        case "mapping": if case .dictionary = value { return true }
        case "sequence": return Self.isSequence(value)
        case "iterable": return Self.isIterable(value)
        case "callable": return Self.isCallable(value)
        case "odd": return try equals(try arithmetic(.modulo, value, .integer(2)), .integer(1))
        case "even": return try equals(try arithmetic(.modulo, value, .integer(2)), .integer(0))
        case "lower": return PythonCase.isLower(try string(value))
        case "upper": return PythonCase.isUpper(try string(value))
        case "filter": return value.text.map { JinjaFilters.all[$0] != nil } ?? false
        case "test":
            return value.text.map {
                Self.plainTests.contains($0) || Self.comparisons[$0] != nil || $0 == "divisibleby" || $0 == "sameas"
            } ?? false
        default: if case .markup = value { return true }
        }
        return false
    }

    private static func isInteger(_ value: JinjaValue) -> Bool {
        switch value {
        case .integer, .wideInteger: true
        default: false
        }
    }

    private static func isSequence(_ value: JinjaValue) -> Bool {
        switch value {
        case .undefined, .string, .markup, .list, .tuple, .dictionary, .range: true
        default: false
        }
    }

    private static func isIterable(_ value: JinjaValue) -> Bool {
        switch value {
        case .view, .iterator, .loop: true
        default: isSequence(value)
        }
    }

    private static func isCallable(_ value: JinjaValue) -> Bool {
        switch value {
        case .macro, .loop, .joiner, .function, .method, .undefined: true
        default: false
        }
    }

    private func isSame(_ left: JinjaValue, _ right: JinjaValue) throws(JinjaError) -> Bool {
        switch (left, right) {
        case (.none, .none): return true
        case (.bool(let first), .bool(let second)): return first == second
        case (.integer(let first), .integer(let second)): return first == second
        case (.list(let first), .list(let second)), (.tuple(let first), .tuple(let second)): return first === second
        case (.dictionary(let first), .dictionary(let second)): return first === second
        case (.namespace(let first), .namespace(let second)): return first === second
        case (.macro(let first), .macro(let second)): return first === second
        case (.string, .string), (.float, .float):
            throw failure(.unsupported, "the test \"sameas\" of two values of type \(left.typeName)")
        default: return false
        }
    }
}

/// Whether text is in one case, as Python's `str.islower` and `str.isupper` say.
enum PythonCase {
    static func isLower(_ text: String) -> Bool { isAll(text, \.isLowercase, never: \.isUppercase) }
    static func isUpper(_ text: String) -> Bool { isAll(text, \.isUppercase, never: \.isLowercase) }

    private static func isAll(
        _ text: String,
        _ wanted: KeyPath<Unicode.Scalar.Properties, Bool>,
        never: KeyPath<Unicode.Scalar.Properties, Bool>
    ) -> Bool {
        var isAny = false
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            if properties[keyPath: never] || properties.generalCategory == .titlecaseLetter { return false }
            isAny = isAny || properties[keyPath: wanted]
        }
        return isAny
    }
}
