/// The filters, by name. Each takes the value before `|` and what stands between the parentheses.
enum JinjaFilters {
    typealias Filter =
        @Sendable (JinjaRenderer, JinjaValue, JinjaArguments) throws(JinjaError) -> JinjaValue

    static let all: [String: Filter] = [
        "abs": abs, "attr": attr, "batch": batch, "capitalize": capitalize, "center": center, "count": length,
        "d": replacement, "default": replacement, "dictsort": dictsort, "e": escape, "escape": escape, "first": first,
        "float": float, "forceescape": forceescape, "format": format, "groupby": groupby, "indent": indent,
        "int": int, "items": items, "join": join, "last": last, "length": length, "list": list, "lower": lower,
        "map": map, "max": max, "min": min, "reject": reject, "rejectattr": rejectattr, "replace": replace,
        "reverse": reverse, "round": round, "safe": safe, "select": select, "selectattr": selectattr, "slice": slice,
        "sort": sort, "string": string, "sum": sum, "title": title, "tojson": tojson, "trim": trim,
        "truncate": truncate, "unique": unique, "upper": upper, "urlencode": urlencode, "wordcount": wordcount,
    ]

    /// Filters of Jinja that no chat template has a use for.
    static let absent: Set<String> = [
        "filesizeformat", "pprint", "random", "striptags", "urlize", "wordwrap", "xmlattr",
    ]

    // MARK: Arguments

    /// The text of a value as Jinja's text filters take it: anything becomes text.
    static func soft(_ renderer: JinjaRenderer, _ value: JinjaValue) throws(JinjaError) -> String {
        try renderer.string(value)
    }

    /// Text of the same kind as the value it was made from.
    static func like(_ value: JinjaValue, _ text: String) -> JinjaValue {
        if case .markup = value { return .markup(text) }
        return .string(text)
    }

    static func integer(
        _ renderer: JinjaRenderer,
        _ value: JinjaValue?,
        default replacement: Int,
        _ name: String
    ) throws(JinjaError) -> Int {
        guard let value else { return replacement }
        if let integer = value.integerValue { return integer }
        if case .undefined(let undefined) = value { throw renderer.failure(undefined) }
        throw renderer.failure(.type, "\"\(name)\" must be an integer, found a value of type \(value.typeName)")
    }

    /// The parts of an attribute such as `function.name` or `0.text`.
    private static func path(_ attribute: JinjaValue) -> [JinjaValue] {
        guard let text = attribute.text else { return [attribute] }
        return Array(text.utf8).split(separator: .dot, omittingEmptySubsequences: false).map { part in
            let name = PythonText.string(part)
            if !part.isEmpty, part.allSatisfy(\.isDigit), let index = Int(name) { return .integer(index) }
            return .string(name)
        }
    }

    /// Looks up an attribute, with parts between dots, in a value.
    static func look(
        _ renderer: JinjaRenderer,
        up attribute: JinjaValue?,
        in value: JinjaValue,
        default replacement: JinjaValue? = nil
    ) throws(JinjaError) -> JinjaValue {
        guard let attribute, !attribute.isNone else { return value }
        var value = value
        for part in path(attribute) {
            value = try renderer.item(part, of: value)
            if value.isUndefined, let replacement, !replacement.isNone { value = replacement }
        }
        return value
    }

    /// What values are compared by: an attribute, in lower case unless case counts.
    static func keys(
        _ renderer: JinjaRenderer,
        _ values: [JinjaValue],
        attribute: JinjaValue?,
        isCaseSensitive: Bool,
        default replacement: JinjaValue? = nil
    ) throws(JinjaError) -> [JinjaValue] {
        var keys: [JinjaValue] = []
        keys.reserveCapacity(values.count)
        for value in values {
            let key = try look(renderer, up: attribute, in: value, default: replacement)
            keys.append(isCaseSensitive ? key : ignoringCase(key))
        }
        return keys
    }

    static func ignoringCase(_ value: JinjaValue) -> JinjaValue {
        value.text.map { .string(PythonText.lowercased($0)) } ?? value
    }

    // MARK: Any value

    static let replacement: Filter = { (renderer, value, arguments) throws(JinjaError) in
        let bound = try arguments.bind(renderer, "default", ["default_value", "boolean"])
        let isMissing = value.isUndefined || (bound[1]?.isTrue == true && !value.isTrue)
        return isMissing ? bound[0] ?? .string("") : value
    }

    static let attr: Filter = { (renderer, value, arguments) throws(JinjaError) in
        let name = try arguments.bind(renderer, "attr", ["name"], required: 1)[0] ?? .none
        guard let name = name.text else { throw renderer.failure(.type, "the name of an attribute must be text") }
        if case .dictionary = value, !JinjaMethods.has(name, value), !JinjaMethods.isUnsafe(name, value) {
            return .undefined(JinjaUndefined(name: name, of: value.typeName))
        }
        return try renderer.attribute(name, of: value)
    }

    static let length: Filter = { (renderer, value, arguments) throws(JinjaError) in
        _ = try arguments.bind(renderer, "length", [])
        switch value {
        case .string(let text), .markup(let text): return .integer(text.unicodeScalars.count)
        case .range(let range): return .integer(range.count)
        case .loop(let loop): return try renderer.attribute("length", of: loop) ?? .none
        case .undefined, .list, .tuple, .dictionary, .view: return .integer(try renderer.iterated(value).count)
        default: throw renderer.failure(.type, "a value of type \(value.typeName) has no length")
        }
    }

