import ContinuoFormats

extension JSONSchemaCompiler {
    /// One schema whose values are those that all of some schemas have.
    mutating func merged(_ schemas: [JSONValue], _ pointer: String) throws(GrammarError) -> JSONValue {
        guard depth < JSONSchemaCompiler.depthLimit else {
            throw .invalidSchema(pointer: pointer, problem: "schemas refer to each other without end")
        }
        depth += 1
        defer { depth -= 1 }
        var result = JSONObject()
        for schema in schemas {
            guard let object = try plain(schema, pointer) else { return false }
            result = try merge(result, object, pointer)
        }
        return .object(result)
    }

    /// A schema without references and `allOf`, its `oneOf` checked and turned into `anyOf`; nil where it is `false`.
    private mutating func plain(_ schema: JSONValue, _ pointer: String) throws(GrammarError) -> JSONObject? {
        if let isAnything = schema.boolValue { return isAnything ? JSONObject() : nil }
        guard var object = schema.objectValue else {
            throw .invalidSchema(pointer: pointer, problem: "expected schemas, found \(schema.kindDescription)")
        }
        var parts: [JSONValue] = []
        if let reference = object["$ref"]?.stringValue { parts.append(try resolve(reference, pointer)) }
        if let list = object["allOf"]?.arrayValue { parts += list }
        object["$ref"] = nil
        object["allOf"] = nil
        if let list = object["oneOf"]?.arrayValue {
            try requireDisjoint(list, pointer + "/oneOf")
            object["oneOf"] = nil
            parts.append(["anyOf": .array(list)])
        }
        if let value = object["const"], object["enum"] == nil {
            object["const"] = nil
            object["enum"] = [value]
        }
        return parts.isEmpty ? object : try merged([.object(object)] + parts, pointer).objectValue
    }

    private mutating func merge(
        _ left: JSONObject,
        _ right: JSONObject,
        _ pointer: String
    ) throws(GrammarError) -> JSONObject {
        var result = left
        let (one, other) = (closing(left, right), closing(right, left))
        for (key, value) in other {
            guard let known = one[key], known != value else {
                result[key] = value
                continue
            }
            result[key] = try combined(key, known, value, pointer)
        }
        if one.contains("properties"), !other.contains("properties") { result["properties"] = one["properties"] }
        if left["nullable"] != right["nullable"] { result["nullable"] = nil }
        return result
    }

    /// A schema whose properties obey what another says of properties that it does not name.
    private func closing(_ schema: JSONObject, _ other: JSONObject) -> JSONObject {
        guard let additional = other["additionalProperties"], let properties = schema["properties"]?.objectValue else {
            return schema
        }
        let named = other["properties"]?.objectValue ?? JSONObject()
        var result = JSONObject()
        for (key, value) in properties {
            if named.contains(key) || additional.boolValue == true {
                result[key] = value
            } else if additional.boolValue != false {
                result[key] = ["allOf": [value, additional]]
            }
        }
        var schema = schema
        schema["properties"] = .object(result)
        return schema
    }

    private mutating func combined(
        _ key: String,
        _ left: JSONValue,
        _ right: JSONValue,
        _ pointer: String
    ) throws(GrammarError) -> JSONValue {
        switch key {
        case "type":
            let (one, other) = (left.arrayValue ?? [left], right.arrayValue ?? [right])
            let common = one.filter { other.contains($0) || ($0 == "integer" && other.contains("number")) }
            let integer = other.contains("integer") && one.contains("number") && !common.contains("integer")
            let types = common.filter { !(integer && $0 == "number") } + (integer ? ["integer"] : [])
            if types.isEmpty { throw .invalidSchema(pointer: pointer, problem: "no value is of all the types") }
            return .array(types)
        case "enum":
            let other = right.arrayValue ?? []
            let common = (left.arrayValue ?? []).filter(other.contains)
            if common.isEmpty {
                throw .invalidSchema(pointer: pointer, problem: "the lists of values have none in common")
            }
            return .array(common)
        case "anyOf":
            var pairs: [JSONValue] = []
            for one in left.arrayValue ?? [] {
                for other in right.arrayValue ?? [] { pairs.append(try merged([one, other], pointer)) }
            }
            return .array(pairs)
        case "required":
            let known = left.arrayValue ?? []
            return .array(known + (right.arrayValue ?? []).filter { !known.contains($0) })
        case "properties":
            var result = left.objectValue ?? JSONObject()
            for (name, value) in right.objectValue ?? JSONObject() {
                result[name] = result[name].map { $0 == value ? value : ["allOf": [$0, value]] } ?? value
            }
            return .object(result)
        case "items" where left.arrayValue == nil && right.arrayValue == nil, "additionalProperties":
            return left == false || right == false ? false : ["allOf": [left, right]]
        case "minLength", "minItems", "minProperties", "minimum",
            "exclusiveMinimum"
        where left.boolValue == nil && right.boolValue == nil:
            return (left.doubleValue ?? 0) < (right.doubleValue ?? 0) ? right : left
        case "maxLength", "maxItems", "maxProperties", "maximum",
            "exclusiveMaximum"
        where left.boolValue == nil && right.boolValue == nil:
            return (left.doubleValue ?? 0) < (right.doubleValue ?? 0) ? left : right
        case "nullable": return .bool(left == true && right == true)
        case "uniqueItems": return .bool(left == true || right == true)
        default:
            throw .unsupportedKeyword(
                key,
                pointer: "\(pointer)/\(key)",
                reason: "schemas that must hold together say different things with it; say it once"
            )
        }
    }

