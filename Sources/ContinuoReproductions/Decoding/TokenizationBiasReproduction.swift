import ContinuoDecoding
import ContinuoFormats
import ContinuoProbabilistic
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining
import Foundation

/// Next-byte probabilities over all encodings (Phan et al. 2024) against prompting with the text's own tokens.
struct TokenizationBiasReproduction: Reproduction {
    let id = "tokenization-bias"
    let claim = """
        Over vocabularies of byte pairs and of maximum prefixes, the law of the next byte that is summed over all encodings \
        equals that of the Markov chain which the tokens come from, to 1e-9, where prompting with tokens is off by 0.1 or \
        more. On 500 King James prompts cut inside of a word, SmolLM2 and a 5-gram of byte pairs find the next byte at least \
        1.5 times as often as by prompting with tokens, with at most one call for each byte of the word begun and one for \
        the prompt; over maximum prefixes with no more calls than tokens.
        """
    let command = "continuo generate MODEL --byte-exact --prompt TEXT"

    private static let maximumPrompt = 160

    func run(on bench: Workbench) throws -> Evidence {
        bench.progress("Markov chains")
        var evidence = synthetic(bench)
        do {
            try kingJames(bench, &evidence)
        } catch let DatasetError.missingPackage(_, package, _) {
            evidence.rows.append(
                .notRun(
                    "next byte inside of a word found",
                    target: .atLeastTimes(1.5),
                    reason: "the package \(package) is not installed"
                )
            )
        }
        return evidence
    }

    // MARK: Chains

    private func synthetic(_ bench: Workbench) -> Evidence {
        var random = RandomStream(seed: 1).split("tokenization bias")
        var (exact, naive, sum, subjects) = (0.0, 0.0, 0.0, 0)
        for order in 1...3 {
            for round in 0..<bench.budget.choose(quick: 1, full: 4) {
                let symbols = round == 0 ? 2 : 3
                let length = symbols == 2 ? 8 : 6
                let source = MarkovSource(order: order, symbols: symbols, using: &random)
                let texts = source.texts(length: length).map { text in
                    (text: text.symbols.map { UInt8(65 + $0) }, probability: text.probability)
                }
                for tokeniser in SmallVocabularies.all(symbols: symbols, random: &random) {
                    let law = EnumeratedTokenLaw(texts, tokeniser)
                    let found = errors(source, tokeniser, law, length: length)
                    exact = max(exact, found.exact)
                    naive = max(naive, found.naive)
                    sum = max(sum, found.sum)
                    subjects += 1
                }
            }
        }
        return Evidence(
            rows: [
                .init("chains: greatest error of the exact law of the next byte", ours: exact, target: .atMost(1e-9)),
                .init("chains: greatest error of prompting with tokens", ours: naive, target: .atLeast(0.1)),
                .init("chains: greatest error of the sum over next bytes", ours: sum, target: .atMost(1e-6)),
            ],
            notes: [
                "Chains of order 1 to 3 over 2 or 3 letters, texts of 8 or 6; \(subjects) pairs of a chain and a vocabulary "
                    + "(A, B, AA; random byte pairs; random maximum prefixes), every prefix of every text."
            ]
        )
    }

    private func errors(_ source: MarkovSource, _ tokeniser: any Tokeniser, _ law: EnumeratedTokenLaw, length: Int)
        -> (exact: Double, naive: Double, sum: Double)
    {
        let marginal = ByteMarginal(tokeniser, law)
        var (exact, naive, sum) = (0.0, 0.0, 0.0)
        for prefix in (1..<length).flatMap({ source.texts(length: $0) }) {
            let text = prefix.symbols.map { UInt8(65 + $0) }
            let truth = source.next(after: prefix.symbols)
            // Joint probabilities are compared, so that what is summed is not hidden by normalising.
            guard let joint = try? marginal.joint(after: text) else { return (.infinity, 0, .infinity) }
            let found = joint.map { exp($0) / prefix.probability }
            let prompted = Self.prompted(tokeniser, law.state(after: tokeniser.encode(text)))
            for (symbol, probability) in truth.enumerated() {
                exact = max(exact, abs(found[65 + symbol] - probability))
                naive = max(naive, abs(prompted[65 + symbol] - probability))
            }
            sum = max(sum, abs(found.reduce(0, +) - 1))
        }
        return (exact, naive, sum)
    }

