import ContinuoFormats

/// ByT5's tokeniser has no `tokenizer.json`: `tokenizer_config.json` names its class.
extension TokeniserFiles {
    private static let byT5Class = "ByT5Tokenizer"

    /// The tokeniser of a folder without `tokenizer.json`; nil where its configuration names another one.
    static func byT5(configuration: JSONValue) -> ByteTokeniser? {
        guard configuration["tokenizer_class"]?.stringValue == byT5Class else { return nil }
        let count = configuration["extra_ids"]?.intValue ?? 0
        let listed = configuration["added_tokens_decoder"]?.objectValue?.compactMap { key, value in
            Int(key).flatMap { id in value["content"]?.stringValue.map { (id, $0) } }
        }
        guard let listed else {
            let sentinels = Sentinels.texts(count == 0 ? 125 : count)
            return ByteTokeniser(layout: .byT5).appending(sentinels.map { NewSpecialToken(text: $0) })
        }
        let further = listed.filter { $0.0 >= 256 + Int(ByteTokeniser.Layout.byT5.offset) }.sorted { $0.0 < $1.0 }
        return ByteTokeniser(layout: .byT5).appending(further.map { NewSpecialToken(text: $0.1) })
    }

    /// What the reference reads a tokeniser of ByT5's layout by.
    static func byT5Configuration(of tokeniser: ByteTokeniser) -> JSONObject {
        let further = tokeniser.specialTokens.tokens.filter { $0.id >= tokeniser.layout.offset }.map(\.text)
        let sentinels = further.count { Sentinels.isSentinel($0) }
        var json: JSONObject = ["tokenizer_class": .string(byT5Class), "extra_ids": .integer(sentinels)]
        if !further.isEmpty { json["additional_special_tokens"] = .array(further.map { .string($0) }) }
        return json
    }
}
