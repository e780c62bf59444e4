import ContinuoAnalysis
import ContinuoBackbones
import ContinuoDecoding
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining
import Foundation

/// The non-monotonic self-terminating head (Choi et al. 2022) against the plain softmax and the self-terminating head.
struct NonMonotonicTerminationReproduction: Reproduction {
    let id = "nmst"
    let claim = """
        A word-level two-layer LSTM of King James chapters with the nmst head, ε = 1e-3, ends every continuation of a \
        10-word prompt within 1500 words under greedy, top-2, nucleus-0.2 and beam-2 decoding, while the softmax head \
        fails to for at least two of them; its perplexity is within 2 % of the softmax head's and below that of st.
        """
    let command = "continuo analyse termination MODEL FILE --decoder greedy --max 1500"

    /// The claim's ε.
    private static let epsilon = 1e-3
    /// The publication's grid.
    private static let grid = [5e-4, 1e-4, 5e-5, 1e-5]
    /// Those of the grid that are trained too, to see where perplexity meets termination.
    private static let trained = [1e-4, 1e-5]
    private static let decoders: [TerminationDecoder] = [.greedy, .topK(2), .nucleus(0.2), .beam(2)]

    /// A head; nil for the plain softmax.
    private struct Arm: Hashable {
        var kind: TerminationHead.Kind?
        var epsilon = NonMonotonicTerminationReproduction.epsilon

        static let softmax = Arm(kind: nil)
        static let st = Arm(kind: .selfTerminating)
        static let nmst = Arm(kind: .nonMonotonic)

        var name: String { kind.map { "\($0.rawValue), ε = \(Figure.text(epsilon))" } ?? "softmax" }

        /// As the fixture's file is called.
        var file: String { "kjv-words-\(kind?.rawValue ?? "softmax")" }

        func process() -> Autoregressive {
            var process = Autoregressive(start: WordChapters.end)
            process.termination = kind.map { TerminationHead($0, epsilon: epsilon, end: WordChapters.end) }
            return process
        }
    }

    private struct Outcome {
        var perplexity: Double
        var ratios: [Double]
        var lengths: [Double]
    }

    func run(on bench: Workbench) throws -> Evidence {
        let words = try WordChapters(KingJamesCorpus(), vocabulary: bench.budget.choose(quick: 1000, full: 6000))
        let grid = Self.trained.map { Arm(kind: .nonMonotonic, epsilon: $0) }
        let arms: [Arm] = bench.budget.choose(quick: [.softmax, .nmst], full: [.softmax, .st, .nmst] + grid)
        var outcomes: [Arm: Outcome] = [:]
        for arm in arms { outcomes[arm] = try measure(arm, words, bench) }
        guard let softmax = outcomes[.softmax], let nmst = outcomes[.nmst] else { return Evidence(rows: []) }
        let limit = maximumLength(bench)
        var rows = zip(Self.decoders, nmst.ratios).enumerated().map { index, pair in
            Evidence.Row(
                "nmst: share of prompts not ended within \(limit) words, \(pair.0.text)",
                ours: pair.1,
                baseline: softmax.ratios[index],
                target: .atMost(0)
            )
        }
        var notes = arms.compactMap { arm in outcomes[arm].map { describe(arm, $0) } }
        notes += clockNotes(words, softmax.perplexity, bench)
        guard let st = outcomes[.st] else {
            notes.append("The failures of the softmax head and the perplexities are claims of the full run.")
            return Evidence(rows: rows, notes: notes)
        }
        rows += [
            .init(
                "softmax: decoders that leave a prompt unended",
                ours: Double(softmax.ratios.count { $0 > 0 }),
                target: .atLeast(2)
            ),
            .init(
                "perplexity on the last 5 % of the verses",
                ours: nmst.perplexity,
                baseline: softmax.perplexity,
                target: .atMostTimes(1.02)
            ),
            .init(
                "perplexity against the st head",
                ours: nmst.perplexity,
                baseline: st.perplexity,
                target: .belowBaseline
            ),
        ]
        return Evidence(rows: rows, notes: notes)
    }

    private func describe(_ arm: Arm, _ outcome: Outcome) -> String {
        let found = zip(Self.decoders, zip(outcome.lengths, outcome.ratios)).map { decoder, figures in
            "\(decoder.text) \(Figure.text(figures.0)) (\(Figure.text(100 * figures.1)) % unended)"
        }
        return "\(arm.name): test perplexity \(Figure.text(outcome.perplexity)); mean length "
            + found.joined(separator: ", ")
    }

