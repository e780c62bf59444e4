import ArgumentParser
import Continuo
import Foundation

/// `continuo score`.
struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Tell how probable a text is under a model, in nats, bits per byte and perplexity.",
        discussion: """
            Example: echo "In the beginning" | continuo score continuo-demo -

            A likelihood that is a bound is labelled as one: the true figure is at most that.
            """
    )

    @Argument(help: "A model's folder, a GGUF file, an n-gram model, or the name of a model that was pulled.")
    var model: String
    @Argument(help: "A text file, or - for standard input.") var file: String
    @Flag(help: "Tell the log-probability of each token.") var perToken = false
    @Flag(help: "Tell the log-probability of each byte; needs --exact.") var perByte = false
    @Flag(help: "Score the bytes over all ways to encode them, not the one encoding of the tokeniser.") var exact =
        false
    @OptionGroup var adaptation: DynamicOptions
    @OptionGroup(title: "Loading") var loading: LoadingOptions
    @OptionGroup var printing: OutputOptions

    func run() throws {
        guard exact || !perByte else { throw CommandError.usage("--per-byte needs --exact.") }
        guard !exact || adaptation.dynamic == nil else {
            throw CommandError.usage("--exact does not go with --dynamic.")
        }
        let given = try ModelLoader.load(model, try loadOptions())
        let loaded = exact ? given.byteExact : given
        let bytes = try TextInput.read(file)
        let tokens = loaded.tokeniser.encode(bytes)
        let scoring: any ScoringModel = try adaptation.scorer(for: loaded) ?? loaded.model
        let score = try scoring.score(tokens)
        let result = ScoreResult(score, tokens: tokens, bytes: bytes.count)
        if printing.json {
            printing.print(result.json(perToken: perToken || perByte))
        } else {
            if perToken || perByte { Console.print(result.tokenLines(loaded.tokeniser)) }
            Console.print(result.text)
        }
    }
}

extension ScoreCommand {
    /// Adaptation changes the weights, which must be float32 then.
    private func loadOptions() throws -> LoadOptions {
        var options = loading.options
        if adaptation.dynamic != nil { options.weights = .float32 }
        return options
    }
}

/// A score in all units.
struct ScoreResult {
    let score: SequenceScore
    let tokens: [Int32]
    let bytes: Int

    init(_ score: SequenceScore, tokens: [Int32], bytes: Int) {
        self.score = score
        self.tokens = tokens
        self.bytes = bytes
    }

    /// Negative log-likelihood in nats.
    var nats: Double { 0 - score.total }
    var bitsPerByte: Double { nats / log(2) / Double(max(bytes, 1)) }
    /// Of a token.
    var perplexity: Double { exp(nats / Double(max(tokens.count, 1))) }

    func json(perToken: Bool) -> JSONValue {
        var json: JSONValue = [
            "kind": .string(score.kind.rawValue), "nats": .number(nats), "bits_per_byte": .number(bitsPerByte),
            "perplexity": .number(perplexity), "token_count": .integer(tokens.count), "byte_count": .integer(bytes),
        ]
        if perToken {
            json["tokens"] = .array(tokens.map { .integer(Int($0)) })
            json["logprobs"] = .array(score.logProbabilities.map { .number($0) })
        }
        return json
    }

    var text: String {
        let bound = score.kind == .bound ? "at most " : ""
        var table = Table()
        table.add("text", "\(bytes) bytes, \(tokens.count) tokens")
        table.add("nats", bound + Figures.fixed(nats, 2))
        table.add("bits per byte", bound + Figures.fixed(bitsPerByte, 4))
        table.add("perplexity", bound + Figures.fixed(perplexity, 3) + " a token")
        table.add("kind", score.kind == .bound ? "bound (of the likelihood, from below)" : "exact")
        return table.text
    }

    func tokenLines(_ tokeniser: any Tokeniser) -> String {
        var table = Table(right: [0, 1])
        for (token, logProbability) in zip(tokens, score.logProbabilities) {
            table.add(Figures.fixed(logProbability, 4), "\(token)", TokenText.visible(tokeniser, token))
        }
        return table.text
    }
}

/// A token's text on one line.
enum TokenText {
    static func visible(_ tokeniser: any Tokeniser, _ token: Int32) -> String {
        if let name = tokeniser.specialTokens.text(of: token) { return name }
        let bytes = tokeniser.bytes(of: token)
        guard FileSystem.firstInvalidUTF8(bytes) == nil else {
            return bytes.map { "\\x" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        return JSONWriter.text(.string(String(decoding: bytes, as: UTF8.self)))
    }
}
