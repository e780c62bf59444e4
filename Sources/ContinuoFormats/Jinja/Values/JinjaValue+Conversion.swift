extension JinjaValue {
    init(_ literal: JinjaLiteral) {
        switch literal {
        case .none: self = .none
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .float(let value): self = .float(value)
        case .string(let text): self = .string(text)
        }
    }

    init(_ json: JSONValue) {
        switch json {
        case .null: self = .none
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .largeInteger(let digits): self = .wideInteger(digits)
        case .number(let value): self = .float(value)
        case .string(let text): self = .string(text)
        case .array(let values): self = .list(values.map(JinjaValue.init))
        case .object(let object):
            self = .dictionary(
                JinjaDictionary(keys: object.keys.map(JinjaValue.string), values: object.values.map(JinjaValue.init))
            )
        }
    }
}
