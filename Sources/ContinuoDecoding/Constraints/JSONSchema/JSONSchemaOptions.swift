import ContinuoFormats

/// How JSON is written where the schema leaves it open.
public struct JSONSchemaOptions: Sendable, Equatable {
    /// Where white space may stand.
    public enum WhiteSpace: String, Sendable, CaseIterable {
        /// Nowhere.
        case compact
        /// After braces, brackets and commas either one space at most, or a line end with at most
        /// `indentationLimit` spaces; after colons one space at most.
        case flexible
    }

    public var whiteSpace = WhiteSpace.flexible
    /// Spaces at the beginning of a line.
    public var indentationLimit = 20
    /// Digits before and after the decimal point of a number that the schema does not bound. Fifteen are exact in a
    /// `Double`.
    public var digitLimit = 15

    public init() {}
}

extension Grammar {
    /// The texts that are JSON values of a schema (JSON Schema 2020-12 and the older words `definitions`, `nullable` and
    /// lists under `items`).
    ///
    /// Every text of the grammar is valid by the schema; not every valid value has a text in it. Where a schema leaves
    /// something open, the grammar takes what a reader of the result expects: objects have their properties in the order of
    /// the schema, and others only where `additionalProperties` asks for them or no properties are named; the keywords of one
    /// type stand for that type; `prefixItems` are all there unless `minItems` says otherwise; numbers have a bounded number
    /// of digits, and white space is bounded.
    /// - Parameter schema: an object, `true`, or `{}` for any JSON.
    /// - Throws: `GrammarError.unsupportedKeyword` with the JSON pointer of a keyword that cannot be held by construction: none
    ///   is ignored but annotations. `GrammarError.matchesNothing` for a schema that no value satisfies.
    public init(jsonSchema schema: JSONValue, options: JSONSchemaOptions = JSONSchemaOptions()) throws(GrammarError) {
        var compiler = JSONSchemaCompiler(schema, options)
        try self.init(compiler.compile())
    }

    /// The same for a schema in text.
    /// - Throws: `DataFileError` where the text is no JSON, and `GrammarError`.
    public init(jsonSchema text: String, options: JSONSchemaOptions = JSONSchemaOptions()) throws {
        try self.init(jsonSchema: JSONParser.parse(text, source: "JSON schema"), options: options)
    }
}
