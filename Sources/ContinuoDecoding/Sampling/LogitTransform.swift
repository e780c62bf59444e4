/// The tokens that a choice follows.
public struct TokenContext: Sendable {
    /// What was given.
    public var prompt: [Int32]
    /// What has been chosen since.
    public var generated: [Int32]

    public init(prompt: [Int32] = [], generated: [Int32] = []) {
        self.prompt = prompt
        self.generated = generated
    }

    /// The last `window` of prompt and continuation (all for nil).
    func recent(_ window: Int?) -> [Int32] {
        let all = prompt + generated
        guard let window, window < all.count else { return all }
        return Array(all.suffix(window))
    }
}

/// A change of one row of logits before a token is drawn. A token that may not be drawn gets −∞.
public protocol LogitTransform: Sendable {
    /// - Throws: where no token may follow the context.
    func apply(to logits: inout [Float], after context: TokenContext) throws
}

extension SamplingSettings {
    /// The transforms that these settings ask for, in the order of the `transformers` package: bias, repetition,
    /// frequency and presence, repeated n-grams, minimum length; then temperature, top-k, top-p, min-p, typical, ε, η.
    /// Temperature 0 has none of the latter: its most probable token passes them all.
    /// - Parameter endTokens: the ids that `minimumTokens` forbids.
    public func transforms(endTokens: [Int32] = []) -> [any LogitTransform] {
        var chain: [any LogitTransform] = []
        if !logitBias.isEmpty { chain.append(LogitBias(bias: logitBias)) }
        if repetitionPenalty != 1 {
            chain.append(RepetitionPenalty(penalty: repetitionPenalty, window: penaltyWindow))
        }
        if presencePenalty != 0 || frequencyPenalty != 0 {
            chain.append(
                CountPenalty(presence: presencePenalty, frequency: frequencyPenalty, window: penaltyWindow)
            )
        }
        if let noRepeatNGramSize { chain.append(NoRepeatedNGram(size: noRepeatNGramSize)) }
        if minimumTokens > 0 { chain.append(MinimumLength(tokens: minimumTokens, endTokens: endTokens)) }
        guard !isGreedy else { return chain }
        if temperature != 1 { chain.append(Temperature(temperature: temperature)) }
        if let topK { chain.append(TopK(count: topK)) }
        if let topP, topP < 1 { chain.append(TopP(mass: topP)) }
        if let minP, minP > 0 { chain.append(MinP(share: minP)) }
        if let typicalP, typicalP < 1 { chain.append(Typical(mass: typicalP)) }
        if let epsilonCutoff { chain.append(EpsilonCutoff(epsilon: epsilonCutoff)) }
        if let etaCutoff { chain.append(EtaCutoff(eta: etaCutoff)) }
        return chain
    }
}
