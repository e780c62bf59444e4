import Continuo
import Foundation
import Testing

@testable import ContinuoCommand

/// What a user does with n-gram and chunk models, one command after another.
@Suite struct NGramWalkTests {
    private static let text = (0..<200).map { index in
        ["the cat sat on the mat", "a dog sat on a log", "the dog saw the cat", "seventeen \(index % 7) birds flew"][
            index % 4
        ]
    }.joined(separator: "\n")

    private func json(_ text: String) throws -> JSONValue { try JSONParser.parse(text) }

    @Test func wordsFromStandardInputGoThroughEveryForm() throws {
        try withFolder { folder in
            let train = ["ngram", "train", "--tokeniser", "words", "--all", "--order", "3", "-q"]
            for output in ["n", "n.arpa"] {
                let trained = try Program.run(train + ["-o", output], in: folder, input: Self.text)
                #expect(trained.status == 0, "\(trained.error)")
            }
            for output in [["m", "--mapped"], ["again"]] {
                let converted = try Program.run(["ngram", "convert", "n.arpa", "-o"] + output, in: folder)
                #expect(converted.status == 0, "\(converted.error)")
            }
            let heldOut = "the cat saw a zebra\n\na dog sat\n"
            func score(_ model: String) throws -> JSONValue {
                let score = try Program.run(["ngram", "score", model, "-", "--json"], in: folder, input: heldOut)
                #expect(score.status == 0, "\(score.error)")
                return try json(score.output)
            }
            let whole = try score("n")
            #expect(whole["documents"] == 2 && whole["tokens"] == 10 && whole["unknown"] == 1)
            let nats = try #require(whole["nats"]?.doubleValue)
            for other in ["n.arpa", "m", "again"] {
                #expect(abs(try #require(try score(other)["nats"]?.doubleValue) - nats) < 1e-3, "\(other)")
            }
            let arguments = ["ngram", "sample", "m", "--count", "3", "--seed", "5"]
            let first = try Program.run(arguments, in: folder)
            #expect(first.status == 0 && first.output.split(separator: "\n").count == 3, "\(first.error)")
            #expect(try Program.run(arguments, in: folder).output == first.output)
            let words = Set(first.output.split { $0 == " " || $0 == "\n" })
            #expect(words.isSubset(of: Set(Self.text.split { $0 == " " || $0 == "\n" })))
            let facts = try json(Program.run(["inspect", "m", "--json"], in: folder).output)
            #expect(facts["kind"] == "n-gram model" && facts["order"] == 3)
        }
    }

    @Test func littleMemoryMakesTheSameModel() throws {
        try withFolder { folder in
            let text = (0..<40_000).map { "\($0 &* 7919 % 997) \($0 % 13)" }.joined(separator: "\n")
            for (memory, output) in [("1M", "small.arpa"), ("2G", "large.arpa")] {
                let train = ["ngram", "train", "--tokeniser", "words", "--all", "--memory", memory, "-o", output, "-q"]
                #expect(try Program.run(train, in: folder, input: text).status == 0)
            }
            func bytes(_ name: String) throws -> Data {
                try Data(contentsOf: URL(fileURLWithPath: folder).appending(path: name))
            }
            #expect(try bytes("small.arpa") == bytes("large.arpa"))
            let refused = try Program.run(["ngram", "train", "--memory", "1", "-o", "x"], in: folder, input: "a")
            #expect(refused.status == 64 && refused.error.contains("--memory"))
        }
    }

    @Test func modelsWithGapsAreUsedLikeOthers() throws {
        try withFolder { folder in
            let train = ["ngram", "train", "@sunspots", "--model", "skip", "--order", "3", "-o", "s", "-q"]
            let trained = try Program.run(train, in: folder)
            #expect(trained.status == 0, "\(trained.error)")
            let score = try json(
                Program.run(["score", "s", "-", "--json"], in: folder, input: "1850-01,99.1\n").output
            )
            #expect(score["kind"] == "exact")
            let generate = ["generate", "s", "--prompt", "1850", "--max-tokens", "8", "--seed", "1", "--json"]
            #expect(try json(Program.run(generate, in: folder).output)["tokens"]?.arrayValue?.count == 8)
            try Data("1850-01,99.1\n".utf8).write(to: URL(fileURLWithPath: folder).appending(path: "t.txt"))
            #expect(try Program.run(["compress-file", "s", "t.txt", "-q"], in: folder).status == 0)
            #expect(
                try Program.run(["decompress-file", "s", "t.txt.cntz", "-o", "u.txt", "-q"], in: folder).status == 0
            )
            #expect(
                try Data(contentsOf: URL(fileURLWithPath: folder).appending(path: "u.txt"))
                    == Data("1850-01,99.1\n".utf8)
            )
            #expect(try json(Program.run(["inspect", "s", "--json"], in: folder).output)["patterns"] == 4)
            let refused = try Program.run(["ngram", "prune", "s", "-o", "x"], in: folder)
            #expect(refused.status == 65 && refused.error.contains("skip n-gram"))
        }
    }

    @Test func twoModelsAreMixed() throws {
        try withFolder { folder in
            let train = ["ngram", "train", "--all", "--order", "3", "-q", "-o"]
            #expect(try Program.run(train + ["a"], in: folder, input: Self.text).status == 0)
            #expect(try Program.run(train + ["b"], in: folder, input: "zzz zz z").status == 0)
            let mix = ["ngram", "interpolate", "a", "b", "-o"]
            let chosen = try Program.run(
                mix + ["c", "--held-out", "-", "--json"],
                in: folder,
                input: "the cat sat on a log\n"
            )
            #expect(chosen.status == 0, "\(chosen.error)")
            #expect(try #require(try json(chosen.output)["share"]?.doubleValue) > 0.9)
            for wrong in [[], ["--share", "2"], ["--share", "0.5", "--held-out", "a"]] {
                #expect(try Program.run(mix + ["d"] + wrong, in: folder).status == 64)
            }
        }
    }

    @Test func chunksAreLearntAndShown() throws {
        try withFolder { folder in
            try Data(Self.text.utf8).write(to: URL(fileURLWithPath: folder).appending(path: "t.txt"))
            let learnt = try Program.run(["chunks", "learn", "t.txt", "-o", "c", "-q", "--json"], in: folder)
            #expect(learnt.status == 0, "\(learnt.error)")
            let facts = try json(learnt.output)
            #expect(try #require(facts["parse_length"]?.intValue) < #require(facts["tokens"]?.intValue) / 3)
            let lines = try Program.run(["chunks", "parse", "c", "-"], in: folder, input: "the dog sat").output
            let pieces = lines.split(separator: "\n").compactMap { try? JSONParser.parse(String($0)).stringValue }
            #expect(pieces.joined() == "the dog sat" && pieces.count < 11)
            let opened = try Program.run(
                ["chunks", "parse", "c", "-", "--level", "50"],
                in: folder,
                input: "the dog sat"
            )
            #expect(opened.output.split(separator: "\n").count == 11)
            #expect(try Program.run(["chunks", "list", "c"], in: folder).output.contains("C0 = "))
            #expect(try json(Program.run(["score", "c", "t.txt", "--json"], in: folder).output)["kind"] == "exact")
            #expect(try Program.run(["chunks", "list", "t.txt"], in: folder).status == 65)
        }
    }
}