    /// Probability of each first byte of the next token after the text's own tokens.
    private static func prompted(_ tokeniser: any Tokeniser, _ state: TokenState) -> [Double] {
        var found = [Double](repeating: 0, count: 256)
        for (token, weight) in state.next.enumerated() {
            if let first = tokeniser.bytes(of: Int32(token)).first { found[Int(first)] += exp(weight) }
        }
        return found
    }

    // MARK: Words cut in the middle

    /// A text up to the inside of a word, the byte that followed, and how many bytes of the word are there.
    private struct Cut {
        let prompt: [UInt8]
        let next: UInt8
        let begun: Int
    }

    private func kingJames(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let corpus = try KingJamesCorpus()
        var parts: [DatasetPart: [[UInt8]]] = [:]
        try corpus.forEach { part, document in parts[part, default: []].append(document.bytes) }
        let count = bench.budget.choose(quick: 40, full: 500)
        let cuts = cuts(parts[.test] ?? [], count: count)
        let train = bench.budget.choose(quick: Array((parts[.train] ?? []).prefix(300)), full: parts[.train] ?? [])

        bench.progress("training a 5-gram over byte pairs")
        var trainer = ByteLevelBPETrainer(.init(vocabularySize: 2000))
        train.forEach { trainer.add($0) }
        let pairs = try trainer.train()
        let grams = try NGramModel.train(
            train.map { pairs.encode($0) },
            order: 5,
            vocabularySize: pairs.vocabularySize,
            endToken: pairs.endOfText
        )
        try measure("5-gram over byte pairs", grams, pairs, cuts, bench, &evidence)

        bench.progress("training a 5-gram over maximum prefixes")
        let pieces = (0..<Int32(pairs.vocabularySize)).map { pairs.bytes(of: $0) }.filter { !$0.isEmpty }
        let prefixes = try MaximumPrefixTokeniser(vocabulary: pieces, special: [NewSpecialToken(role: .endOfText)])
        let others = try NGramModel.train(
            train.map { prefixes.encode($0) },
            order: 5,
            vocabularySize: prefixes.vocabularySize,
            endToken: prefixes.endOfText
        )
        try measure("5-gram over maximum prefixes", others, prefixes, cuts, bench, &evidence, isMaximumPrefix: true)

        guard bench.budget == .full else {
            evidence.notes.append("SmolLM2 belongs to the full run.")
            return
        }
        let row = "SmolLM2: share of next bytes inside of a word found"
        guard let loaded = try SmallChatModel.load() else {
            evidence.rows.append(.notRun(row, target: .atLeastTimes(1.5), reason: SmallChatModel.reason))
            return
        }
        try measure("SmolLM2", loaded.model, loaded.tokeniser, cuts, bench, &evidence)
    }

    private func measure(
        _ name: String,
        _ model: any GenerativeModel,
        _ tokeniser: any Tokeniser,
        _ cuts: [Cut],
        _ bench: Workbench,
        _ evidence: inout Evidence,
        isMaximumPrefix: Bool = false
    ) throws {
        let exactModel = ByteExactModel(model, tokeniser)
        var (exact, naive, calls, excess) = (0, 0, 0, Int.min)
        for (index, cut) in cuts.enumerated() {
            let marginal = exactModel.marginal()
            let law = try marginal.next(after: cut.prompt)
            if Self.best(law) == Int(cut.next) { exact += 1 }
            calls += marginal.networkCalls
            let tokens = tokeniser.encode(cut.prompt)
            let allowed = isMaximumPrefix ? tokens.count : cut.begun + 1
            excess = max(excess, marginal.networkCalls - allowed)
            let state = try marginal.law.state(after: tokens)
            if Self.best(Self.prompted(tokeniser, state)) == Int(cut.next) { naive += 1 }
            if index % 50 == 49 { bench.progress("\(name): \(index + 1) cuts, exact \(exact), tokens \(naive)") }
        }
        let count = Double(cuts.count)
        evidence.rows += [
            .init(
                "\(name): share of next bytes inside of a word found",
                ours: Double(exact) / count,
                baseline: Double(naive) / count,
                target: .atLeastTimes(1.5)
            ),
            .init(
                isMaximumPrefix
                    ? "\(name): most calls beyond one for each token of the prompt"
                    : "\(name): most calls beyond one for each byte of the word begun and one for the prompt",
                ours: Double(excess),
                target: .atMost(0)
            ),
        ]
        evidence.notes.append(
            "\(name): \(cuts.count) cuts inside of words of King James test verses, prompts of at most "
                + "\(Self.maximumPrompt) bytes; \(Figure.text(Double(calls) / count)) calls a cut."
        )
    }

