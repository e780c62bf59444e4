import ContinuoFormats

/// Hugging Face's `tokenizer.json`: what of it is understood, and what is written.
///
/// Read: BPE over bytes and characters, Unigram, WordPiece and WordLevel, with the normalisers, pre-tokenisers, post-processors and
/// decoders that checkpoints use. Everything else is refused by name.
public enum TokenizerJSON {
    /// The name of the file in a model's folder.
    public static let fileName = "tokenizer.json"

    /// Ids are below this.
    static let idLimit: Int32 = 1 << 24

    /// The pattern that cuts text into single characters.
    static let characterPattern = #"[\s\S]"#

    /// Reads a tokeniser from the contents of a file.
    /// - Parameters:
    ///   - json: the contents of `tokenizer.json`.
    ///   - configuration: the contents of `tokenizer_config.json`, which names the parts that special tokens play; where it
    ///     is missing, they are told by their usual spellings.
    ///   - file: what to call the file in messages.
    public static func tokeniser(
        from json: JSONValue,
        configuration: JSONValue? = nil,
        file: String = fileName
    ) throws -> any Tokeniser {
        try tokeniser(fromBytes: JSONWriter.bytes(json), configuration: configuration, file: file)
    }

    /// Reads a tokeniser from the bytes of a file: much faster than by a tree of values.
    /// - Throws: `DataFileError` when they are no JSON, ``TokeniserError`` for what is not understood.
    public static func tokeniser(
        fromBytes bytes: some Collection<UInt8>,
        configuration: JSONValue? = nil,
        file: String = fileName
    ) throws -> any Tokeniser {
        let result = try bytes.withContiguousStorageIfAvailable { bytes in
            try TokenizerJSONReader(
                parts: TokenizerParts(bytes, file: file),
                configuration: configuration,
                file: file
            ).tokeniser()
        }
        return try result ?? tokeniser(fromBytes: Array(bytes), configuration: configuration, file: file)
    }

    /// The contents of `tokenizer.json` for a tokeniser.
    /// - Throws: ``TokeniserError/cannotBeWritten(reason:form:)`` for tokenisers that the format has no words for.
    public static func json(of tokeniser: any Tokeniser) throws(TokeniserError) -> JSONValue {
        switch tokeniser {
        case let tokeniser as ByteTokeniser: try json(of: tokeniser.asBPE)
        case let tokeniser as CharacterTokeniser: json(of: tokeniser)
        case let tokeniser as SubwordTokeniser: try json(of: tokeniser)
        default: throw .cannotBeWritten(reason: "\(type(of: tokeniser)) has no form there")
        }
    }

    /// The contents of `tokenizer_config.json` for a tokeniser: the parts that special tokens play.
    public static func configuration(of tokeniser: any Tokeniser) -> JSONValue {
        var json: JSONValue = ["tokenizer_class": "PreTrainedTokenizerFast", "clean_up_tokenization_spaces": false]
        for role in SpecialRole.allCases {
            guard let id = tokeniser.specialTokens.id(of: role), let text = tokeniser.specialTokens.text(of: id) else {
                continue
            }
            json[role.configurationKey] = .string(text)
        }
        return json
    }
}
