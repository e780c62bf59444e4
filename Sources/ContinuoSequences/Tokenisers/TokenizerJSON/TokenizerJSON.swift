import ContinuoFormats

/// Hugging Face's `tokenizer.json`: what of it is understood, and what is written.
///
/// Read: BPE over bytes (`ByteLevel`, alone or after `Digits` and `Split` by a known pattern) and the characters of
/// `WordLevel` after a split into single characters. Everything else is refused by name.
public enum TokenizerJSON {
    /// The name of the file in a model's folder.
    public static let fileName = "tokenizer.json"

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
    ) throws(TokeniserError) -> any Tokeniser {
        try TokenizerJSONReader(json: json, configuration: configuration, file: file).tokeniser()
    }

    /// The contents of `tokenizer.json` for a tokeniser.
    /// - Throws: ``TokeniserError/cannotBeWritten(reason:)`` for tokenisers that the format has no words for.
    public static func json(of tokeniser: any Tokeniser) throws(TokeniserError) -> JSONValue {
        switch tokeniser {
        case let tokeniser as ByteTokeniser: try json(of: tokeniser.asBPE)
        case let tokeniser as CharacterTokeniser: json(of: tokeniser)
        case let tokeniser as ByteLevelBPE: try json(of: tokeniser)
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
