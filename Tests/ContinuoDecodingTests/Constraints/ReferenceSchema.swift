import ContinuoFormats
import Foundation

/// A validator of the keywords that the tests use, written from the specification of JSON schema.
struct ReferenceSchema {
    let document: JSONValue

    func isValid(_ value: JSONValue, _ schema: JSONValue) -> Bool {
        if let isAnything = schema.boolValue { return isAnything }
        guard let object = schema.objectValue else { return false }
        return object.keys.allSatisfy { key in holds(key, object[key]!, object, value) }
    }

    private func holds(_ key: String, _ rule: JSONValue, _ schema: JSONObject, _ value: JSONValue) -> Bool {
        let number = value.doubleValue
        let length = value.stringValue?.unicodeScalars.count
        switch key {
        case "$defs": return true
        case "$ref":
            let path = rule.stringValue!.dropFirst(2).split(separator: "/").map(String.init)
            return isValid(value, path.reduce(document) { $0[$1]! })
        case "type": return (rule.arrayValue ?? [rule]).contains { isOf($0.stringValue!, value) }
        case "const": return value == rule
        case "enum": return rule.arrayValue!.contains(value)
        case "anyOf": return rule.arrayValue!.contains { isValid(value, $0) }
        case "allOf": return rule.arrayValue!.allSatisfy { isValid(value, $0) }
        case "oneOf": return rule.arrayValue!.count { isValid(value, $0) } == 1
        case "minimum": return number.map { $0 >= rule.doubleValue! } ?? true
        case "maximum": return number.map { $0 <= rule.doubleValue! } ?? true
        case "exclusiveMinimum": return number.map { $0 > rule.doubleValue! } ?? true
        case "minLength": return length.map { $0 >= rule.intValue! } ?? true
        case "maxLength": return length.map { $0 <= rule.intValue! } ?? true
        case "pattern": return value.stringValue.map { Self.matches($0, rule.stringValue!) } ?? true
        case "minItems": return value.arrayValue.map { $0.count >= rule.intValue! } ?? true
        case "maxItems": return value.arrayValue.map { $0.count <= rule.intValue! } ?? true
        case "prefixItems":
            return zip(value.arrayValue ?? [], rule.arrayValue!).allSatisfy { isValid($0, $1) }
        case "items":
            let first = schema["prefixItems"]?.arrayValue?.count ?? 0
            return (value.arrayValue ?? []).dropFirst(first).allSatisfy { isValid($0, rule) }
        case "required":
            return value.objectValue.map { object in rule.arrayValue!.allSatisfy { object.contains($0.stringValue!) } }
                ?? true
        case "maxProperties": return value.objectValue.map { $0.count <= rule.intValue! } ?? true
        case "properties":
            return rule.objectValue!.keys.allSatisfy { name in value[name].map { isValid($0, rule[name]!) } ?? true }
        case "patternProperties":
            return rule.objectValue!.keys.allSatisfy { pattern in
                (value.objectValue?.keys ?? []).allSatisfy {
                    !Self.matches($0, pattern) || isValid(value[$0]!, rule[pattern]!)
                }
            }
        case "additionalProperties":
            return (value.objectValue?.keys ?? []).allSatisfy {
                schema["properties"]?[$0] != nil || isValid(value[$0]!, rule)
            }
        default: return false
        }
    }

    private static func matches(_ text: String, _ pattern: String) -> Bool {
        text.range(of: pattern, options: .regularExpression) != nil
    }

    private func isOf(_ type: String, _ value: JSONValue) -> Bool {
        switch type {
        case "object": value.objectValue != nil
        case "array": value.arrayValue != nil
        case "string": value.stringValue != nil
        case "boolean": value.boolValue != nil
        case "null": value.isNull
        case "integer": value.doubleValue.map { $0.rounded() == $0 } ?? false
        default: value.doubleValue != nil
        }
    }
}
