import ContinuoDecoding
import ContinuoFormats
import ContinuoProbabilistic
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor

/// Generation and refinement, the survey's frame (Hu et al. 2025): drafts by lookup, by counts and by a smaller model, verified in
/// one pass.
struct SpeculativeSurveyReproduction: Reproduction {
    let id = "speculative-survey"
    let claim = """
        Drafts by prompt lookup, n-gram counts, a smaller model and its trees, verified in one pass, give the greedy tokens of \
        plain decoding and the law of plain sampling. A small network halves the calls of a character model of the King James \
        Bible; on a text that repeats itself prompt lookup makes SmolLM2 at least 1.2 times as fast, with lengths chosen by \
        what passes cost.
        """
    let command = "continuo generate MODEL --prompt TEXT --draft ngram"
    let notCarried = [
        "further drafters: datastore, Medusa, Hydra, EAGLE, skipped layers, DistillSpec",
        "further refinement: Jacobi with and without consistency training, lookahead, relaxed acceptance",
        "the texts F-code and F-gec",
    ]

    func run(on bench: Workbench) throws -> Evidence {
        bench.progress("hidden Markov chains")
        var evidence = try SpeculativeToyLaw().measure(bench)
        bench.progress("a character model")
        do {
            try characters(bench, &evidence)
        } catch let DatasetError.missingPackage(_, package, _) {
            evidence.rows.append(
                .notRun(
                    "character model: tokens a call, drafts of a smaller network",
                    target: .atLeast(2),
                    reason: "the package \(package) is not installed"
                )
            )
        }
        guard bench.budget == .full else {
            evidence.notes.append("SmolLM2 belongs to the full run.")
            return evidence
        }
        bench.progress("SmolLM2")
        try smallChatModel(&evidence)
        return evidence
    }

    // MARK: Characters

    private func characters(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let fixture = try CharacterFixture(bench)
        let small = try fixture.smallModel(bench)
        let length = bench.budget.choose(quick: 48, full: 96)
        let count = bench.budget.choose(quick: 12, full: 200)
        let prompts = (0..<count).compactMap { index -> [Int32]? in
            let chapter = fixture.test[index % fixture.test.count]
            let start = index / fixture.test.count * 64
            return chapter.count >= start + 64 ? Array(chapter[start..<(start + 64)]) : nil
        }
        let arms: [(name: String, makes: () throws -> Speculation?)] = [
            ("plain", { nil }),
            ("prompt lookup", { Speculation(drafter: PromptLookupDrafter(), draftLength: 5) }),
            ("n-gram counts", { Speculation(drafter: NGramDrafter(), draftLength: 5) }),
            ("smaller network", { Speculation(drafter: try ModelDrafter(small, settings: .greedy), draftLength: 5) }),
            (
                "trees of the smaller network",
                {
                    let growth = TreeDrafter.Growth.grown(depth: 4, beam: 2)
                    let drafter = try TreeDrafter(small, growth: growth, settings: .greedy)
                    return Speculation(drafter: drafter, verifier: TreeVerifier(), draftLength: 10)
                }
            ),
        ]
        var outcomes = arms.map { _ in (equal: 0, calls: 0, tokens: 0, seconds: 0.0) }
        for prompt in prompts {
            var plain: [Int32] = []
            for (index, arm) in arms.enumerated() {
                let found = try continued(fixture.model, prompt, by: length, try arm.makes())
                if index == 0 { plain = found.tokens }
                outcomes[index].equal += found.tokens == plain ? 1 : 0
                // The first token comes from reading the prompt.
                outcomes[index].calls += found.networkCalls - 1
                outcomes[index].tokens += found.tokens.count - 1
                outcomes[index].seconds += found.seconds
            }
        }
        for (arm, found) in zip(arms, outcomes).dropFirst() {
            evidence.rows.append(
                .init(
                    "character model, \(arm.name): share of texts equal to plain greedy decoding",
                    ours: Double(found.equal) / Double(prompts.count),
                    target: .atLeast(1)
                )
            )
            let rate = Double(found.tokens) / Double(max(found.calls, 1))
            let speed = outcomes[0].seconds / found.seconds
            evidence.notes.append(
                "Character model, \(arm.name): \(Figure.text(rate)) tokens a call, \(Figure.text(speed)) times as fast."
            )
            guard arm.name == "smaller network" else { continue }
            evidence.rows.append(
                .init("character model: tokens a call, drafts of a smaller network", ours: rate, target: .atLeast(2))
            )
        }
        evidence.notes.append(
            "Character model: \(prompts.count) prompts of 64 characters of test chapters, continued greedily by \(length); drafts "
                + "of 5, trees of 10 nodes."
        )
    }

    private func continued(
        _ model: any GenerativeModel,
        _ prompt: [Int32],
        by count: Int,
        _ speculation: Speculation?,
        tokeniser: any Tokeniser
    ) throws -> GenerationReport {
        var settings = SamplingSettings.greedy
        settings.maximumTokens = count
        settings.ignoresEndOfText = true
        var random = RandomStream(seed: 1)
        return try generate(
            try model.makeSession(rows: 1),
            prompt: prompt,
            settings: settings,
            tokeniser: tokeniser,
            speculation: speculation,
            using: &random
        )
    }

    private func continued(
        _ model: SequenceModel,
        _ prompt: [Int32],
        by count: Int,
        _ speculation: Speculation?
    ) throws -> GenerationReport {
        try continued(model, prompt, by: count, speculation, tokeniser: model.tokeniser)
    }

    // MARK: SmolLM2

    private static let books = [
        "Genesis, 50 chapters, 1533 verses;\n", "Exodus, 40 chapters, 1213 verses;\n",
        "Leviticus, 27 chapters, 859 verses;\n", "Numbers, 36 chapters, 1288 verses;\n",
        "Deuteronomy, 34 chapters, 959 verses;\n",
    ]

    private func smallChatModel(_ evidence: inout Evidence) throws {
        let row = "SmolLM2: speed of prompt lookup on a text that repeats itself, times that of plain decoding"
        guard let loaded = try SmallChatModel.load() else {
            evidence.rows.append(.notRun(row, target: .atLeast(1.2), reason: SmallChatModel.reason))
            return
        }
        let text = (0..<4).map { _ in Self.books.joined() }.joined() + Self.books[0]
        let prompt = loaded.tokeniser.encode(Array(text.utf8))
        let control = DraftLengthControl()
        var (ratios, equal, rates) = ([Double](), true, [Double]())
        // The first pair warms up, and lets the control learn what passes cost.
        for pair in 0..<6 {
            let plain = try continued(loaded.model, prompt, by: 192, nil, tokeniser: loaded.tokeniser)
            let speculation = Speculation(drafter: PromptLookupDrafter(), control: control)
            let fast = try continued(loaded.model, prompt, by: 192, speculation, tokeniser: loaded.tokeniser)
            equal = equal && plain.tokens == fast.tokens
            guard pair > 0 else { continue }
            ratios.append(plain.seconds / fast.seconds)
            rates.append(Double(fast.tokens.count - 1) / Double(max(fast.networkCalls - 1, 1)))
        }
        evidence.rows += [
            .init(row, ours: ratios.sorted()[ratios.count / 2], target: .atLeast(1.2)),
            .init("SmolLM2: the same tokens (1) or not (0)", ours: equal ? 1 : 0, target: .atLeast(1)),
        ]
        evidence.notes.append(
            "SmolLM2: a table that stands four times and a line, 192 tokens, median of \(ratios.count) pairs; "
                + "\(Figure.text(rates.sorted()[rates.count / 2])) tokens a call."
        )
    }
}
