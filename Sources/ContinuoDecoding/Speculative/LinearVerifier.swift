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
            let p = try sampler.distribution(of: rowSlice(logits, index, width: width), after: context)
            let q = draft.probabilities?[index]
            guard SpeculativeRule.accepts(token, target: p, draft: q, using: &generator) else {
                let rest = SpeculativeRule.residual(rejected: token, target: p, draft: q)
                chosen.append(draw(from: rest, using: &generator))
                if let saved {
                    _ = try saved.extend([Array(read.prefix(1 + index))])
                    session = saved
                } else {
                    try session.rollBack(to: start + 1 + index)
                }
                return chosen
            }
            chosen.append(token)
            context.generated.append(token)
        }
        let last = rowSlice(logits, draft.tokens.count, width: width)
        chosen.append(try sampler.choose(from: last, after: context, using: &generator))
        return chosen
    }
}
