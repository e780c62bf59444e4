import ArgumentParser
import Continuo
import Foundation

/// `continuo ngram score`.
struct NGramScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Tell the perplexity of a text under an n-gram model, document by document.",
        discussion: """
            Example: continuo ngram score sunspot-ngrams notes.txt --lines

            Each document is scored from its beginning to its end, which counts as a token where the model has one. Unknown words \
            are counted, and the perplexity is told with and without them.
            """
    )

    @Argument(help: "An n-gram model: a folder, a binary file or an ARPA file.") var model: String
    @Argument(help: "A text file, or - for standard input.") var file: String
    @Flag(help: "Each line is a document of its own.") var lines = false
    @OptionGroup var printing: OutputOptions

    func run() throws {
        let loaded = try ModelLoader.load(model)
        let end = NGramArgument.endToken(of: loaded.model)
        let documents = try NGramDocuments.read(file, loaded.tokeniser, lines: lines, end: end)
        let unknown = loaded.tokeniser.specialTokens.id(of: .unknown)
        var (nats, known, tokens, unknowns) = (0.0, 0.0, 0, 0)
        for document in documents {
            let score = try loaded.model.score(document)
            for (token, logProbability) in zip(document, score.logProbabilities) {
                nats -= logProbability
                tokens += 1
                if token == unknown { unknowns += 1 } else { known -= logProbability }
            }
        }
        let perplexity = exp(nats / Double(max(tokens, 1)))
        let knownPerplexity = exp(known / Double(max(tokens - unknowns, 1)))
        if printing.json {
            printing.print([
                "documents": .integer(documents.count), "tokens": .integer(tokens), "unknown": .integer(unknowns),
                "nats": .number(nats), "perplexity": .number(perplexity),
                "perplexity_without_unknown": .number(knownPerplexity),
            ])
        } else {
            var table = Table()
            table.add("documents", "\(documents.count), \(tokens) tokens, \(unknowns) unknown")
            table.add("nats", Figures.fixed(nats, 2))
            table.add("perplexity", Figures.fixed(perplexity, 3) + " a token")
            table.add("without unknown", Figures.fixed(knownPerplexity, 3) + " a token")
            Console.print(table.text)
        }
    }
}

/// `continuo ngram sample`.
struct NGramSampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Draw texts from an n-gram model, from the beginning of a document to its end.",
        discussion: "Example: continuo ngram sample sunspot-ngrams --count 3 --max-tokens 40 --seed 1"
    )

    @Argument(help: "An n-gram model: a folder, a binary file or an ARPA file.") var model: String
    @Option(help: "Number of texts.") var count = 1
    @Option(help: "The greatest number of tokens of a text.") var maxTokens = 256
    @Option(help: "Seed of the draws.") var seed: UInt64?
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        guard count >= 1, maxTokens >= 1 else { throw ValidationError("--count and --max-tokens take numbers from 1.") }
    }

    func run() throws {
        let loaded = try ModelLoader.load(model)
        var settings = SamplingSettings()
        settings.maximumTokens = maxTokens
        settings.seed = seed
        var random = settings.makeRandomStream()
        var texts: [JSONValue] = []
        for _ in 0..<count {
            let report = try generate(
                try loaded.model.makeSession(rows: 1),
                prompt: [],
                settings: settings,
                tokeniser: loaded.tokeniser,
                using: &random
            )
            let text = String(decoding: loaded.tokeniser.decode(report.tokens), as: UTF8.self)
            if printing.json { texts.append(.string(text)) } else { Console.print(text) }
        }
        if printing.json { printing.print(.array(texts)) }
    }
}

/// Documents as n-gram models take them.
enum NGramDocuments {
    /// The documents of a text, each with its end.
    static func read(_ path: String, _ tokeniser: any Tokeniser, lines: Bool, end: Int32?) throws -> [[Int32]] {
        let bytes = try TextInput.read(path)
        let boundary: DocumentBoundary = lines || ARPAVocabulary.names(tokeniser) != nil ? .line : .file
        return bytes.withUnsafeBufferPointer { boundary.ranges(in: $0) }.map {
            tokeniser.encode(Array(bytes[$0])) + (end.map { [$0] } ?? [])
        }
    }
}
