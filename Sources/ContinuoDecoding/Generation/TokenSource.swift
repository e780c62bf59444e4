/// Chooses tokens one after another from a session, in draft-and-verify rounds where a drafter is given.
struct TokenSource {
    private(set) var session: any DecodingSession
    let sampler: Sampler
    let speculation: Speculation?
    /// Logits after everything that was read; nil while a chosen token waits to be read.
    private var logits: [Float]?
    private(set) var drafted = 0
    private(set) var accepted = 0
    /// Rounds by the number of drafted tokens that were accepted in them.
    private(set) var acceptedLengths: [Int] = []
    /// Time that the drafter took.
    private(set) var draftSeconds = 0.0
    /// Passes of the target through its network.
    private(set) var networkCalls = 0

    init(session: any DecodingSession, sampler: Sampler, speculation: Speculation?) {
        self.session = session
        self.sampler = sampler
        self.speculation = speculation
    }

    /// Reads what is left of the prompt.
    /// - Parameter ready: the logits after the prompt, where nothing is left.
    /// - Returns: the logits after the prompt.
    mutating func read(_ prompt: [Int32], ready: [Float]?) throws -> [Float] {
        let calls = session.networkCalls
        let found = prompt.isEmpty ? try ready ?? session.initialLogits() : try session.extend([prompt])
        networkCalls += session.networkCalls - calls
        guard let found else { throw SamplingError.emptyPrompt }
        logits = found
        return found
    }

    /// The next tokens, at least one; nil where the model can hold no more.
    mutating func next(
        after context: TokenContext,
        atMost limit: Int,
        using generator: inout some RandomNumberGenerator
    ) throws -> [Int32]? {
        if let ready = logits {
            logits = nil
            return [try sampler.choose(from: ready, after: context, using: &generator)]
        }
        guard let pending = context.generated.last else { throw SamplingError.emptyPrompt }
        let room = session.maximumLength.map { $0 - session.length } ?? .max
        guard room > 0 else { return nil }
        let verifying = session
        let calls = verifying.networkCalls
        defer { networkCalls += verifying.networkCalls - calls }
        guard let speculation else {
            let logits = try session.extend([[pending]])
            return [try sampler.choose(from: logits, after: context, using: &generator)]
        }
        let clock = ContinuousClock()
        let began = clock.now
        let (draft, whole) = try speculation.propose(
            after: context,
            atMost: min(limit, room) - 1,
            using: &generator
        )
        let proposed = clock.now
        let chosen = try speculation.verifier.verify(
            draft,
            after: context,
            in: &session,
            sampler: sampler,
            using: &generator
        )
        if session !== verifying { networkCalls += 1 }  // the fork that took its place has read what was accepted
        let seconds = began.duration(to: proposed).seconds
        speculation.control?.note(
            whole,
            verified: draft.count,
            chosen: chosen,
            draftSeconds: seconds,
            passSeconds: proposed.duration(to: clock.now).seconds
        )
        count(draft, accepted: chosen.count - 1, seconds: seconds)
        return chosen
    }

    private mutating func count(_ draft: Draft, accepted count: Int, seconds: Double) {
        draftSeconds += seconds
        guard draft.count > 0 else { return }
        drafted += draft.count
        accepted += count
        if acceptedLengths.count <= count {
            acceptedLengths += Array(repeating: 0, count: count + 1 - acceptedLengths.count)
        }
        acceptedLengths[count] += 1
    }
}
