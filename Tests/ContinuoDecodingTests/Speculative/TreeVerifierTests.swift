import ContinuoDecoding
import ContinuoSequences
import ContinuoTestSupport
import Testing

struct TreeVerifierTests {
    enum Kind: CaseIterable {
        case lookup, drawnPath, fixedShape, drawnShape, deepDrawnShape, grown
    }

    static func drafter(_ kind: Kind, _ model: ToyLanguageModel, _ settings: SamplingSettings) throws -> any Drafter {
        var other = model
        other.sharpness *= 0.6
        if kind == .deepDrawnShape { other.seed += 1 }
        return switch kind {
        case .lookup: PromptLookupDrafter()
        case .drawnPath: try ModelDrafter(other, settings: settings)
        case .fixedShape: try TreeDrafter(other, growth: .shape(TreeShape(paths: [[2], [0, 1], [0, 0, 0], [1, 0]])))
        case .drawnShape:
            try TreeDrafter(other, growth: .shape(TreeShape(widths: [3, 2])), settings: settings, draws: true)
        case .deepDrawnShape:
            try TreeDrafter(other, growth: .shape(TreeShape(widths: [2, 2, 1])), settings: settings, draws: true)
        case .grown: try TreeDrafter(other, growth: .grown(depth: 3, beam: 2))
        }
    }

    static func decode(
        _ kind: Kind,
        nodes: Int
    ) -> (ToyLanguageModel, [Int32], SamplingSettings, inout TestGenerator) throws -> [Int32] {
        { model, prompt, settings, generator in
            try generate(
                try model.makeSession(rows: 1),
                prompt: prompt,
                settings: settings,
                tokeniser: ByteTokeniser(),
                speculation: Speculation(
                    drafter: try drafter(kind, model, settings),
                    verifier: TreeVerifier(),
                    draftLength: nodes
                ),
                using: &generator
            ).tokens
        }
    }

    /// Greedy tokens are those of plain decoding, drawn ones follow the target's law with filters and penalties.
    @Test(arguments: Kind.allCases) func treesKeepTheLaw(kind: Kind) throws {
        try checkDecoder(Self.decode(kind, nodes: 10))
    }

    /// Trees of the whole depth, at 8 tokens of vocabulary and three verified tokens.
    @Test(arguments: [Kind.fixedShape, .drawnShape, .deepDrawnShape, .grown], [1, 0.7])
    func verifiedRoundsFollowTheLaw(kind: Kind, temperature: Double) throws {
        let model = ToyLanguageModel(vocabularySize: 8, memory: 3, seed: 5, sharpness: 1.5)
        var settings = SamplingSettings()
        settings.temperature = temperature
        settings.topP = temperature < 1 ? 0.85 : nil
        let sampler = try Sampler(settings)
        let prompt: [Int32] = [1, 4, 2]
        var law: [[Int32]: Double] = [:]
        for sequence in model.allSequences(length: 3) {
            law[sequence] = try sequence.indices.reduce(1.0) { product, index in
                let logits = model.logits(after: prompt + sequence[..<index])
                return product * (try sampler.distribution(of: logits, after: TokenContext()))[Int(sequence[index])]
            }
        }
        let drafter = try Self.drafter(kind, model, settings)
        var generator = TestGenerator(seed: 12)
        var counts: [[Int32]: Int] = [:]
        let session = try model.makeSession(rows: 1)
        _ = try session.extend([Array(prompt.dropLast())])
        for _ in 0..<20_000 {
            var (context, chosen): (TokenContext, [Int32]) = (TokenContext(prompt: prompt), [])
            var current: any DecodingSession = session
            while chosen.count < 3 {
                let draft = try drafter.propose(after: context, count: 14, using: &generator)
                chosen += try TreeVerifier().verify(
                    draft,
                    after: context,
                    in: &current,
                    sampler: sampler,
                    using: &generator
                )
                context.generated = chosen
                #expect(current.length == prompt.count + chosen.count - 1)
            }
            counts[Array(chosen.prefix(3)), default: 0] += 1
            try session.rollBack(to: prompt.count - 1)
        }
        #expect(chiSquareTest(counts: counts, probabilities: law) > 0.001)
    }

