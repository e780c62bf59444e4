import ContinuoFormats

extension JSONSchemaCompiler {
    // MARK: White space

    /// After a bracket, a brace or a comma.
    private var space: GrammarNode {
        guard options.whiteSpace == .flexible else { return .empty }
        let indentation = GrammarNode.repetition(.text(" "), minimum: 0, maximum: options.indentationLimit)
        return .optional(.choice([.text(" "), .sequence([.text("\n"), indentation])]))
    }

    private var separator: GrammarNode { .sequence([.text(","), space]) }

    private var colon: GrammarNode {
        options.whiteSpace == .flexible ? .sequence([.text(":"), .optional(.text(" "))]) : .text(":")
    }

    // MARK: Arrays

    mutating func array(_ schema: JSONObject, _ pointer: String) throws(GrammarError) -> GrammarNode {
        if schema["uniqueItems"]?.boolValue == true {
            throw .unsupportedKeyword(
                "uniqueItems",
                pointer: pointer + "/uniqueItems",
                reason: "that items differ cannot be held while they are written; remove it, or check the result"
            )
        }
        let isOld = schema["items"]?.arrayValue != nil
        let (listKey, restKey) = isOld ? ("items", "additionalItems") : ("prefixItems", "items")
        let prefixSchemas = schema[listKey]?.arrayValue ?? []
        var prefix: [GrammarNode] = []
        for (index, item) in prefixSchemas.enumerated() {
            prefix.append(try ruled(item, "\(pointer)/\(listKey)/\(index)"))
        }
        let minimum = try count("minItems", schema, pointer)
        let maximum = try count("maxItems", schema, pointer)
        var item: GrammarNode?
        if let rest = schema[restKey] {
            if rest.boolValue != false { item = try ruled(rest, "\(pointer)/\(restKey)") }
        } else if prefix.isEmpty || (minimum ?? maximum ?? 0) > prefix.count {
            item = anything()
        }
        return list(
            prefix,
            item: item,
            minimum: minimum ?? min(prefix.count, maximum ?? .max),
            maximum: maximum
        )
    }

    /// A list of some first items and then others.
    func list(_ prefix: [GrammarNode], item: GrammarNode?, minimum: Int, maximum: Int?) -> GrammarNode {
        if let maximum, maximum < minimum { return .nothing }
        let most = maximum ?? .max
        let first = Array(prefix.prefix(most))
        var rest = GrammarNode.empty
        if let item {
            let separated = first.isEmpty ? item : .sequence([separator, item])
            let (least, greatest) = (max(0, minimum - first.count), maximum.map { $0 - first.count })
            if first.isEmpty {
                rest = repeated(separated, separatedBy: separator, minimum: least, maximum: greatest)
            } else {
                rest = .repetition(separated, minimum: least, maximum: greatest)
            }
        } else if minimum > first.count {
            return .nothing
        }
        for (index, node) in first.enumerated().reversed() {
            let item = index == 0 ? node : .sequence([separator, node])
            rest = .sequence([item, rest])
            if index >= minimum { rest = .optional(rest) }
        }
        return .sequence([.text("["), space, rest, space, .text("]")])
    }

    /// Nodes in a row with a separator between them.
    private func repeated(
        _ node: GrammarNode,
        separatedBy separator: GrammarNode,
        minimum: Int,
        maximum: Int?
    ) -> GrammarNode {
        if maximum == 0 { return minimum == 0 ? .empty : .nothing }
        let more = GrammarNode.repetition(
            .sequence([separator, node]),
            minimum: max(0, minimum - 1),
            maximum: maximum.map { $0 - 1 }
        )
        let some = GrammarNode.sequence([node, more])
        return minimum == 0 ? .optional(some) : some
    }

    /// A schema's values as a rule of their own where they are more than a word.
    private mutating func ruled(_ schema: JSONValue, _ pointer: String) throws(GrammarError) -> GrammarNode {
        let node = try node(schema, pointer)
        switch node {
        case .rule, .bytes: return node
        default: return .rule(definition.add("schema #\(pointer)", node))
        }
    }

    // MARK: Objects

