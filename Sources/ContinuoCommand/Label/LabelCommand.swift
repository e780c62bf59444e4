import ArgumentParser
import Continuo

/// `continuo label`.
struct LabelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "label",
        abstract: "Give labels to texts, or to each of their words.",
        discussion: """
            Example: continuo label my-classifier reviews.txt

            The model comes from `continuo train --task classify` or `--task label`. Each line is a text. The first kind gives a \
            label and its probability for each, with a tab between; the second a line for each word, with a tab and its label, \
            and a blank line behind each text. With --json a line of JSON for each text. Standard input is labelled as it \
            comes, line by line.
            """
    )

    @Argument(help: "A model's folder.") var model: String
    @Argument(help: "A text file, or - for standard input.") var file: String
    @Flag(
        help: "The file has a word on each line, first on it, and a blank line behind each text; for --task label."
    )
    var columns = false
    @OptionGroup var printing: OutputOptions

    func run() throws {
        let model = try LabellingModel.load(from: ModelLoader.locate(model))
        if columns, model.unit == .text {
            throw CommandError.usage("--columns does not apply to \(self.model), which labels whole texts.")
        }
        let lines = try LineReader(path: file == "-" ? TextInput.standardInput : file)
        // What is typed or piped is answered at once; a file in batches.
        let batch = file == "-" ? 1 : 64
        var texts: [[[UInt8]]] = []
        var cut = 0
        while let text = try next(lines, model.unit) {
            texts.append(text)
            if texts.count == batch {
                cut += label(texts, model)
                texts = []
            }
        }
        guard lines.lineNumber > 0 else { throw DataFileError(.empty, file: file, found: "the file is empty") }
        if !texts.isEmpty { cut += label(texts, model) }
        if cut > 0 {
            let limit = model.classifier.backbone.maximumLength ?? .max
            printing.note(
                "\(cut) \(cut == 1 ? "text is" : "texts are") longer than the \(limit) tokens that the model reads at once; "
                    + (model.unit == .text ? "the rest was not read." : "read in pieces.")
            )
        }
    }

    /// The next text's words; the text as one where it is labelled as a whole.
    private func next(_ lines: LineReader, _ unit: LabelUnit) throws -> [[UInt8]]? {
        guard columns else {
            guard let line = try lines.next() else { return nil }
            guard unit == .word else { return [Array(line)] }
            return line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.map { Array($0) }
        }
        var words: [[UInt8]] = []
        while let line = try lines.next() {
            if let word = WordColumns.split(line).first {
                words.append(Array(word))
            } else if !words.isEmpty {
                return words
            }
        }
        return words.isEmpty ? nil : words
    }

    /// Prints the labels of texts.
    /// - Returns: how many were longer than the model reads at once.
    private func label(_ texts: [[[UInt8]]], _ model: LabellingModel) -> Int {
        let (labels, cut) = model.predictions(texts)
        for (words, labels) in zip(texts, labels) {
            let words = words.map { String(decoding: $0, as: UTF8.self) }
            if printing.json {
                Console.print(JSONWriter.text(json(words, labels, model.unit)))
            } else if model.unit == .text {
                for label in labels { Console.print("\(label.label)\t\(Figures.fixed(label.probability, 4))") }
            } else if !words.isEmpty {
                Console.print(zip(words, labels).map { "\($0)\t\($1.label)\n" }.joined())
            }
        }
        return cut
    }

    private func json(_ words: [String], _ labels: [LabellingModel.Prediction], _ unit: LabelUnit) -> JSONValue {
        if unit == .text, let word = words.first, let label = labels.first {
            return [
                "text": .string(word), "label": .string(label.label), "probability": .number(label.probability),
            ]
        }
        return [
            "tokens": .array(words.map { .string($0) }), "labels": .array(labels.map { .string($0.label) }),
            "probabilities": .array(labels.map { .number($0.probability) }),
        ]
    }
}