    // MARK: Alternatives of which exactly one holds

    /// Checks that no value of one alternative is valid by another.
    mutating func requireDisjoint(_ list: [JSONValue], _ pointer: String) throws(GrammarError) {
        var plainList: [JSONObject?] = []
        for (index, schema) in list.enumerated() { plainList.append(try plain(schema, "\(pointer)/\(index)")) }
        for (index, first) in plainList.enumerated() {
            for (other, second) in plainList.enumerated() where other != index {
                guard let first, let second, try !isRefused(first, by: second, pointer) else { continue }
                throw .unsupportedKeyword(
                    "oneOf",
                    pointer: pointer,
                    reason:
                        "a value of alternative \(index) may be valid by alternative \(other) as well; use anyOf, or make them "
                        + "differ by type, by a required property with a constant, or by additionalProperties: false"
                )
            }
        }
    }

    /// Whether what the grammar writes for one schema is surely invalid by another.
    private func isRefused(_ written: JSONObject, by schema: JSONObject, _ pointer: String) throws(GrammarError) -> Bool
    {
        if let values = written["enum"]?.arrayValue, let others = schema["enum"]?.arrayValue {
            return !values.contains(where: others.contains)
        }
        let types = try types(schema, isWritten: false, pointer)
        let writtenTypes = try self.types(written, isWritten: true, pointer)
        if writtenTypes.isDisjoint(with: types) { return true }
        guard writtenTypes == ["object"] else { return false }
        let properties = written["properties"]?.objectValue ?? JSONObject()
        let others = schema["properties"]?.objectValue ?? JSONObject()
        let isOpen = written["additionalProperties"].map { $0 != false } ?? properties.isEmpty
        if !isOpen, try names(under: "required", schema, pointer).contains(where: { !properties.contains($0) }) {
            return true
        }
        let required = try names(under: "required", written, pointer)
        if schema["additionalProperties"] == false, schema["patternProperties"] == nil,
            required.contains(where: { !others.contains($0) })
        {
            return true
        }
        return required.contains { key in
            guard let mine = constants(properties[key]), let theirs = constants(others[key]) else { return false }
            return !mine.contains(where: theirs.contains)
        }
    }

    private func constants(_ schema: JSONValue?) -> [JSONValue]? {
        schema?["const"].map { [$0] } ?? schema?["enum"]?.arrayValue
    }

    /// The types of a schema's values: those that the grammar writes, or all that are valid. `number` stands for integers too.
    private func types(_ schema: JSONObject, isWritten: Bool, _ pointer: String) throws(GrammarError) -> Set<String> {
        let all = Set(JSONSchemaCompiler.typeNames).subtracting(["integer"])
        var result: Set<String>
        if let values = schema["enum"]?.arrayValue {
            result = Set(values.flatMap { value in all.filter { value.hasType($0) } })
        } else if let names = try typeList(schema, pointer) {
            result = Set(names.map { $0 == "integer" ? "number" : $0 })
        } else {
            let implied = JSONSchemaCompiler.keywords.filter { !$0.value.isDisjoint(with: schema.keys) }.keys
            result = isWritten && !implied.isEmpty && !schema.contains("anyOf") ? Set(implied) : all
        }
        if schema["nullable"] == true { result.insert("null") }
        return result
    }
}