    mutating func object(_ schema: JSONObject, _ pointer: String) throws(GrammarError) -> GrammarNode {
        let properties = try object(under: "properties", schema, pointer)
        let required = try names(under: "required", schema, pointer)
        let patterns = try object(under: "patternProperties", schema, pointer)
        var named: [(node: GrammarNode, isRequired: Bool)] = []
        for (key, value) in properties {
            let place = "\(pointer)/properties/\(JSONSchemaCompiler.escaped(key))"
            named.append(
                (.sequence([JSONText.literal(.string(key)), colon, try ruled(value, place)]), required.contains(key))
            )
        }
        let additional = schema["additionalProperties"]
        let isOpen = additional.map { $0.boolValue != false } ?? (properties.isEmpty && patterns.isEmpty)
        let missing = required.filter { !properties.contains($0) }
        guard missing.isEmpty || (patterns.isEmpty && isOpen) else {
            if patterns.isEmpty, additional == nil {
                throw .invalidSchema(
                    pointer: pointer + "/required",
                    problem: "\"\(missing[0])\" is required and not among the properties"
                )
            }
            return .nothing
        }
        var others: (key: GrammarNode, value: GrammarNode)?
        if !patterns.isEmpty {
            guard !(additional != nil && isOpen), patterns.count == 1 else {
                throw .unsupportedKeyword(
                    "patternProperties",
                    pointer: pointer + "/patternProperties",
                    reason: "several patterns, or patterns beside additionalProperties, cannot be told apart"
                )
            }
            others = try patternMembers(patterns, properties, pointer)
        } else if isOpen {
            let place = pointer + "/additionalProperties"
            let value = try additional.map { value throws(GrammarError) in try ruled(value, place) } ?? anything()
            for key in missing { named.append((.sequence([JSONText.literal(.string(key)), colon, value]), true)) }
            others = (JSONText.key(except: properties.keys + missing), value)
        }
        return members(
            named: named,
            others: others,
            maximumOthers: try countOfOthers(schema, named.count, required.count, others != nil, pointer)
        )
    }

    /// An object of some members in their order and then others.
    mutating func members(
        named: [(node: GrammarNode, isRequired: Bool)],
        others: (key: GrammarNode, value: GrammarNode)?,
        maximumOthers: Int?
    ) -> GrammarNode {
        let other = others.map { GrammarNode.sequence([$0.key, colon, $0.value]) }
        var first = other.map { repeated($0, separatedBy: separator, minimum: 0, maximum: maximumOthers) } ?? .empty
        var later =
            other.map { .repetition(.sequence([separator, $0]), minimum: 0, maximum: maximumOthers) }
            ?? GrammarNode.empty
        for (node, isRequired) in named.reversed() {
            let next = GrammarNode.rule(definition.add("members", later))
            let alternative = first
            first = .sequence([node, next])
            later = .sequence([separator, node, next])
            if !isRequired {
                first = .choice([first, .rule(definition.add("members", alternative))])
                later = .choice([later, next])
            }
        }
        return .sequence([.text("{"), space, first, space, .text("}")])
    }

    private mutating func patternMembers(
        _ patterns: JSONObject,
        _ properties: JSONObject,
        _ pointer: String
    ) throws(GrammarError) -> (key: GrammarNode, value: GrammarNode) {
        let (pattern, schema) = (patterns.keys[0], patterns.values[0])
        let place = "\(pointer)/patternProperties/\(JSONSchemaCompiler.escaped(pattern))"
        let plain = try regularExpression(pattern, "patternProperties", place) { .scalars($0) }
        let grammar = try Grammar(GrammarDefinition(rules: [.init(name: "pattern \(pattern)", body: plain)]))
        for key in properties.keys where try grammar.matches(key) {
            throw .unsupportedKeyword(
                "patternProperties",
                pointer: place,
                reason: "the property \"\(key)\" matches the pattern as well; make them exclude each other"
            )
        }
        let key = try regularExpression(pattern, "patternProperties", place, JSONText.character(of:))
        let value = try ruled(schema, place)
        return (JSONText.quoted(key), value)
    }

    /// How many members may follow the named ones; nil for any number.
    private func countOfOthers(
        _ schema: JSONObject,
        _ named: Int,
        _ required: Int,
        _ hasOthers: Bool,
        _ pointer: String
    ) throws(GrammarError) -> Int? {
        if let minimum = try count("minProperties", schema, pointer), minimum > required {
            throw .unsupportedKeyword(
                "minProperties",
                pointer: pointer + "/minProperties",
                reason: "\(minimum) is more than the \(required) required properties; require as many"
            )
        }
        if let value = schema["unevaluatedProperties"],
            value.boolValue == nil || (value.boolValue == false && hasOthers)
        {
            throw .unsupportedKeyword(
                "unevaluatedProperties",
                pointer: pointer + "/unevaluatedProperties",
                reason: "it is understood as true, or as false where no further properties are allowed"
            )
        }
        guard let maximum = try count("maxProperties", schema, pointer) else { return nil }
        guard maximum >= named else {
            throw .unsupportedKeyword(
                "maxProperties",
                pointer: pointer + "/maxProperties",
                reason: "\(maximum) is less than the \(named) properties that may be there; name fewer"
            )
        }
        return maximum - named
    }

    // MARK: Texts and numbers

