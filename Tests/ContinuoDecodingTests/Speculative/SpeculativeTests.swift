import ContinuoDecoding
import ContinuoSequences
import ContinuoTestSupport
import Testing

struct SpeculativeTests {
    enum Kind: CaseIterable {
        case plain, similarModel, unlikeModel, greedyModel, promptLookup, counts
    }

    /// Decodes with a drafter whose model is unlike the target.
    static func decode(
        _ kind: Kind,
        draftLength: Int?
    ) -> (ToyLanguageModel, [Int32], SamplingSettings, inout TestGenerator) throws -> [Int32] {
        { model, prompt, settings, generator in
            var draftModel = model
            var draftSettings = settings
            switch kind {
            case .similarModel: draftModel.sharpness *= 0.7
            case .unlikeModel: draftModel.seed += 1
            case .greedyModel: draftSettings = .greedy
            case .plain, .promptLookup, .counts: break
            }
            let drafter: (any Drafter)? =
                switch kind {
                case .plain: nil
                case .promptLookup: PromptLookupDrafter()
                case .counts: NGramDrafter()
                default: try ModelDrafter(draftModel, settings: draftSettings)
                }
            let report = try generate(
                try model.makeSession(rows: 1),
                prompt: prompt,
                settings: settings,
                tokeniser: ByteTokeniser(),
                speculation: drafter.map {
                    if let draftLength { return Speculation(drafter: $0, draftLength: draftLength) }
                    return Speculation(drafter: $0, control: DraftLengthControl())
                },
                using: &generator
            )
            return report.tokens
        }
    }

    @Test(arguments: Kind.allCases, [false, true]) func losslessDecodersKeepTheLaw(
        kind: Kind,
        isRecurrent: Bool
    ) throws {
        try checkDecoder(isRecurrent: isRecurrent, Self.decode(kind, draftLength: 3))
    }

    @Test(arguments: [Kind.similarModel, .promptLookup]) func chosenLengthsKeepTheLaw(kind: Kind) throws {
        try checkDecoder(Self.decode(kind, draftLength: nil))
    }

