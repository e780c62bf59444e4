import Continuo
import Foundation
import Testing

/// What someone sees who trains a model on labels and uses it.
@Suite struct LabelTests {
    private static let size = ["--layers", "1", "--width", "32", "--context", "64", "--batch-size", "8", "-q"]

    /// Texts whose label follows from one of their words.
    private static let reviews = (0..<120).map { number in
        let (word, label) = [("fine", "good"), ("awful", "bad"), ("grand", "good"), ("dull", "bad")][number % 4]
        return (text: "a \(word) film, number \(number)", label: label)
    }

    private static let csv = "text,label\n" + reviews.map { "\"\($0.text)\",\($0.label)\n" }.joined()

    /// Sentences of people and places, in columns.
    private static let columns = (0..<120).map { number in
        let person = ["Ann", "Bob", "Eve"][number % 3]
        let place = ["Rome", "New York"][number % 2].split(separator: " ").enumerated()
        return "\(person)\tB-PER\nwent O\nto O\n"
            + place.map { "\($1) X \($0 == 0 ? "B" : "I")-LOC\n" }.joined() + "\n"
    }.joined()

    private func write(_ text: String, _ name: String, in folder: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder).appending(path: name))
    }

    private func json(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

    @Test(arguments: ["gpt2", "mamba"]) func textsAreClassified(_ recipe: String) throws {
        try withFolder { folder in
            try write(Self.csv, "reviews.csv", in: folder)
            let trained = try Program.run(
                [
                    "train", "--task", "classify", "reviews.csv", "--recipe", recipe, "-o", "m", "--steps", "80",
                    "--json",
                ]
                    + ["--learning-rate", "0.01"] + Self.size,
                in: folder
            )
            #expect(trained.status == 0, "\(trained.error)")
            let result = try json(trained.output)
            #expect(try #require(result["accuracy"]?.doubleValue) > 0.95, "\(result)")
            #expect(try #require(result["macro_f1"]?.doubleValue) > 0.95)
            #expect(try #require(result["majority"]?.doubleValue) < 0.8)
            #expect(result["direction"]?.stringValue == (recipe == "gpt2" ? "bidirectional" : "causal"))

            let lines = "a dull film, number 7\n\na grand film, number 9\n"
            let labelled = try Program.run(["label", "m", "-"], in: folder, input: lines)
            let rows = labelled.output.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
            #expect(rows.count == 3 && rows[0][0] == "bad" && rows[2][0] == "good")
            #expect(rows.allSatisfy { (0.5...1).contains(Double($0[1]) ?? 0) })
            try write(lines, "lines.txt", in: folder)
            let again = try Program.run(["label", "m", "lines.txt", "--json"], in: folder)
            let objects = try again.output.split(separator: "\n").map { try json(String($0)) }
            #expect(objects.map { $0["label"]?.stringValue } == rows.map(\.[0]))
            #expect(objects[0]["text"] == "a dull film, number 7")

            let facts = try json(Program.run(["inspect", "m", "--json"], in: folder).output)
            #expect(facts["task"] == "classify" && facts["labels"] == ["bad", "good"] && facts["missing"] == [])
            for words in [["generate", "m", "--prompt", "a"], ["score", "m", "lines.txt"]] {
                let refused = try Program.run(words, in: folder)
                #expect(refused.status == 65 && refused.output.isEmpty)
                #expect(refused.error.contains("continuo label m FILE"), "\(refused.error)")
            }
            let columns = try Program.run(["label", "m", "lines.txt", "--columns"], in: folder)
            #expect(columns.status == 64 && columns.error.contains("--columns"))
        }
    }

    @Test func wordsAreLabelled() throws {
        try withFolder { folder in
            try write(Self.columns, "people.conll", in: folder)
            let train = ["train", "--task", "label", "people.conll", "-o", "m", "--steps", "120", "--json"]
            let trained = try Program.run(train + ["--learning-rate", "0.01"] + Self.size, in: folder)
            #expect(trained.status == 0, "\(trained.error)")
            let result = try json(trained.output)
            #expect(try #require(result["accuracy"]?.doubleValue) > 0.95, "\(result)")
            #expect(try #require(result["entity_f1"]?.doubleValue) > 0.95)
            #expect(result["labels"] == ["B-LOC", "B-PER", "I-LOC", "O"])

            let wanted = "Eve\tB-PER\nwent\tO\nto\tO\nNew\tB-LOC\nYork\tI-LOC\n\n"
            let labelled = try Program.run(["label", "m", "-"], in: folder, input: "Eve went to New York\n")
            #expect(labelled.output == wanted)
            let columns = try Program.run(["label", "m", "-", "--columns"], in: folder, input: wanted)
            #expect(columns.output == wanted)
            let other = try Program.run(["label", "m", "-", "--json"], in: folder, input: "Ann went to Rome\n")
            #expect(try json(other.output)["labels"] == ["B-PER", "O", "O", "B-LOC"])
        }
    }

    /// The same data as JSONL give the same model.
    @Test func formsOfTheDataAreAlike() throws {
        try withFolder { folder in
            let sentences = Self.columns.components(separatedBy: "\n\n").filter { !$0.isEmpty }
            let lines = sentences.map { sentence in
                let words = sentence.split(separator: "\n").map { $0.split { $0 == " " || $0 == "\t" } }
                let row: JSONValue = [
                    "tokens": .array(words.map { .string(String($0[0])) }),
                    "labels": .array(words.map { .string(String($0.last!)) }),
                ]
                return JSONWriter.text(row) + "\n"
            }
            try write(Self.columns, "a.conll", in: folder)
            try write(lines.joined(), "b.jsonl", in: folder)
            let reports = try ["a.conll", "b.jsonl"].map { file in
                let train = ["train", "--task", "label", file, "-o", file + ".model", "--steps", "3", "--json"]
                return try json(Program.run(train + Self.size, in: folder).output)
            }
            #expect(reports[0]["accuracy"] != nil && reports[0]["accuracy"] == reports[1]["accuracy"])
            #expect(reports[0]["macro_f1"] == reports[1]["macro_f1"])
        }
    }

    @Test func longTextsAreCounted() throws {
        try withFolder { folder in
            try write(Self.csv, "reviews.csv", in: folder)
            let words = ["train", "--task", "classify", "reviews.csv", "-o", "m", "--steps", "2", "--context", "20"]
            let trained = try Program.run(words + ["--layers", "1", "--width", "16", "--heads", "2"], in: folder)
            #expect(trained.status == 0 && trained.error.contains("reads in both directions"), "\(trained.error)")
            #expect(trained.error.contains("texts are longer than 20 tokens and cut there"), "\(trained.error)")
            #expect(trained.output.contains("most frequent label"))
        }
    }

    @Test func anInterruptionKeepsWhatWasLearnt() throws {
        try withFolder { folder in
            try write(Self.csv, "reviews.csv", in: folder)
            let words = ["train", "--task", "classify", "reviews.csv", "-o", "m", "--steps", "1000000"]
            let size = ["--layers", "1", "--width", "16", "--heads", "2", "--context", "32"]
            let stopped = try Program.run(words + size, in: folder) { $0.interrupt() }
            #expect(stopped.status == 130 && stopped.error.contains("what was learnt is kept in m"), "\(stopped.error)")
            #expect(try Program.run(["label", "m", "-"], in: folder, input: "a fine film\n").status == 0)
        }
    }

    @Test func interruptedAndResumedIsTheSame() throws {
        try withFolder { folder in
            try write(Self.csv, "reviews.csv", in: folder)
            let begun =
                ["train", "--task", "classify", "reviews.csv", "--steps", "1500", "--held-out", "0.3"] + Self.size
            let whole = try Program.run(begun + ["-o", "whole"], in: folder)
            #expect(whole.status == 0, "\(whole.error)")
            let part = try Program.run(begun.dropLast() + ["-o", "part"], in: folder) { $0.interrupt() }
            #expect(part.status == 130)
            let advice = "Go on with: continuo train --task classify --resume -o part\n"
            #expect(part.error.contains(advice), "\(part.error)")
            let resume = ["train", "--resume", "-o", "part", "--json"]
            let other = try Program.run(resume + ["--task", "label"], in: folder)
            #expect(other.status == 64 && other.error.contains("is one of --task classify"), "\(other.error)")
            let rest = try Program.run(resume + ["--task", "classify"], in: folder)
            #expect(rest.status == 0, "\(rest.error)")
            #expect(try json(rest.output)["steps"]?.intValue == 1500)
            func weights(_ name: String) throws -> [UInt8] {
                try FileSystem.read(FileSystem.join(folder, "\(name)/model.safetensors"))
            }
            #expect(try weights("whole") == weights("part"))
            #expect(!FileSystem.exists(FileSystem.join(folder, "part/training")))
        }
    }

    @Test(arguments: [
        WrongUse("train --task classify empty.csv -o x", 65, "empty.csv: the file is empty"),
        WrongUse("train --task classify head.csv -o x", 65, "head.csv: expected labelled texts, found none"),
        WrongUse("train --task classify gap.csv -o x", 65, "gap.csv: line 3: expected a label, found none"),
        WrongUse(
            "train --task classify gap.csv --label-column kind -o x",
            65,
            "gap.csv: expected a column \"kind\", found the columns \"text\", \"label\""
        ),
        WrongUse(
            "train --task classify one.csv -o x",
            65,
            "one.csv: expected at least two different labels, found \"good\" alone"
        ),
        WrongUse(
            "train --task label bad.conll -o x",
            65,
            "bad.conll: line 2: expected a word and its label, with a tab or blanks between, found one word"
        ),
        WrongUse(
            "train --task label bad.jsonl -o x",
            65,
            "bad.jsonl: line 1: expected a label for each of 2 tokens, found 1 labels"
        ),
        WrongUse(
            "train --task label one.csv --text-column a -o x",
            64,
            "--text-column does not apply to --task label."
        ),
        WrongUse("train one.csv --held-out 0.3 -o x", 64, "--held-out does not apply to --task lm."),
        WrongUse(
            "train --task classify --resume -o x",
            66,
            "x/training/checkpoint: expected a checkpoint to resume from, found nothing"
        ),
        WrongUse(
            "train --task classify --resume --held-out 0.3 -o x",
            64,
            "--held-out cannot be changed with --resume"
        ),
        WrongUse(
            "train --task classify @kjv -o x",
            64,
            "--task classify learns from a file with labels; @kjv has none."
        ),
        WrongUse("train --task classify two.csv --process masked-diffusion -o x", 64, "--process does not apply"),
        WrongUse(
            "train --task classify two.csv --set training.accumulation=2 -o x",
            64,
            "training setting \"accumulation\": expected 1 for classifiers"
        ),
        WrongUse("label nowhere -", 66, "nowhere: expected a model, found nothing of that name"),
    ])
    func errorsNameTheirPlaceAndMakeNothing(_ use: WrongUse) throws {
        try withFolder { folder in
            for (name, text) in [
                ("empty.csv", ""), ("head.csv", "text,label\n"), ("gap.csv", "text,label\na,good\nb,\n"),
                ("one.csv", "text,label\na,good\nb,good\n"), ("two.csv", "text,label\na,good\nb,bad\n"),
                ("bad.conll", "a\tX\nb\n"), ("bad.jsonl", "{\"tokens\": [\"a\", \"b\"], \"labels\": [\"X\"]}\n"),
            ] { try write(text, name, in: folder) }
            let before = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            let result = try Program.run(use.line.split(separator: " ").map(String.init), in: folder)
            #expect(result.status == use.status)
            #expect(result.error.hasPrefix("continuo: error: \(use.message)"), "\(result.error)")
            #expect(result.output.isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == before)
        }
    }
}
