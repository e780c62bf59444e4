import ContinuoFormats

extension TokenizerJSONReader {
    /// What goes around one text and between two.
    func template(_ json: JSONValue) throws(TokeniserError) -> SequenceTemplate {
        var template = SequenceTemplate(source: json)
        for part in steps(json, "processors") {
            switch name(of: part) {
            case "ByteLevel": continue
            case "TemplateProcessing":
                template.single = try pieces(part, "single", fallback: [.first])
                template.pair = try pieces(part, "pair", fallback: [.first, .second])
            case "BertProcessing", "RobertaProcessing":
                let separator = try token(part, "sep")
                let classification = try token(part, "cls")
                template.single = [.special([classification]), .first, .special([separator])]
                let doubled = name(of: part) == "RobertaProcessing" ? [separator, separator] : [separator]
                template.pair = [
                    .special([classification]), .first, .special(doubled), .second, .special([separator]),
                ]
            case let other:
                throw unsupported(
                    "the post-processor \(other)",
                    "ByteLevel, TemplateProcessing, BertProcessing, RobertaProcessing, Sequence"
                )
            }
        }
        return template
    }

    private func token(_ json: JSONValue, _ key: String) throws(TokeniserError) -> Int32 {
        guard let id = json[key]?[1]?.intValue.flatMap({ Int32(exactly: $0) }) else {
            throw malformed("post_processor.\(key)", "it is no pair of a text and an id")
        }
        return id
    }

    private func pieces(
        _ json: JSONValue,
        _ key: String,
        fallback: [SequenceTemplate.Piece]
    ) throws(TokeniserError) -> [SequenceTemplate.Piece] {
        var result: [SequenceTemplate.Piece] = []
        for piece in json[key]?.arrayValue ?? [] {
            if let name = piece["Sequence"]?["id"]?.stringValue {
                result.append(name == "B" ? .second : .first)
            } else if let name = piece["SpecialToken"]?["id"]?.stringValue,
                let ids = json["special_tokens"]?[name]?["ids"]?.arrayValue
            {
                result.append(.special(ids.compactMap { $0.intValue.flatMap { Int32(exactly: $0) } }))
            } else {
                throw malformed(
                    "post_processor.\(key)",
                    "\(piece) is neither a sequence nor a known special token"
                )
            }
        }
        return result.isEmpty ? fallback : result
    }
}