    /// Siblings that were tried against the first law instead of what is left would be noticed.
    @Test func theTestNoticesARuleThatForgetsRejections() {
        let p = [0.5, 0.3, 0.2]
        var generator = TestGenerator(seed: 2)
        var (right, wrong): ([Int32: Int], [Int32: Int]) = ([:], [:])
        for _ in 0..<20_000 {
            for isRight in [true, false] {
                var left = p
                var chosen: Int32?
                for candidate in [0, 1] as [Int32] where chosen == nil {
                    let total = left.reduce(0, +)
                    let law = isRight ? left.map { $0 / total } : p
                    if SpeculativeRule.accepts(candidate, target: law, draft: nil, using: &generator) {
                        chosen = candidate
                    } else {
                        left = SpeculativeRule.residual(rejected: candidate, target: left, draft: nil)
                    }
                }
                let token = chosen ?? draw(from: left, using: &generator)
                if isRight { right[token, default: 0] += 1 } else { wrong[token, default: 0] += 1 }
            }
        }
        let law: [Int32: Double] = [0: 0.5, 1: 0.3, 2: 0.2]
        #expect(chiSquareTest(counts: right, probabilities: law) > 0.001)
        #expect(chiSquareTest(counts: wrong, probabilities: law) < 0.001)
    }

    /// With every token as a child of every node, each round is as deep as the tree.
    @Test func aFullTreeIsAcceptedToItsDepth() throws {
        let model = ToyLanguageModel(vocabularySize: 3)
        var unlike = model
        unlike.seed += 1
        var settings = SamplingSettings.greedy
        settings.maximumTokens = 40
        var generator = TestGenerator(seed: 1)
        let drafter = try TreeDrafter(unlike, growth: .shape(TreeShape(widths: [3, 3])))
        let report = try generate(
            try model.makeSession(rows: 1),
            prompt: [1],
            settings: settings,
            tokeniser: ByteTokeniser(),
            speculation: Speculation(drafter: drafter, verifier: TreeVerifier(), draftLength: 12),
            using: &generator
        )
        // From 13 tokens that are left, the tree is whole.
        #expect(report.acceptedLengths.count == 3 && report.acceptedLengths[2] >= 9 && report.networkCalls < 25)
        #expect(report.tokens.count == 40)
    }

    @Test func whatCannotBeDoneIsSaid() throws {
        var generator = TestGenerator(seed: 1)
        let model = ToyLanguageModel(vocabularySize: 4)
        let draft = Draft(tree: TokenTreeTests.tree)
        let sampler = try Sampler(SamplingSettings())
        let context = TokenContext(prompt: [1])
        var recurrent = try ToyLanguageModel(vocabularySize: 4, isRecurrent: true).makeSession(rows: 1)
        #expect(throws: SpeculationError.cannotReadTrees) {
            try TreeVerifier().verify(draft, after: context, in: &recurrent, sampler: sampler, using: &generator)
        }
        var session = try model.makeSession(rows: 1)
        #expect(throws: SpeculationError.treeNeedsTreeVerifier) {
            try LinearVerifier().verify(draft, after: context, in: &session, sampler: sampler, using: &generator)
        }
        let narrow = Draft(tokens: [1], probabilities: [[0, 1, 0]])
        #expect(throws: SpeculationError.differentVocabularies(target: 4, draft: 3)) {
            try TreeVerifier().verify(narrow, after: context, in: &session, sampler: sampler, using: &generator)
        }
        #expect(throws: SpeculationError.grownTreesAreFixed) {
            try TreeDrafter(model, growth: .grown(depth: 2, beam: 2), draws: true)
        }
        #expect(throws: SpeculationError.badTreeRank(0)) { try TreeDrafter(model, growth: .grown(depth: 0, beam: 2)) }
    }
}