    static let string: Filter = { (renderer, value, arguments) throws(JinjaError) in
        _ = try arguments.bind(renderer, "string", [])
        if value.text != nil { return value }
        return .string(try renderer.string(value))
    }

    static let tojson: Filter = { (renderer, value, arguments) throws(JinjaError) in
        let parameters = ["ensure_ascii", "indent", "separators", "sort_keys"]
        let bound = try arguments.bind(renderer, "tojson", parameters)
        var style = JinjaRenderer.JSONStyle()
        style.escapesNonASCII = bound[0]?.isTrue ?? false
        style.sortsKeys = bound[3]?.isTrue ?? false
        if let indentation = bound[1], !indentation.isNone {
            let width = indentation.text == nil ? try integer(renderer, indentation, default: 0, "indent") : 0
            try renderer.checkLength(width)
            style.indentation = indentation.text ?? String(repeating: " ", count: Swift.max(width, 0))
            style.itemSeparator = ","
        }
        if let separators = bound[2], !separators.isNone {
            let parts = try renderer.iterated(separators)
            guard parts.count == 2, let item = parts[0].text, let key = parts[1].text else {
                throw renderer.failure(.value, "\"separators\" must be two texts")
            }
            (style.itemSeparator, style.keySeparator) = (item, key)
        }
        return .string(try renderer.json(value, style))
    }

    // MARK: Numbers

    static let abs: Filter = { (renderer, value, arguments) throws(JinjaError) in
        _ = try arguments.bind(renderer, "abs", [])
        if case .float(let number) = value { return .float(number.magnitude) }
        guard let number = value.integerValue else {
            throw renderer.failure(.type, "a value of type \(value.typeName) has no magnitude")
        }
        return number < 0 ? try renderer.negated(.integer(number)) : .integer(number)
    }

    static let int: Filter = { (renderer, value, arguments) throws(JinjaError) in
        let bound = try arguments.bind(renderer, "int", ["default", "base"])
        if case .undefined(let undefined) = value { throw renderer.failure(undefined) }
        if let integer = value.integerValue { return .integer(integer) }
        if case .wideInteger = value { return value }
        var number: Double?
        if let text = value.text {
            switch PythonNumber.integer(text, base: try integer(renderer, bound[1], default: 10, "base")) {
            case .value(let integer): return .integer(integer)
            case .overflows: throw renderer.failure(.arithmetic, "the integer \(text) is beyond 64 bits")
            case .invalid: number = PythonNumber.float(text)
            }
        } else if case .float(let float) = value {
            if float.isInfinite { return bound[0] ?? .integer(0) }
            number = float
        }
        guard let number, number.isFinite else { return bound[0] ?? .integer(0) }
        guard let integer = Int(exactly: number.rounded(.towardZero)) else {
            throw renderer.failure(.arithmetic, "an integer is beyond 64 bits")
        }
        return .integer(integer)
    }

    static let float: Filter = { (renderer, value, arguments) throws(JinjaError) in
        let bound = try arguments.bind(renderer, "float", ["default"])
        if case .undefined(let undefined) = value { throw renderer.failure(undefined) }
        if case .wideInteger(let digits) = value, let number = Double(digits) { return .float(number) }
        if let number = value.floatValue ?? value.text.flatMap(PythonNumber.float) { return .float(number) }
        return bound[0] ?? .float(0)
    }

    static let round: Filter = { (renderer, value, arguments) throws(JinjaError) in
        let bound = try arguments.bind(renderer, "round", ["precision", "method"])
        let precision = try integer(renderer, bound[0], default: 0, "precision")
        let method = bound[1]?.text ?? "common"
        guard ["common", "ceil", "floor"].contains(method) else {
            throw renderer.failure(.value, "the method of rounding must be common, ceil or floor")
        }
        guard let number = value.floatValue else {
            if case .undefined(let undefined) = value { throw renderer.failure(undefined) }
            throw renderer.failure(.type, "a value of type \(value.typeName) cannot be rounded")
        }
        if method == "common" {
            if let integer = value.integerValue {
                guard precision < 0 else { return .integer(integer) }
                throw renderer.failure(.unsupported, "rounding an integer to tens")
            }
            guard precision >= 0 else { throw renderer.failure(.unsupported, "rounding a number to tens") }
            let text = try PrintfFormat.fixed(renderer, number, precision: Swift.min(precision, PrintfFormat.widest))
            return .float(Double(text) ?? number)
        }
        let scale = try renderer.arithmetic(.power, .integer(10), .integer(precision))
        let scaled = try renderer.arithmetic(.multiply, value, scale)
        let rounded = (scaled.floatValue ?? 0).rounded(method == "ceil" ? .up : .down)
        guard let integer = Int(exactly: rounded) else {
            throw renderer.failure(.arithmetic, "an integer is beyond 64 bits")
        }
        return try renderer.arithmetic(.divide, .integer(integer), scale)
    }

    static let sum: Filter = { (renderer, value, arguments) throws(JinjaError) in
        let bound = try arguments.bind(renderer, "sum", ["attribute", "start"])
        var total = bound[1] ?? .integer(0)
        if total.text != nil { throw renderer.failure(.type, "\"sum\" does not add text, \"join\" does") }
        for item in try renderer.iterated(value) {
            total = try renderer.arithmetic(.add, total, try look(renderer, up: bound[0], in: item))
        }
        return total
    }
}
