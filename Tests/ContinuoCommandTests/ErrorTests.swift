import Foundation
import Testing

@testable import ContinuoCommand

/// A wrong command line and what it must end with.
struct WrongUse: CustomTestStringConvertible, Sendable {
    let line: String
    let status: Int32
    let message: String

    init(_ line: String, _ status: Int32, _ message: String) {
        self.line = line
        self.status = status
        self.message = message
    }

    var testDescription: String { line }

    static let all: [WrongUse] = [
        WrongUse("train --data @sunspots", 64, "-o DIR is missing: the folder for the model."),
        WrongUse("train missing.txt -o x", 66, "missing.txt: there is no such file or folder. Check the path"),
        WrongUse("train empty.txt -o x", 65, "empty.txt: the file is empty. Was its download or copy interrupted?"),
        WrongUse(
            "train short.txt -o x",
            65,
            "short.txt: has 6 tokens, but one window needs 257 (the context and one more). "
                + "Use a longer text or a shorter context."
        ),
        WrongUse(
            "train latin.txt --representation characters -o x",
            65,
            "latin.txt: byte 4: expected UTF-8 text, found bytes that are not UTF-8. Convert the file to UTF-8, or use the "
                + "representation \"bytes\", which takes any file"
        ),
        WrongUse(
            "train short.txt --steps ten -o x",
            64,
            "The value 'ten' is invalid for '--steps <steps>'. "
                + "See 'continuo train --help' for more information."
        ),
        WrongUse(
            "train short.txt --set steps -o x",
            64,
            "--set steps: expected key=value, such as training.accumulation=2."
        ),
        WrongUse(
            "train short.txt --heads 5 --width 16 -o x",
            64,
            "model.n_embd: expected a multiple of n_head (5), found 16"
        ),
        WrongUse(
            "train --data @nope -o x",
            64,
            "@nope: no such built-in data set; known are @kjv, @kjv-chapters, @phix174, @sunspots."
        ),
        WrongUse(
            "train short.txt --data @sunspots -o x",
            64,
            "The data are named twice, short.txt and --data @sunspots; name them once."
        ),
        WrongUse(
            "train --resume -o nowhere",
            66,
            "nowhere/training/checkpoint: expected a checkpoint to resume from, found nothing. "
                + "Leave --resume out to begin a new run."
        ),
        WrongUse(
            "generate nowhere --prompt a",
            66,
            "nowhere: expected a model, found nothing of that name. Names that `continuo pull` knows: smollm2, gemma3"
        ),
        WrongUse(
            "score short.txt short.txt",
            65,
            "short.txt: expected one of: a folder with model.ngram and tokenizer.json; "
                + "a folder with model.skip and tokenizer.json; a folder with chunks.json and tokenizer.json; "
                + "a folder with hmm.json and tokenizer.json; a folder with grammar.json and tokenizer.json; "
                + "a folder with config.json, model.safetensors and tokenizer.json; a GGUF file; an ARPA file; "
                + "a binary n-gram model of bytes, found a file of something else"
        ),
        WrongUse("ngram train nowhere -o n", 66, "nowhere: there is no such file or folder. Check the path"),
        WrongUse(
            "ngram train empty.txt -o n",
            65,
            "empty.txt: the file is empty. Was its download or copy interrupted?"
        ),
        WrongUse(
            "chunks list nowhere",
            66,
            "nowhere: expected a model, found nothing of that name. Names that `continuo pull` knows: smollm2, gemma3"
        ),
        WrongUse("inspect nowhere", 66, "nowhere: expected a file or a folder, found nothing"),
        WrongUse(
            "convert nowhere else",
            66,
            "nowhere: expected a model, found nothing of that name. Names that `continuo pull` knows: smollm2, gemma3"
        ),
        WrongUse("tokenise --text a -o x", 64, "-o is for --train; results go to standard output otherwise."),
        WrongUse("tokenise --decode --text 999", 65, "--text: \"999\" is no token id; expected ids in 0 ..< 256."),
    ]
}

@Suite struct ErrorTests {
    @Test(arguments: WrongUse.all) func errorIsOneLineWithItsStatusAndMakesNothing(_ use: WrongUse) throws {
        try withFolder { folder in
            for (name, bytes) in [
                ("empty.txt", []), ("short.txt", Array("short\n".utf8)), ("latin.txt", [97, 98, 99, 32, 0xFF]),
            ] {
                try Data(bytes).write(to: URL(fileURLWithPath: folder).appending(path: name))
            }
            let before = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            let result = try Program.run(use.line.split(separator: " ").map(String.init), in: folder)
            #expect(result.error == "continuo: error: \(use.message)\n")
            #expect(result.status == use.status)
            #expect(result.output.isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == before)
        }
    }

    @Test func unknownCommandNamesTheLikelyOne() throws {
        let report = try withFolder { try Program.run(["trian"], in: $0) }
        #expect(report.status == 64)
        #expect(report.error.hasPrefix("continuo: error: There is no command \"trian\". Did you mean \"train\"?"))
    }

    @Test func recipeErrorsNameFileLineAndKey() throws {
        try withFolder { folder in
            func error(_ recipe: String) throws -> Program.Result {
                try Data(recipe.utf8).write(to: URL(fileURLWithPath: folder).appending(path: "r.yaml"))
                return try Program.run(["train", "--data", "@sunspots", "--recipe", "r.yaml", "-o", "x"], in: folder)
            }
            let unknown = try error("recipe: gpt2\ntraining:\n  stps: 20\n")
            #expect(unknown.status == 65)
            #expect(unknown.error.hasPrefix("continuo: error: r.yaml: line 3, training.stps: expected one of"))
            let type = try error("recipe: gpt2\ntraining:\n  steps: many\n")
            #expect(type.status == 65)
            #expect(type.error.hasPrefix("continuo: error: r.yaml: line 3, training.steps: "))
            let model = try error("recipe: gpt2\nmodel:\n  lyers: 2\n")
            #expect(model.status == 65)
            #expect(model.error.hasPrefix("continuo: error: r.yaml: line 3, model.lyers: expected one of the settings"))
        }
    }
}
