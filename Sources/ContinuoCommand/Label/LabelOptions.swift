import ArgumentParser
import Continuo

/// Options that say where labels are and what they are measured on.
struct LabelOptions: ParsableArguments {
    @Option(help: "Column or key of the text, in CSV or JSONL (default: text).") var textColumn: String?
    @Option(help: "Column or key of the label (default: label).") var labelColumn: String?
    @Option(help: "Share of the labelled texts that is held out (default: 0.2).") var heldOut: Double?

    func validate() throws {
        if let heldOut, !(heldOut > 0 && heldOut < 1) {
            throw ValidationError("--held-out \(heldOut): expected more than 0 and less than 1.")
        }
    }

    /// As a run keeps them to go on with.
    var json: JSONObject {
        var json = JSONObject()
        if let textColumn { json["text_column"] = .string(textColumn) }
        if let labelColumn { json["label_column"] = .string(labelColumn) }
        if let heldOut { json["held_out"] = .number(heldOut) }
        return json
    }

    /// The options that a run was begun with.
    static func kept(_ json: JSONValue) -> LabelOptions {
        var options = LabelOptions()
        options.textColumn = json["text_column"]?.stringValue
        options.labelColumn = json["label_column"]?.stringValue
        options.heldOut = json["held_out"]?.doubleValue
        return options
    }

    /// Names of the options that were given.
    var given: [String] {
        let all = [
            ("--text-column", textColumn != nil), ("--label-column", labelColumn != nil),
            ("--held-out", heldOut != nil),
        ]
        return all.filter(\.1).map(\.0)
    }

    /// The labelled texts of a file.
    func texts(_ path: String) throws -> LabelledTexts {
        try LabelledTexts(path: path, text: textColumn ?? "text", label: labelColumn ?? "label")
    }

    /// Which texts are held out and which are learnt from.
    /// - Throws: `DataFileError` where one of the parts would be empty.
    func split(_ texts: LabelledTexts) throws -> (heldOut: ArraySlice<Int>, training: ArraySlice<Int>) {
        var random = RandomStream(seed: 1).split("held out")
        let order = random.permutation(texts.count)
        let held = max(1, Int((heldOut ?? 0.2) * Double(order.count)))
        guard order.count - held >= 1 else {
            throw DataFileError(
                .unsupported,
                file: texts.source,
                expected: "at least 2 texts, one to learn from and one to hold out",
                found: "\(order.count)"
            )
        }
        return (order.prefix(held), order.dropFirst(held))
    }
}
