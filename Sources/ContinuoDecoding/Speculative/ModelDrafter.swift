/// Drafts with a smaller model: any that can generate, networks and n-grams alike.
public final class ModelDrafter: Drafter {
    private let model: any GenerativeModel
    private let sampler: Sampler
    private var session: (any DecodingSession)?
    /// What the session has read.
    private var read: [Int32] = []

    public var vocabularySize: Int? { model.vocabularySize }

    /// - Parameter settings: how draft tokens are drawn; the target's own settings give the best acceptance. At
    ///   temperature 0 the draft is the drafter's greedy continuation.
    public init(_ model: any GenerativeModel, settings: SamplingSettings = SamplingSettings()) throws {
        self.model = model
        sampler = try Sampler(settings)
    }

    public func propose(
        after context: TokenContext,
        count: Int,
        using generator: inout some RandomNumberGenerator
    ) throws -> Draft {
        let tokens = context.prompt + context.generated
        let base = try prepare(for: tokens)
        let fresh = Array(tokens[read.count...])
        guard count > 0, !fresh.isEmpty else { return Draft() }
        var logits = try base.extend([fresh])
        read = tokens
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
            if base.supportsRollBack { read.append(token) }
        }
        return draft
    }

    /// A session that has read a true prefix of `tokens`, as long as can be had.
    private func prepare(for tokens: [Int32]) throws -> any DecodingSession {
        let common = zip(read, tokens).prefix { $0 == $1 }.count
        let kept = min(common, tokens.count - 1)
        if let session {
            if kept == read.count { return session }
            if session.supportsRollBack {
                try session.rollBack(to: kept)
                read = Array(read.prefix(kept))
                return session
            }
        }
        let session = try model.makeSession(rows: 1)
        self.session = session
        read = []
        return session
    }
}
