import Continuo

/// Texts with labels, of a CSV or JSONL file.
struct LabelledTexts {
    private(set) var texts: [String] = []
    private(set) var labels: [String] = []

    /// - Throws: `DataFileError` that names the row without a text or label.
    init(path: String, text: String, label: String) throws {
        if path.hasSuffix(".csv") {
            let table = try CSVReader.read(path, header: .present)
            texts = try table.texts(text)
            labels = try table.texts(label)
        } else {
            let reader = try JSONLinesReader(path: path)
            while let value = try reader.next() {
                texts.append(try LabelledTexts.field(text, of: value, path, reader.lineNumber))
                labels.append(try LabelledTexts.field(label, of: value, path, reader.lineNumber))
            }
        }
    }

    private static func field(_ key: String, of row: JSONValue, _ path: String, _ line: Int) throws -> String {
        guard let value = row[key] else {
            throw DataFileError(
                .malformed,
                file: path,
                place: "line \(line)",
                expected: "a value of \"\(key)\"",
                found: "none"
            )
        }
        return value.stringValue ?? JSONWriter.text(value)
    }

    /// The texts as the model's tokens, cut where its context ends; classes are the labels in the order of the alphabet.
    func sequences(_ model: SequenceModel) -> LabelledSequences {
        let names = Set(labels).sorted()
        let ids = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
        let limit = model.backbone.maximumLength ?? .max
        // A text of no tokens still needs one position.
        let sequences = texts.map { text -> [Int32] in
            let tokens = Array(model.tokeniser.encode(text).prefix(limit))
            return tokens.isEmpty ? [model.tokeniser.endOfText ?? 0] : tokens
        }
        return LabelledSequences(sequences, labels: labels.map { ids[$0]! }, classes: names.count)
    }
}
