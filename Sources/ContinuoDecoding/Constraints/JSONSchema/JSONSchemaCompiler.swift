import ContinuoFormats

/// Turns a JSON schema into the rules of a grammar. Alternatives and merged parts become schemas of their own first, so that
/// each type has one place where its keywords are read.
struct JSONSchemaCompiler {
    /// Schemas may lead into each other so deep before a rule of their own begins.
    static let depthLimit = 64

    let document: JSONValue
    let options: JSONSchemaOptions
    var definition = GrammarDefinition()
    var depth = 0
    private var references: [String: Int] = [:]
    private var anyValue: Int?
    /// Rules of references whose bodies have not been read, with the schemas' pointers.
    private var pending: [(rule: Int, schema: JSONValue, pointer: String)] = []

    /// Words that say nothing about which values are valid.
    private static let annotations: Set = [
        "title", "description", "default", "examples", "example", "$comment", "$schema", "$id", "$defs", "definitions",
        "deprecated", "readOnly", "writeOnly", "contentEncoding", "contentMediaType", "contentSchema", "$vocabulary",
    ]
    static let typeNames = ["object", "array", "string", "number", "integer", "boolean", "null"]
    /// The keywords of each type.
    static let keywords: [String: Set<String>] = [
        "object": [
            "properties", "required", "additionalProperties", "patternProperties", "minProperties", "maxProperties",
            "unevaluatedProperties",
        ],
        "array": ["items", "prefixItems", "additionalItems", "minItems", "maxItems", "uniqueItems"],
        "string": ["minLength", "maxLength", "pattern", "format"],
        "number": ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
    ]
    private static let general: Set = ["type", "enum", "const", "anyOf", "oneOf", "allOf", "$ref", "nullable"]

    init(_ document: JSONValue, _ options: JSONSchemaOptions) {
        self.document = document
        self.options = options
    }

    mutating func compile() throws(GrammarError) -> GrammarDefinition {
        definition.root = definition.add("root")
        references[""] = definition.root
        let whole = try node(document, "")
        definition.rules[definition.root].body = whole
        while let (rule, schema, pointer) = pending.popLast() {
            let body = try node(schema, pointer)
            definition.rules[rule].body = body
        }
        return definition
    }

    /// The values of a schema. `pointer` says where it stands.
    mutating func node(_ schema: JSONValue, _ pointer: String) throws(GrammarError) -> GrammarNode {
        if let isAnything = schema.boolValue { return isAnything ? anything() : .nothing }
        guard let object = schema.objectValue else {
            throw .invalidSchema(
                pointer: pointer,
                problem: "expected an object, true or false, found \(schema.kindDescription)"
            )
        }
        guard depth < JSONSchemaCompiler.depthLimit else {
            throw .invalidSchema(pointer: pointer, problem: "schemas are nested, or refer to each other, too deep")
        }
        depth += 1
        defer { depth -= 1 }
        let assertions = try assertions(of: object, pointer)
        if let reference = assertions["$ref"] {
            guard let target = reference.stringValue else {
                throw .invalidSchema(pointer: pointer + "/$ref", problem: "expected text")
            }
            if assertions.count == 1 { return .rule(try rule(for: target, pointer)) }
            var rest = assertions
            rest["$ref"] = nil
            return try node(merged([.object(rest), resolve(target, pointer)], pointer), pointer)
        }
        if let parts = assertions["allOf"] {
            let list = try schemas(parts, pointer + "/allOf")
            var rest = assertions
            rest["allOf"] = nil
            return try node(merged([.object(rest)] + list, pointer), pointer)
        }
        for keyword in ["anyOf", "oneOf"] {
            guard let parts = assertions[keyword] else { continue }
            let list = try schemas(parts, pointer + "/" + keyword)
            var rest = assertions
            rest[keyword] = nil
            if keyword == "oneOf" { try requireDisjoint(list, pointer + "/oneOf") }
            var nodes: [GrammarNode] = []
            for (index, part) in list.enumerated() {
                let place = "\(pointer)/\(keyword)/\(index)"
                nodes.append(try node(rest.isEmpty ? part : merged([.object(rest), part], place), place))
            }
            return .choice(nodes)
        }
        return try typed(assertions, pointer)
    }

    /// A schema's keywords without annotations; refuses unknown ones.
    private func assertions(of object: JSONObject, _ pointer: String) throws(GrammarError) -> JSONObject {
        var result = JSONObject()
        let known = JSONSchemaCompiler.keywords.values.reduce(JSONSchemaCompiler.general) { $0.union($1) }
        for (key, value) in object where !JSONSchemaCompiler.annotations.contains(key) {
            guard known.contains(key) else {
                throw .unsupportedKeyword(
                    key,
                    pointer: "\(pointer)/\(JSONSchemaCompiler.escaped(key))",
                    reason: "it cannot be held while a text is written; remove it, or check the result against it"
                )
            }
            result[key] = value
        }
        return result
    }

    private func schemas(_ value: JSONValue, _ pointer: String) throws(GrammarError) -> [JSONValue] {
        guard let list = value.arrayValue, !list.isEmpty else {
            throw .invalidSchema(pointer: pointer, problem: "expected a list of schemas")
        }
        return list
    }