    /// What the lower bound of the end's probability costs by itself: every word but the end carries the factor (1 − ε)^t,
    /// whatever the network has learnt. It follows from the texts' lengths alone.
    private func clockNotes(_ words: WordChapters, _ softmax: Double, _ bench: Workbench) -> [String] {
        let test = scored(words, bench)
        let count = test.reduce(0) { $0 + $1.count }
        // 1 … n − 1 are the positions of a chapter's words; the end pays nothing.
        let clock = test.reduce(0) { $0 + $1.count * ($1.count - 1) / 2 }
        let mean = Double(clock) / Double(count)
        let factors = ([Self.epsilon] + Self.grid).map { epsilon in
            "\(Figure.text(epsilon)): \(Figure.text(exp(-mean * log1p(-epsilon))))"
        }
        // Greedy decoding must end once the bound passes one half.
        let ends = -expm1(-log(2.0) / Double(maximumLength(bench)))
        let cheap = -expm1(-log(1.02) / mean)
        let least = softmax * exp(-mean * log1p(-Self.epsilon))
        return [
            "The clock counts from the chapter's start in training and in generation, the prompt included.",
            "The bound's own price: a word at position t costs −t·ln(1 − ε) nats more than under the softmax head. Test "
                + "chapters have words at \(Figure.text(mean)) on average, so perplexity is at least so many times that of the "
                + "head's own softmax: \(factors.joined(separator: ", ")).",
            "The bound by itself ends greedy decoding within \(maximumLength(bench)) words from ε = \(Figure.text(ends)) on, "
                + "and costs 2 % from ε = \(Figure.text(cheap)) on: on chapters of this length the figure that is asked for "
                + "perplexity is wrong at ε = \(Figure.text(Self.epsilon)), where a network as good as the softmax head's "
                + "reaches \(Figure.text(least)).",
        ]
    }

    private func scored(_ words: WordChapters, _ bench: Workbench) -> [[Int32]] {
        let test = words.chapters[.test] ?? []
        return bench.budget.choose(quick: Array(test.prefix(4)), full: test)
    }

    private func maximumLength(_ bench: Workbench) -> Int { bench.budget.choose(quick: 1000, full: 1500) }

    private func measure(_ arm: Arm, _ words: WordChapters, _ bench: Workbench) throws -> Outcome {
        let process = arm.process()
        let backbone = try train(process, arm, words, bench)
        bench.progress("\(arm.name): measuring")
        let test = words.chapters[.test] ?? []
        let scored = scored(words, bench)
        let scores = try process.score(backbone, scored)
        let tokens = scored.reduce(0) { $0 + $1.count }
        let total: Double = scores.reduce(0) { $0 + $1.total }
        let nats: Double = -total / Double(tokens)
        let perplexity: Double = exp(nats)
        let prompts = test.filter { $0.count > 20 }.prefix(bench.budget.choose(quick: 4, full: 24)).map {
            Array($0.prefix(10))
        }
        let results = try Self.decoders.map { decoder in
            try measureTermination(
                { try process.makeSession(backbone, rows: $0) },
                prompts: decoder == .beam(2) ? Array(prompts.prefix(bench.budget.choose(quick: 1, full: 12))) : prompts,
                decoder: decoder,
                end: WordChapters.end,
                maximumLength: maximumLength(bench)
            )
        }
        return Outcome(
            perplexity: perplexity,
            ratios: results.map(\.nonTerminationRatio),
            lengths: results.map(\.meanLength)
        )
    }

    /// Every arm has the same network, initial weights, chapters in the same order, and steps.
    private func train(
        _ process: Autoregressive,
        _ arm: Arm,
        _ words: WordChapters,
        _ bench: Workbench
    ) throws -> any Backbone {
        var initialiser = Initialiser(seed: 1)
        let width = bench.budget.choose(quick: 32, full: 128)
        let family = try FamilyRegistry.recipe(
            "lstm",
            vocabularySize: words.vocabularySize,
            overrides: ["layers": 2, "width": .integer(width)]
        )
        let backbone = try family.backbone(.causal, &initialiser)
        let rowsPerBatch = bench.budget.choose(quick: 4, full: 8)
        var configuration = TrainingConfiguration()
        configuration.steps = bench.budget.choose(quick: 25, full: 420)
        configuration.optimiser.learningRate = 4e-3
        configuration.schedule.warmup = (configuration.steps ?? 0) / 10
        let chapters = words.chapters[.train] ?? []
        try bench.fixtures.prepare(
            backbone,
            name: arm.file,
            recipe: "\(process) \(configuration), \(rowsPerBatch) chapters, \(words.vocabularySize) words, version 1"
        ) {
            let order = Batches(chapters, rows: rowsPerBatch, limit: bench.budget.choose(quick: 200, full: 1200))
            try fit(backbone.parameters, configuration, progress: { bench.progress("\(arm.name): \($0)") }) {
                step,
                random in
                try process.loss(
                    backbone,
                    order.batch(step),
                    ObjectiveOptions(random: random, isTraining: true)
                )
            }
        }
        return backbone
    }

    /// Whole chapters of like lengths in one batch, batches in random order.
    private struct Batches {
        private let batches: [[[Int32]]]

        /// - Parameter limit: words of a chapter that are read.
        init(_ chapters: [[Int32]], rows: Int, limit: Int) {
            var random = RandomStream(seed: 1).split("chapters")
            let sorted = chapters.sorted { $0.count < $1.count }.map { [WordChapters.end] + $0.prefix(limit) }
            let groups = stride(from: 0, to: sorted.count, by: rows).map {
                Array(sorted[$0..<min($0 + rows, sorted.count)])
            }
            batches = random.permutation(groups.count).map { groups[$0] }
        }

        func batch(_ step: Int) -> SequenceBatch {
            let rows = batches[step % batches.count]
            let length = rows.map(\.count).max() ?? 0
            let tokens = rows.flatMap { $0 + [Int32](repeating: WordChapters.end, count: length - $0.count) }
            let weights = rows.flatMap { row in (0..<length).map { Float($0 < row.count ? 1 : 0) } }
            return SequenceBatch(
                tokens: Tensor(tokens, shape: [rows.count, length]),
                weights: Tensor(weights, shape: [rows.count, length])
            )
        }
    }
}
