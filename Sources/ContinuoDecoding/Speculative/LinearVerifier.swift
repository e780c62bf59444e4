/// Verifies a draft in one pass over it, token after token until the first that is rejected.
public struct LinearVerifier: Verifier {
    public var isLossless: Bool { true }

    public init() {}

    public func verify(
        _ draft: Draft,
        after context: TokenContext,
        in session: inout any DecodingSession,
        sampler: Sampler,
        using generator: inout some RandomNumberGenerator
    ) throws -> [Int32] {
        guard draft.tree == nil else { throw SpeculationError.treeNeedsTreeVerifier }
        let width = session.vocabularySize
        if let rows = draft.probabilities {
            guard rows.count == draft.tokens.count else {
                throw SpeculationError.missingDistributions(tokens: draft.tokens.count, rows: rows.count)
            }
            for row in rows where row.count != width {
                throw SpeculationError.differentVocabularies(target: width, draft: row.count)
            }
        }
        let read = context.generated.suffix(1) + draft.tokens
        let start = session.length
        let saved = session.supportsRollBack || draft.tokens.isEmpty ? nil : try session.fork()
        let logits = try session.extendWithAllLogits([Array(read)])
        var context = context
        var chosen: [Int32] = []
        for (index, token) in draft.tokens.enumerated() {
            let row = rowSlice(logits, index, width: width)
            guard let other = try replacement(of: token, row, draft.probabilities?[index], context, sampler, &generator)
            else {
                chosen.append(token)
                context.generated.append(token)
                continue
            }
            chosen.append(other)
            if let saved {
                _ = try saved.extend([Array(read.prefix(1 + index))])
                session = saved
            } else {
                try session.rollBack(to: start + 1 + index)
            }
            return chosen
        }
        let last = rowSlice(logits, draft.tokens.count, width: width)
        chosen.append(try sampler.choose(from: last, after: context, using: &generator))
        return chosen
    }

    /// What stands in a proposed token's place; nil where the token stands.
    private func replacement(
        of token: Int32,
        _ logits: [Float],
        _ q: [Double]?,
        _ context: TokenContext,
        _ sampler: Sampler,
        _ generator: inout some RandomNumberGenerator
    ) throws -> Int32? {
        // At temperature 0 the rule comes down to a comparison, whatever the draft's distribution was.
        if sampler.settings.isGreedy {
            let best = try sampler.mostProbable(in: logits, after: context)
            return best == token ? nil : best
        }
        let p = try sampler.distribution(of: logits, after: context)
        if SpeculativeRule.accepts(token, target: p, draft: q, using: &generator) { return nil }
        return draw(from: SpeculativeRule.residual(rejected: token, target: p, draft: q), using: &generator)
    }
}