    @Test func theBatteryNoticesAWrongDecoder() {
        #expect(throws: BrokenLaw.self) {
            try checkDecoder { model, prompt, settings, generator in
                var warmer = settings
                warmer.temperature *= 1.2
                return try Self.decode(.plain, draftLength: 1)(model, prompt, warmer, &generator)
            }
        }
        #expect(throws: BrokenLaw.self) {
            try checkDecoder { _, _, settings, _ in [Int32](repeating: 0, count: settings.maximumTokens) }
        }
    }

    @Test func aPerfectDrafterNeedsFewCalls() throws {
        let model = ToyLanguageModel(vocabularySize: 5)
        var settings = SamplingSettings.greedy
        settings.maximumTokens = 21
        var generator = TestGenerator(seed: 1)
        let report = try generate(
            try model.makeSession(rows: 1),
            prompt: [1],
            settings: settings,
            tokeniser: ByteTokeniser(),
            speculation: Speculation(drafter: try ModelDrafter(model, settings: .greedy), draftLength: 4),
            using: &generator
        )
        #expect(report.tokens.count == 21)
        #expect(report.networkCalls == 1 + 4)
        #expect(report.draftedTokens == 16 && report.acceptedTokens == 16)
        #expect(report.acceptedLengths == [0, 0, 0, 0, 4] && report.tokensPerRound == 5)
        #expect(report.callsPerToken == 5.0 / 21)
    }

    @Test func callsOfReplacedSessionsAreCounted() throws {
        let model = ToyLanguageModel(vocabularySize: 5, isRecurrent: true)
        var settings = SamplingSettings.greedy
        settings.maximumTokens = 12
        var generator = TestGenerator(seed: 1)
        var wrong = model
        wrong.seed += 1
        let report = try generate(
            try model.makeSession(rows: 1),
            prompt: [1],
            settings: settings,
            tokeniser: ByteTokeniser(),
            speculation: Speculation(drafter: try ModelDrafter(wrong, settings: .greedy), draftLength: 1),
            using: &generator
        )
        // A round drafts one token (the last has room for none): it costs one call, and a second where it is rejected.
        let rounds = report.tokens.count - 1 - report.acceptedTokens
        #expect(report.networkCalls == 1 + rounds + (report.draftedTokens - report.acceptedTokens))
    }

    @Test func theRuleGivesTheTargetLaw() {
        let p = [0.1, 0.5, 0.0, 0.4]
        let q = [0.3, 0.2, 0.4, 0.1]
        var generator = TestGenerator(seed: 5)
        for fixed in [false, true] {
            var counts: [Int32: Int] = [:]
            for _ in 0..<40_000 {
                let token = fixed ? 1 : draw(from: q, using: &generator)
                let draft = fixed ? nil : q
                if SpeculativeRule.accepts(token, target: p, draft: draft, using: &generator) {
                    counts[token, default: 0] += 1
                } else {
                    let rest = SpeculativeRule.residual(rejected: token, target: p, draft: draft)
                    counts[draw(from: rest, using: &generator), default: 0] += 1
                }
            }
            #expect(chiSquareTest(counts: counts, probabilities: [0: 0.1, 1: 0.5, 3: 0.4]) > 0.001)
        }
    }

    @Test func aDrafterOfAnotherVocabularyIsRefused() throws {
        var generator = TestGenerator(seed: 1)
        let drafter = try ModelDrafter(ToyLanguageModel(vocabularySize: 3))
        #expect(throws: SpeculationError.differentVocabularies(target: 4, draft: 3)) {
            _ = try generate(
                try ToyLanguageModel(vocabularySize: 4).makeSession(rows: 1),
                prompt: [1],
                settings: SamplingSettings(),
                tokeniser: ByteTokeniser(),
                speculation: Speculation(drafter: drafter),
                using: &generator
            )
        }
    }

    @Test func promptLookupFindsTheLongestAndLatestMatch() throws {
        let drafter = PromptLookupDrafter(longestMatch: 3)
        var generator = TestGenerator(seed: 1)
        func propose(_ tokens: [Int32]) throws -> [Int32] {
            try drafter.propose(after: TokenContext(prompt: tokens), count: 2, using: &generator).tokens
        }
        #expect(try propose([1, 2, 3, 9, 2, 3, 8, 1, 2, 3]) == [9, 2])
        #expect(try propose([3, 9, 5, 3, 8, 4, 3]) == [8, 4])
        #expect(try propose([1, 2, 3]) == [])
        #expect(try propose([1]) == [])
        #expect(try propose([7, 7, 7]) == [7, 7])
    }

    /// Drafts grow with the match, and their evidence with its logarithm.
    @Test func longMatchesGiveLongDrafts() throws {
        let text = (0..<40).map { Int32($0) }
        var generator = TestGenerator(seed: 1)
        for (match, length, evidence) in [(1, 4, 0), (2, 8, 1), (3, 12, 1), (5, 20, 2)] {
            let context = TokenContext(prompt: text + [99] + text[..<match])
            let draft = try PromptLookupDrafter().propose(after: context, count: 20, using: &generator)
            #expect(draft.tokens == Array(text[match..<(match + length)]) && draft.evidence == evidence)
        }
    }

    /// The index that grows finds what a search of the whole text finds, whatever came before.
    @Test func lookupFindsWhatASearchFinds() throws {
        var generator = TestGenerator(seed: 3)
        let drafter = PromptLookupDrafter()
        for _ in 0..<20 {
            var context = TokenContext(prompt: (0..<20).map { _ in Int32.random(in: 0..<3, using: &generator) })
            for _ in 0..<10 {
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    context.generated.append(Int32.random(in: 0..<3, using: &generator))
                }
                let text = context.prompt + context.generated
                let draft = try drafter.propose(after: context, count: 3, using: &generator)
                let longest = (1..<text.count).map { end in
                    zip(text[..<end].reversed(), text.reversed()).prefix { $0 == $1 }.count
                }
                let best = longest.enumerated().max { ($0.element, $0.offset) < ($1.element, $1.offset) }!
                let wanted = (0..<3).map { text[best.offset + 1 + $0 % (text.count - best.offset - 1)] }
                #expect(draft.tokens == (best.element == 0 ? [] : wanted))
            }
        }
    }

    /// What followed most often is drafted, the later of equals; a shorter context serves where the longest is new.
    @Test func countsDraftWhatFollowedMostOften() throws {
        var generator = TestGenerator(seed: 1)
        func propose(_ tokens: [Int32], order: Int) throws -> [Int32] {
            let drafter = NGramDrafter(order: order)
            return try drafter.propose(after: TokenContext(prompt: tokens), count: 3, using: &generator).tokens
        }
        #expect(try propose([1, 2, 1, 2, 1, 3, 1], order: 2) == [2, 1, 2])
        #expect(try propose([1, 2, 1, 3, 1], order: 2) == [3, 1, 3])
        #expect(try propose([5, 1, 2, 6, 1, 3, 6, 1, 3, 5, 1], order: 3) == [2, 6, 1])
        #expect(try propose([1, 2, 3], order: 3) == [])
    }
}