    /// The values of a schema that has neither references nor combinations of schemas.
    private mutating func typed(_ schema: JSONObject, _ pointer: String) throws(GrammarError) -> GrammarNode {
        var types = try typeList(schema, pointer)
        let isNullable = schema["nullable"]?.boolValue ?? false
        if schema.contains("const") || schema.contains("enum") {
            return try values(schema, types.map { isNullable ? $0 + ["null"] : $0 }, pointer)
        }
        if types == nil {
            types = ["object", "array", "string", "number"].filter { type in
                schema.keys.contains { JSONSchemaCompiler.keywords[type]?.contains($0) ?? false }
            }
            if types == [] { return anything() }
        }
        var nodes: [GrammarNode] = isNullable ? [.text("null")] : []
        for type in types ?? [] {
            switch type {
            case "object": nodes.append(try object(schema, pointer))
            case "array": nodes.append(try array(schema, pointer))
            case "string": nodes.append(try string(schema, pointer))
            case "number", "integer": nodes.append(try number(schema, isInteger: type == "integer", pointer))
            case "boolean": nodes.append(.choice([.text("true"), .text("false")]))
            default: nodes.append(.text("null"))
            }
        }
        return nodes.count == 1 ? nodes[0] : .choice(nodes)
    }

    /// The names under `type`, checked.
    func typeList(_ schema: JSONObject, _ pointer: String) throws(GrammarError) -> [String]? {
        guard let value = schema["type"] else { return nil }
        let names = value.stringValue.map { [$0] } ?? value.arrayValue?.compactMap(\.stringValue)
        guard let names, !names.isEmpty, names.count == value.arrayValue?.count ?? 1,
            names.allSatisfy(JSONSchemaCompiler.typeNames.contains)
        else {
            throw .invalidSchema(
                pointer: pointer + "/type",
                problem: "expected one or several of \(JSONSchemaCompiler.typeNames.joined(separator: ", "))"
            )
        }
        return names
    }

    /// The values under `enum` or `const` that have one of the types.
    private func values(
        _ schema: JSONObject,
        _ types: [String]?,
        _ pointer: String
    ) throws(GrammarError) -> GrammarNode {
        let others = schema.keys.filter { !["type", "enum", "const", "nullable"].contains($0) }
        if let other = others.first {
            throw .unsupportedKeyword(
                other,
                pointer: "\(pointer)/\(JSONSchemaCompiler.escaped(other))",
                reason: "beside enum or const; list the values that are meant"
            )
        }
        var list = schema["const"].map { [$0] } ?? []
        if let values = schema["enum"] {
            guard let values = values.arrayValue, !values.isEmpty else {
                throw .invalidSchema(pointer: pointer + "/enum", problem: "expected a list of values")
            }
            list = list.isEmpty ? values : list.filter(values.contains)
        }
        let fitting = list.filter { value in types.map { $0.contains { value.hasType($0) } } ?? true }
        return .choice(fitting.map(JSONText.literal))
    }

    // MARK: References

    /// The rule of what a reference names.
    private mutating func rule(for target: String, _ pointer: String) throws(GrammarError) -> Int {
        let schema = try resolve(target, pointer)
        let name = String(target.dropFirst())
        if let known = references[name] { return known }
        let rule = definition.add("schema \(target)")
        references[name] = rule
        pending.append((rule, schema, name))
        return rule
    }

    func resolve(_ target: String, _ pointer: String) throws(GrammarError) -> JSONValue {
        guard target == "#" || target.hasPrefix("#/") else {
            throw .unsupportedKeyword(
                "$ref",
                pointer: pointer + "/$ref",
                reason: "only JSON pointers into the same document can be followed (\"#/$defs/…\"), not \"\(target)\""
            )
        }
        var value = document
        for part in target.dropFirst(2).split(separator: "/", omittingEmptySubsequences: false) where target != "#" {
            let key = part.split(separator: "~1", omittingEmptySubsequences: false).map {
                $0.split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~")
            }.joined(separator: "/")
            guard let next = value[key] ?? Int(key).flatMap({ value[$0] }) else {
                throw .invalidSchema(pointer: pointer + "/$ref", problem: "there is nothing at \"\(target)\"")
            }
            value = next
        }
        return value
    }

    /// A JSON pointer's spelling of a key (RFC 6901).
    static func escaped(_ key: String) -> String {
        key.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
            .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
    }

    /// Any JSON value.
    mutating func anything() -> GrammarNode {
        if let anyValue { return .rule(anyValue) }
        let rule = definition.add("any value")
        anyValue = rule
        let value = GrammarNode.rule(rule)
        let number = JSONNumber(isInteger: false, digitLimit: options.digitLimit).node
        definition.rules[rule].body = .choice([
            .text("null"), .text("true"), .text("false"), number, JSONText.quoted(.many(JSONText.character)),
            list([], item: value, minimum: 0, maximum: nil),
            members(named: [], others: (JSONText.key(except: []), value), maximumOthers: nil),
        ])
        return value
    }
}

extension JSONValue {
    /// Whether the value is of a type of JSON schema; 1.0 is an integer.
    func hasType(_ name: String) -> Bool {
        switch (self, name) {
        case (.null, "null"), (.bool, "boolean"), (.string, "string"), (.array, "array"), (.object, "object"): true
        case (.integer, "number"), (.integer, "integer"), (.largeInteger, "number"), (.largeInteger, "integer"): true
        case (.number, "number"): true
        case (.number(let value), "integer"): value.rounded() == value
        default: false
        }
    }
}
