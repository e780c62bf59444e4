import ContinuoDecoding
import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTensor

/// Sampled and greedy strings of a small hidden Markov chain with every drafter, against the chain's enumerated law.
struct SpeculativeToyLaw {
    private static let symbols = 8
    private static let length = 3

    private typealias Arm = (name: String, draft: (SamplingSettings) throws -> any Drafter)

    func measure(_ bench: Workbench) throws -> Evidence {
        var random = RandomStream(seed: 7).split("speculation")
        let target = try Self.chain(&random)
        let other = try Self.chain(&random)
        let arms: [Arm] = [
            ("model", { try ModelDrafter(other, settings: $0) }),
            ("greedy model", { _ in try ModelDrafter(other, settings: .greedy) }),
            ("prompt lookup", { _ in PromptLookupDrafter() }),
            ("n-gram counts", { _ in NGramDrafter() }),
        ]
        var settings = SamplingSettings()
        settings.temperature = 0.8
        settings.topP = 0.95
        settings.maximumTokens = Self.length
        let prompt: [Int32] = [3, 1, 3, 1, 3]
        let law = try Self.law(target, settings, prompt)
        let samples = bench.budget.choose(quick: 4000, full: 40_000)
        var evidence = Evidence(rows: [])
        for arm in arms {
            var counts: [[Int32]: Int] = [:]
            for _ in 0..<samples {
                counts[try Self.decode(target, prompt, settings, arm, &random), default: 0] += 1
            }
            evidence.rows.append(
                .init(
                    "chain, \(arm.name): chance of a sample as far from the enumerated law",
                    ours: chiSquareTest(counts: counts, probabilities: law),
                    target: .atLeast(1e-3)
                )
            )
            guard arm.name == "model" else { continue }
            settings.temperature = 1
            evidence.rows.append(
                .init(
                    "chain, \(arm.name): the same of the law at temperature 1 instead of 0.8",
                    ours: chiSquareTest(counts: counts, probabilities: try Self.law(target, settings, prompt)),
                    target: .atMost(1e-6)
                )
            )
            settings.temperature = 0.8
        }
        var greedy = SamplingSettings.greedy
        greedy.maximumTokens = 24
        var equal = 0
        let prompts = 200
        for _ in 0..<prompts {
            let prompt = (0..<6).map { _ in Int32(random.integer(below: Self.symbols)) }
            let plain = try Self.decode(target, prompt, greedy, nil, &random)
            let others = try arms.map { try Self.decode(target, prompt, greedy, $0, &random) }
            if others.allSatisfy({ $0 == plain }) { equal += 1 }
        }
        evidence.rows.append(
            .init(
                "chain: share of prompts on which every drafter gives the greedy tokens",
                ours: Double(equal) / Double(prompts),
                target: .atLeast(1)
            )
        )
        evidence.notes.append(
            "Chains of 4 states and \(Self.symbols) symbols, the drafter's another than the target's; \(samples) strings of "
                + "\(Self.length) at temperature 0.8 and top-p 0.95, \(prompts) prompts of 6 continued greedily by 24."
        )
        return evidence
    }

    /// A chain with laws drawn evenly from the simplex, sharpened a little.
    private static func chain(_ random: inout RandomStream) throws -> HiddenMarkovModel {
        func row(_ count: Int) -> [Double] {
            let weights = (0..<count).map { _ in 0.01 + Double.random(in: 0..<1, using: &random).squared }
            let sum = weights.reduce(0, +)
            return weights.map { $0 / sum }
        }
        let states = 4
        return HiddenMarkovModel(
            try HiddenMarkovSource(
                initial: row(states),
                transition: (0..<states).map { _ in row(states) },
                emission: (0..<states).map { _ in row(symbols) }
            )
        )
    }

    /// The probability of every string after the prompt, by the settings' own filters step by step.
    private static func law(_ model: HiddenMarkovModel, _ settings: SamplingSettings, _ prompt: [Int32]) throws
        -> [[Int32]: Double]
    {
        let sampler = try Sampler(settings)
        var law: [[Int32]: Double] = [[]: 1]
        for _ in 0..<length {
            var longer: [[Int32]: Double] = [:]
            for (string, probability) in law {
                let logits = try model.makeSession(rows: 1).extend([prompt + string])
                let context = TokenContext(prompt: prompt, generated: string)
                for (token, share) in try sampler.distribution(of: logits, after: context).enumerated() where share > 0
                {
                    longer[string + [Int32(token)]] = probability * share
                }
            }
            law = longer
        }
        return law
    }

    private static func decode(
        _ model: HiddenMarkovModel,
        _ prompt: [Int32],
        _ settings: SamplingSettings,
        _ arm: Arm?,
        _ random: inout RandomStream
    ) throws -> [Int32] {
        try generate(
            try model.makeSession(rows: 1),
            prompt: prompt,
            settings: settings,
            tokeniser: ByteTokeniser(),
            speculation: try arm.map { Speculation(drafter: try $0.draft(settings), draftLength: 2) },
            using: &random
        ).tokens
    }
}

extension Double {
    fileprivate var squared: Double { self * self }
}
