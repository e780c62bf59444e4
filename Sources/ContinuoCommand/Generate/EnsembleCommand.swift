import ArgumentParser
import Continuo

/// `continuo ensemble`.
struct EnsembleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ensemble",
        abstract: "Let several models of any vocabularies write or score a text together, byte by byte.",
        discussion: """
            Example: continuo ensemble smollm2 gemma3 --space bytes --prompt "In the begin" --max-tokens 40

            Each model's probabilities of tokens become exact probabilities of the next byte, and these are put together.
            """
    )

    /// What the models have in common.
    enum Space: String, ExpressibleByArgument, CaseIterable { case bytes }

    @Argument(help: "Two models or more: folders, GGUF files, n-gram models, names of models that were pulled.")
    var models: [String]
    @Option(help: "What the models agree on: bytes.") var space = Space.bytes
    @Option(help: "Weights, such as 2,1 (default: equal).") var weights: String?
    @Option(help: "mixture: mean of probabilities; product: mean of logarithms.") var rule = ByteEnsemble.Rule.mixture
    @Option(help: "The text to go on from.") var prompt: String?
    @Option(help: "Score this file in place of writing; - for standard input.") var score: String?
    @Option(help: "The greatest number of bytes.") var maxTokens = 128
    @OptionGroup(title: "Sampling") var sampling: SamplingOptions
    @OptionGroup(title: "Loading") var loading: LoadingOptions
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        guard models.count >= 2 else { throw ValidationError("Name two models or more.") }
        guard maxTokens > 0 else { throw ValidationError("--max-tokens \(maxTokens): expected 1 or more.") }
        guard prompt == nil || score == nil else { throw ValidationError("Give --prompt or --score, not both.") }
        guard sampling.draft == nil else { throw ValidationError("--draft does not apply to an ensemble.") }
        _ = try numbers()
    }

    private func numbers() throws -> [Double]? {
        guard let weights else { return nil }
        let numbers = weights.split(separator: ",").compactMap { Double($0) }
        guard numbers.count == models.count, numbers.allSatisfy({ $0 > 0 && $0.isFinite }) else {
            throw ValidationError(
                "--weights \(weights): expected \(models.count) positive numbers with commas between."
            )
        }
        return numbers
    }

    func run() throws {
        let parts = try models.map { try ModelLoader.load($0, loading.options) }
        let ensemble = try ByteEnsemble(
            parts.map { ByteExactModel($0.model, $0.tokeniser) },
            weights: numbers(),
            rule: rule
        )
        if let score {
            let bytes = try TextInput.read(score)
            let tokens = ByteExactModel.tokeniser.encode(bytes)
            let result = ScoreResult(try ensemble.score(tokens), tokens: tokens, bytes: bytes.count)
            if printing.json { printing.print(result.json(perToken: false)) } else { Console.print(result.text) }
            return
        }
        Interruption.listenWhileStreaming()
        let settings = sampling.settings(maximumTokens: maxTokens)
        var random = settings.makeRandomStream()
        let printing = printing
        let report = try generate(
            ensemble.makeSession(rows: 1),
            prompt: ByteExactModel.tokeniser.encode(prompt ?? ""),
            settings: settings,
            tokeniser: ByteExactModel.tokeniser,
            speculation: nil,
            using: &random,
            onPiece: { if !printing.json { Console.stream($0.text) } },
            isCancelled: { Interruption.isRequested }
        )
        if printing.json { printing.print(report.json) } else { Console.print("") }
        if Interruption.isRequested { throw CommandError(.interrupted) }
    }
}

extension ByteEnsemble.Rule: ExpressibleByArgument {}