    func string(_ schema: JSONObject, _ pointer: String) throws(GrammarError) -> GrammarNode {
        let (minimum, maximum) = (try count("minLength", schema, pointer), try count("maxLength", schema, pointer))
        let given =
            ["pattern", "format"].filter(schema.contains) + (minimum != nil || maximum != nil ? ["length"] : [])
        if given.count > 1 {
            let keyword = ["pattern", "format"].first(where: schema.contains) ?? "pattern"
            throw .unsupportedKeyword(
                keyword,
                pointer: "\(pointer)/\(keyword)",
                reason:
                    "only one of pattern, format and the limits of the length can be held at a time; say all in one pattern"
            )
        }
        if let pattern = schema["pattern"] {
            guard let text = pattern.stringValue else {
                throw .invalidSchema(pointer: pointer + "/pattern", problem: "expected text")
            }
            return JSONText.quoted(
                try regularExpression(text, "pattern", pointer + "/pattern", JSONText.character(of:))
            )
        }
        if let format = schema["format"] {
            guard let pattern = format.stringValue.flatMap({ JSONFormat.patterns[$0] }) else {
                throw .unsupportedKeyword(
                    "format",
                    pointer: pointer + "/format",
                    reason:
                        "known are \(JSONFormat.patterns.keys.sorted().joined(separator: ", ")); use a pattern for others"
                )
            }
            return JSONText.quoted(
                try regularExpression("^\(pattern)$", "format", pointer + "/format") { .scalars($0) }
            )
        }
        if let minimum, let maximum, maximum < minimum { return .nothing }
        return JSONText.quoted(.repetition(JSONText.character, minimum: minimum ?? 0, maximum: maximum))
    }

    private func regularExpression(
        _ pattern: String,
        _ keyword: String,
        _ pointer: String,
        _ character: @escaping (ScalarSet) -> GrammarNode
    ) throws(GrammarError) -> GrammarNode {
        do {
            return try RegularExpression.node(pattern, character: character)
        } catch {
            throw .unsupportedKeyword(keyword, pointer: pointer, reason: "in \"\(pattern)\", \(error.text)")
        }
    }

    func number(_ schema: JSONObject, isInteger: Bool, _ pointer: String) throws(GrammarError) -> GrammarNode {
        if let multiple = schema["multipleOf"], !(isInteger && multiple.doubleValue == 1) {
            throw .unsupportedKeyword(
                "multipleOf",
                pointer: pointer + "/multipleOf",
                reason: "divisibility cannot be held while a number is written; remove it, or check the result"
            )
        }
        return JSONNumber(
            lower: try bound("minimum", "exclusiveMinimum", schema, pointer, isBetter: >),
            upper: try bound("maximum", "exclusiveMaximum", schema, pointer, isBetter: <),
            isInteger: isInteger,
            digitLimit: options.digitLimit
        ).node
    }

    private func bound(
        _ inclusive: String,
        _ exclusive: String,
        _ schema: JSONObject,
        _ pointer: String,
        isBetter: (Double, Double) -> Bool
    ) throws(GrammarError) -> DecimalBound? {
        var result: (value: Double, bound: DecimalBound)?
        for keyword in [inclusive, exclusive] {
            guard let value = schema[keyword] else { continue }
            // Draft 4 has true or false here, which makes the other bound exclusive.
            if keyword == exclusive, let isStrict = value.boolValue {
                result?.bound.isStrict = isStrict
                continue
            }
            guard let number = value.doubleValue, number.isFinite, abs(number) < 1e30 else {
                throw .invalidSchema(pointer: "\(pointer)/\(keyword)", problem: "expected a number below 1e30")
            }
            if let known = result, !isBetter(number, known.value), number != known.value { continue }
            result = (number, DecimalBound(JSONWriter.text(value), isStrict: keyword == exclusive))
        }
        return result?.bound
    }

    // MARK: Reading keywords

    private func count(_ keyword: String, _ schema: JSONObject, _ pointer: String) throws(GrammarError) -> Int? {
        guard let value = schema[keyword] else { return nil }
        guard let count = value.intValue, count >= 0 else {
            throw .invalidSchema(pointer: "\(pointer)/\(keyword)", problem: "expected a whole number that is 0 or more")
        }
        return count
    }

    private func object(under key: String, _ schema: JSONObject, _ pointer: String) throws(GrammarError) -> JSONObject {
        guard let value = schema[key] else { return JSONObject() }
        guard let object = value.objectValue else {
            throw .invalidSchema(pointer: "\(pointer)/\(key)", problem: "expected an object")
        }
        return object
    }

    func names(under key: String, _ schema: JSONObject, _ pointer: String) throws(GrammarError) -> [String] {
        guard let value = schema[key] else { return [] }
        guard let names = value.arrayValue?.compactMap(\.stringValue), names.count == value.arrayValue?.count else {
            throw .invalidSchema(pointer: "\(pointer)/\(key)", problem: "expected a list of names")
        }
        return names
    }
}
