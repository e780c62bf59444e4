import ContinuoDecoding
import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTensor
import Foundation

/// A generalised language model of skipped n-grams (Pickhardt et al. 2014) against modified Kneser–Ney of the same order.
struct SkipKneserNeyReproduction: Reproduction {
    let id = "skip-kneser-ney"
    let claim = """
        Distributions sum to one to 1e-9 over 1,000 contexts, seen and unseen, for all three weightings; with all weight on the \
        first token's skip the model is modified Kneser–Ney to 1e-10. On the King James Bible and on another text of at least \
        0.7 MB (sentences split 80 to 20, words seen once unknown) learnt weights have a perplexity at least 2 % below modified \
        Kneser–Ney at n = 5, and at least 0.5 % at n = 3.
        """
    let command = "continuo ngram train FILE --model skip --skip-weights learned -o MODEL"

    func run(on bench: Workbench) throws -> Evidence {
        var evidence = Evidence(
            rows: [],
            notes: ["Sentences with their ends; the weights are learnt from a tenth of the training part, one seed."]
        )
        let isFull = bench.budget == .full
        let bible = try SentenceTexts.bible(limit: isFull ? .max : 6000)
        try laws(of: bible, &evidence, bench)
        try judge(bible, orders: isFull ? [3, 5] : [3], &evidence, bench)
        guard isFull else { return evidence }
        do {
            let manuals = try SentenceTexts.manuals()
            try judge(manuals, orders: [3, 5], &evidence, bench)
        } catch let error as DatasetError {
            evidence.rows.append(
                .notRun(
                    "manual pages, n = 5: perplexity, learnt",
                    target: .atMostTimes(0.98),
                    reason: "\(error)"
                )
            )
        }
        return evidence
    }

    /// The three weightings and modified Kneser–Ney on one text.
    private func judge(
        _ text: SentenceTexts,
        orders: [Int],
        _ evidence: inout Evidence,
        _ bench: Workbench
    ) throws {
        for order in orders {
            bench.progress("\(text.name), n = \(order)")
            let plain = try NGramModel.train(
                text.training,
                order: order,
                vocabularySize: text.vocabularySize,
                endToken: text.end
            )
            let isSeen = seen(text, by: plain)
            let baseline = try perplexities(of: plain, text, isSeen)
            var all: [SkipWeights.Kind: Perplexities] = [:]
            for kind in SkipWeights.Kind.allCases {
                bench.progress("\(text.name), n = \(order), \(kind.rawValue)")
                all[kind] = try perplexities(of: model(text, order, kind), text, isSeen)
            }
            guard let learned = all[.learned], let uniform = all[.uniform], let first = all[.first] else { continue }
            evidence.rows.append(
                .init(
                    "\(text.name), n = \(order): perplexity, learnt against modified Kneser–Ney",
                    ours: learned.all,
                    baseline: baseline.all,
                    target: .atMostTimes(order == 5 ? 0.98 : 0.995)
                )
            )
            let share = Figure.text(100 * Double(isSeen.filter { $0 }.count) / Double(max(isSeen.count, 1)))
            evidence.notes.append(
                "\(text.name) (\(text.byteCount) bytes, \(text.vocabularySize) words), n = \(order): "
                    + "modified Kneser–Ney \(baseline.text), first \(first.text), uniform \(uniform.text), "
                    + "learnt \(learned.text); \(share) % of the test's \(order)-grams were seen. Learnt is "
                    + "\(Figure.text(100 * (1 - learned.all / baseline.all))) % below, uniform "
                    + "\(Figure.text(100 * (1 - uniform.all / baseline.all))) %."
            )
        }
    }

    private func model(_ text: SentenceTexts, _ order: Int, _ kind: SkipWeights.Kind) throws -> SkipKneserNeyModel {
        try SkipKneserNeyModel.train(
            text.training,
            order: order,
            vocabularySize: text.vocabularySize,
            endToken: text.end,
            weights: kind
        )
    }

    /// Perplexities of all test tokens, of those whose n-gram was seen in training, and of the others.
    private struct Perplexities {
        let all: Double
        let seen: Double
        let unseen: Double

        var text: String { "\(Figure.text(all)) (seen \(Figure.text(seen)), unseen \(Figure.text(unseen)))" }
    }

    private func perplexities(of model: any ScoringModel, _ text: SentenceTexts, _ isSeen: [Bool]) throws
        -> Perplexities
    {
        let nats = try text.test.flatMap { try model.score($0 + [text.end]).logProbabilities.map { -$0 } }
        func perplexity(_ nats: [Double]) -> Double { exp(nats.reduce(0, +) / Double(max(nats.count, 1))) }
        return Perplexities(
            all: perplexity(nats),
            seen: perplexity(zip(nats, isSeen).filter(\.1).map(\.0)),
            unseen: perplexity(zip(nats, isSeen).filter { !$0.1 }.map(\.0))
        )
    }

    /// Of each test token, whether it stands in training behind the same order − 1 tokens (or the same beginning).
    private func seen(_ text: SentenceTexts, by model: NGramModel) -> [Bool] {
        text.test.flatMap { sentence -> [Bool] in
            let tokens = [model.trie.beginMarker] + sentence + [text.end]
            return tokens.indices.dropFirst().map { place in
                var node: Int32? = NGramTrie.root
                for token in tokens[max(0, place - model.order + 1)...place] {
                    node = node.flatMap { model.trie.child(of: $0, token) }
                }
                return node != nil
            }
        }
    }

    /// The sums over 1,000 contexts, and `first` against modified Kneser–Ney.
    private func laws(of text: SentenceTexts, _ evidence: inout Evidence, _ bench: Workbench) throws {
        let small = SentenceTextsSample(text, sentences: 3000)
        let plain = try NGramModel.train(
            small.training,
            order: 5,
            vocabularySize: text.vocabularySize,
            endToken: text.end
        )
        for kind in SkipWeights.Kind.allCases {
            bench.progress("sums, \(kind.rawValue)")
            let model = try SkipKneserNeyModel.train(
                small.training,
                order: 5,
                vocabularySize: text.vocabularySize,
                endToken: text.end,
                weights: kind
            )
            var (worst, gap) = (0.0, 0.0)
            var random = RandomStream(seed: 1).split("contexts")
            for trial in 0..<bench.budget.choose(quick: 200, full: 1000) {
                // Every second context was drawn word by word and has hardly been seen.
                let context =
                    trial.isMultiple(of: 2)
                    ? small.prefix(using: &random)
                    : (0..<6).map { _ in Int32(random.integer(below: text.vocabularySize)) }
                let law = model.distribution(afterTokens: context)
                worst = max(worst, abs(law.reduce(0, +) - 1))
                if kind == .first {
                    let wanted = plain.distribution(after: plain.trie.context(after: context))
                    gap = zip(law, wanted).reduce(gap) { max($0, abs($1.0 - $1.1)) }
                }
            }
            evidence.rows.append(
                .init("\(kind.rawValue): greatest error of a distribution's sum", ours: worst, target: .atMost(1e-9))
            )
            guard kind == .first else { continue }
            evidence.rows.append(
                .init("first: greatest difference from modified Kneser–Ney", ours: gap, target: .atMost(1e-10))
            )
        }
    }

    /// The first sentences of a text.
    private struct SentenceTextsSample {
        let training: [[Int32]]

        init(_ text: SentenceTexts, sentences: Int) { training = Array(text.training.prefix(sentences)) }

        func prefix(using random: inout RandomStream) -> [Int32] {
            let sentence = training[random.integer(below: training.count)]
            return Array(sentence.prefix(random.integer(below: sentence.count + 1)))
        }
    }
}
