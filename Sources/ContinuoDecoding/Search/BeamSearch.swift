/// Beam search with length normalisation; with several groups, diverse beam search.
///
/// At each step the groups choose one after another. A group takes the continuations of greatest
/// log p(y) + λ·Δ, where Δ measures likeness with what the earlier groups chose at the same step. Δ serves the selection
/// only: beams carry their plain log-probability, and the result is ranked by it.
/// - Parameters:
///   - session: one row that has read nothing or a part before `prompt`; afterwards it is in no defined state.
///   - endTokens: ids that end a hypothesis.
///   - transforms: applied to the logits before they are normalised (a minimum length, forbidden tokens, constraints).
///     Without ending tokens, a `TokenConstraint` ends a hypothesis where its text is complete.
///   - embeddings: needed for the embedding diversity.
///   - isCancelled: asked before every network call; what was found until then is returned.
/// - Throws: settings out of range, a prompt that the model cannot hold, damaged logits.
public func beamSearch(
    _ session: any DecodingSession,
    prompt: [Int32],
    settings: BeamSettings,
    endTokens: [Int32] = [],
    transforms: [any LogitTransform] = [],
    embeddings: TokenEmbeddings? = nil,
    isCancelled: () -> Bool = { Task.isCancelled }
) throws -> BeamResult {
    try settings.validate()
    guard session.rows == 1 else { throw SessionError.wrongNumberOfRows(given: 1, expected: session.rows) }
    if settings.diversity == .embedding, settings.groups > 1, embeddings?.vocabularySize != session.vocabularySize {
        throw SamplingError.invalidSetting(
            name: "diversity",
            value: "embedding",
            expected: "a model that gives a vector for each of its \(session.vocabularySize) tokens"
        )
    }
    let began = ContinuousClock.now
    let callsBefore = session.networkCalls
    let logits = prompt.isEmpty ? try session.initialLogits() : try session.extend([prompt])
    guard let logits else { throw SamplingError.emptyPrompt }
    let room = session.maximumLength.map { $0 - session.length + 1 } ?? .max
    var search = BeamSearch(
        groups: (0..<settings.groups).map {
            BeamGroup(
                index: $0,
                settings: settings,
                endTokens: Set(endTokens),
                embeddings: embeddings,
                limit: min(settings.maximumTokens, room)
            )
        },
        width: session.vocabularySize,
        prompt: prompt,
        transforms: transforms,
        hasEndTokens: !endTokens.isEmpty
    )
    var calls = session.networkCalls - callsBefore
    switch settings.schedule {
    case .batched:
        try search.runBatched(session, logits, isCancelled: isCancelled)
        calls = session.networkCalls - callsBefore
    case .staggered, .sequential:
        calls += try search.runApart(
            session,
            logits,
            lag: settings.schedule == .staggered ? 1 : nil,
            isCancelled: isCancelled
        )
    }
    for index in search.groups.indices { search.groups[index].interrupt() }
    let all = search.groups.flatMap(\.finished).enumerated()
    return BeamResult(
        hypotheses: all.sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }.map(\.element),
        networkCalls: calls,
        seconds: began.duration(to: .now).seconds
    )
}

/// The groups of one search and the model's answers.
private struct BeamSearch {
    var groups: [BeamGroup]
    let width: Int
    let prompt: [Int32]
    let transforms: [any LogitTransform]
    let hasEndTokens: Bool

    /// All groups' beams are rows of one session.
    mutating func runBatched(
        _ session: any DecodingSession,
        _ first: [Float],
        isCancelled: () -> Bool
    ) throws {
        var logits = first
        while true {
            for index in groups.indices where !groups[index].isDone { try advance(index, logits) }
            let rows = groups.flatMap { $0.live.map(\.row) }
            guard !rows.isEmpty, !isCancelled() else { return }
            let tokens = groups.flatMap { $0.live.map { [$0.tokens[$0.tokens.count - 1]] } }
            try session.select(rows)
            logits = try session.extend(tokens)
            var start = 0
            for index in groups.indices {
                groups[index].renumber(from: start)
                start += groups[index].live.count
            }
        }
    }

    /// Each group has a session of its own.
    /// - Parameter lag: steps that a group is behind the one before it; nil for a whole run.
    /// - Returns: network calls of the groups' sessions.
    mutating func runApart(
        _ session: any DecodingSession,
        _ first: [Float],
        lag: Int?,
        isCancelled: () -> Bool
    ) throws -> Int {
        let sessions = try groups.map { _ in try session.fork() }
        var logits = groups.map { _ in first }
        let callsBefore = sessions.reduce(0) { $0 + $1.networkCalls }
        func calls() -> Int { sessions.reduce(0) { $0 + $1.networkCalls } - callsBefore }
        var tick = 0
        while groups.contains(where: { !$0.isDone }) {
            let ready = groups.indices.filter { index in
                guard !groups[index].isDone else { return false }
                return lag.map { tick >= $0 * index } ?? groups[..<index].allSatisfy(\.isDone)
            }
            for index in ready {
                try advance(index, logits[index])
                guard !groups[index].isDone else { continue }
                guard !isCancelled() else { return calls() }
                try sessions[index].select(groups[index].live.map(\.row))
                logits[index] = try sessions[index].extend(
                    groups[index].live.map { [$0.tokens[$0.tokens.count - 1]] }
                )
                groups[index].renumber(from: 0)
            }
            tick += 1
        }
        return calls()
    }

    private mutating func advance(_ index: Int, _ logits: [Float]) throws {
        let step = groups[index].step
        let rows = try groups[index].live.map { beam in
            var row = rowSlice(logits, beam.row, width: width)
            if let bad = row.firstIndex(where: { $0.isNaN || $0 == .infinity }) {
                throw SamplingError.notANumber(token: bad)
            }
            for transform in transforms {
                try transform.apply(to: &row, after: TokenContext(prompt: prompt, generated: beam.tokens))
            }
            return logSoftmax(row)
        }
        let earlier = groups[..<index].flatMap { $0.choices.indices.contains(step) ? $0.choices[step] : [] }
        let constraints = hasEndTokens ? [] : transforms.compactMap { $0 as? any TokenConstraint }
        try groups[index].advance(rows, earlier: earlier) { tokens in
            try constraints.contains { try $0.isComplete(after: tokens) }
        }
    }
}
