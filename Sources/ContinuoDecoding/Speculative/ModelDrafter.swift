/// Drafts with a smaller model: any that can generate, networks and n-grams alike.
public final class ModelDrafter: Drafter {
    private let model: any GenerativeModel
    private let sampler: Sampler
    private let prefix: PrefixSession

    public var vocabularySize: Int? { model.vocabularySize }

    /// - Parameter settings: how draft tokens are drawn; the target's own settings give the best acceptance. At
    ///   temperature 0 the draft is the drafter's greedy continuation.
    /// - Parameter transforms: the target's constraints, so that nothing is drafted that they refuse.
    public init(
        _ model: any GenerativeModel,
        settings: SamplingSettings = SamplingSettings(),
        transforms: [any LogitTransform] = []
    ) throws {
        self.model = model
        sampler = try Sampler(settings, extra: transforms)
        prefix = PrefixSession { try model.makeSession(rows: 1) }
    }

    public func propose(
        after context: TokenContext,
        count: Int,
        using generator: inout some RandomNumberGenerator
    ) throws -> Draft {
        let tokens = context.prompt + context.generated
        guard count > 0, !tokens.isEmpty else { return Draft() }
        let (base, read) = try prefix.prepare(for: tokens)
        var logits = try base.extend([Array(tokens[read...])])
        prefix.wentOn(through: tokens)
        let drafting = base.supportsRollBack ? base : try base.fork()
        var context = context
        var draft = Draft(probabilities: sampler.settings.isGreedy ? nil : [])
        while true {
            let distribution = try sampler.distribution(of: logits, after: context)
            let token = draw(from: distribution, using: &generator)
            draft.tokens.append(token)
            draft.probabilities?.append(distribution)
            context.generated.append(token)
            let isFull = drafting.maximumLength.map { drafting.length >= $0 } ?? false
            guard draft.tokens.count < count, !isFull else { break }
            logits = try drafting.extend([[token]])
            if base.supportsRollBack { prefix.wentOn(through: tokens + draft.tokens) }
        }
        return draft
    }
}