    private static func best(_ values: [Double]) -> Int { values.indices.max { values[$0] < values[$1] } ?? 0 }

    /// Random places between two letters of a word.
    private func cuts(_ texts: [[UInt8]], count: Int) -> [Cut] {
        let text = texts.flatMap { $0 }
        func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }
        var random = RandomStream(seed: 1).split("cuts")
        var found: [Cut] = []
        while found.count < count, text.count > 2 * Self.maximumPrompt {
            let place = Self.maximumPrompt + random.integer(below: text.count - Self.maximumPrompt)
            guard isLetter(text[place]), isLetter(text[place - 1]) else { continue }
            // Prompts begin with a word.
            let start = text[(place - Self.maximumPrompt)...].firstIndex(of: UInt8(ascii: " "))! + 1
            let word = text[..<place].lastIndex { !isLetter($0) }! + 1
            guard start < word else { continue }
            found.append(Cut(prompt: Array(text[start..<place]), next: text[place], begun: place - word + 1))
        }
        return found
    }
}

/// Vocabularies of a few letters.
enum SmallVocabularies {
    private static let end = NewSpecialToken(role: .endOfText)

    /// A, B, AA in both kinds, and random vocabularies of both kinds with up to 20 tokens.
    static func all(symbols: Int, random: inout RandomStream) -> [any Tokeniser] {
        let letters = (0..<symbols).map { [UInt8(65 + $0)] }
        return [
            bytePairs(letters, merges: [(0, 0)]),
            maximumPrefixes(letters + [[65, 65]]),
            bytePairs(letters, merges: randomMerges(symbols, &random)),
            maximumPrefixes(letters + randomPieces(symbols, &random)),
        ]
    }

    static func bytePairs(_ letters: [[UInt8]], merges: [(Int, Int)]) -> any Tokeniser {
        var vocabulary = letters
        var ranked: [(left: Int32, right: Int32, merged: Int32)] = []
        for (left, right) in merges {
            let piece = vocabulary[left] + vocabulary[right]
            guard !vocabulary.contains(piece) else { continue }
            ranked.append((Int32(left), Int32(right), Int32(vocabulary.count)))
            vocabulary.append(piece)
        }
        let model = BytePairModel(vocabulary: vocabulary.map { $0 }, merges: ranked)
        return SubwordTokeniser(model: model, preTokeniser: []).appending([end])
    }

    static func maximumPrefixes(_ pieces: [[UInt8]]) -> any Tokeniser {
        do { return try MaximumPrefixTokeniser(vocabulary: pieces, special: [end]) } catch {
            preconditionFailure("different pieces: \(error)")
        }
    }

    private static func randomMerges(_ symbols: Int, _ random: inout RandomStream) -> [(Int, Int)] {
        var pieces = (0..<symbols).map { [$0] }
        var merges: [(Int, Int)] = []
        while merges.count < 15 {
            let pair = (random.integer(below: pieces.count), random.integer(below: pieces.count))
            let piece = pieces[pair.0] + pieces[pair.1]
            guard piece.count <= 5, !pieces.contains(piece) else { continue }
            merges.append(pair)
            pieces.append(piece)
        }
        return merges
    }

    private static func randomPieces(_ symbols: Int, _ random: inout RandomStream) -> [[UInt8]] {
        var pieces: Set<[UInt8]> = []
        while pieces.count < 12 {
            pieces.insert((0..<(2 + random.integer(below: 3))).map { _ in UInt8(65 + random.integer(below: symbols)) })
        }
        return pieces.sorted { $0.lexicographicallyPrecedes($1) }
    }
}
