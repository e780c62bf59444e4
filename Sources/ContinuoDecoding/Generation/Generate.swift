import ContinuoSequences

/// Goes on from a prompt, token by token or with a drafter several tokens at a time, and hands over text as it becomes
/// certain. Interrupting leaves what was generated.
/// - Parameters:
///   - session: one row, which has read the first `read` tokens of the prompt.
///   - prompt: may be empty where the model has a distribution of the first token.
///   - read: how many tokens of the prompt the session has read already; at least one remains, or `logits` are given.
///   - logits: those after the whole prompt, where the session has read it.
///   - tokeniser: gives the text of the tokens. Its mask and padding are never chosen, nor ids that it does not have.
///   - speculation: draws the same distribution in fewer network calls (the same tokens at temperature 0).
///   - transforms: constraints or guidance, applied to the logits before what the settings ask for. A `TokenConstraint`
///     ends the generation where the text is complete.
///   - generator: random numbers; `settings.makeRandomStream()` starts them by the seed.
///   - onPiece: called for each piece of text; an error that it throws ends the generation.
///   - isCancelled: asked before every network call; by default whether the current task is cancelled.
///   - onPromptRead: called with the session and its logits when the prompt was read, before anything is chosen.
/// - Throws: settings out of range, ids outside of the vocabulary, a prompt that the model cannot hold, damaged logits.
public func generate(
    _ session: any DecodingSession,
    prompt: [Int32],
    read: Int = 0,
    logits: [Float]? = nil,
    settings: SamplingSettings,
    tokeniser: any Tokeniser,
    speculation: Speculation? = nil,
    transforms: [any LogitTransform] = [],
    using generator: inout some RandomNumberGenerator,
    onPiece: (GeneratedPiece) throws -> Void = { _ in },
    isCancelled: () -> Bool = { Task.isCancelled },
    onPromptRead: (any DecodingSession, [Float]) throws -> Void = { _, _ in }
) throws -> GenerationReport {
    try settings.validate(vocabularySize: session.vocabularySize)
    guard session.rows == 1 else { throw SessionError.wrongNumberOfRows(given: 1, expected: session.rows) }
    if let size = speculation?.drafter.vocabularySize, size != session.vocabularySize {
        throw SpeculationError.differentVocabularies(target: session.vocabularySize, draft: size)
    }
    let end = settings.ignoresEndOfText ? nil : tokeniser.endOfText
    let endTokens = settings.stopTokens + [end].compactMap { $0 }
    let beyond = Int32(min(tokeniser.vocabularySize, session.vocabularySize))..<Int32(session.vocabularySize)
    let unwanted =
        [tokeniser.mask, tokeniser.specialTokens.id(of: .pad), tokeniser.endOfText].compactMap { $0 } + beyond
    let sampler = try Sampler(
        settings,
        endTokens: endTokens,
        forbidden: unwanted.filter { !endTokens.contains($0) },
        extra: transforms
    )

    let clock = ContinuousClock()
    let began = clock.now
    var source = TokenSource(session: session, sampler: sampler, speculation: speculation)
    if settings.maximumTokens > 0 {
        try onPromptRead(session, source.read(Array(prompt.dropFirst(read)), ready: logits))
    }
    let afterPrompt = clock.now

    var context = TokenContext(prompt: prompt)
    var assembler = TextAssembler(stopStrings: settings.stopStrings)
    var text = ""
    var unreported: [Int32] = []
    let constraints = transforms.compactMap { $0 as? any TokenConstraint }
    func isComplete() throws -> Bool { try constraints.contains { try $0.isComplete(after: context.generated) } }
    var reason: FinishReason? = try isComplete() ? .complete : nil
    func report(_ piece: String) throws {
        guard !piece.isEmpty else { return }
        text += piece
        try onPiece(GeneratedPiece(text: piece, tokens: unreported))
        unreported = []
    }
    while reason == nil {
        let remaining = settings.maximumTokens - context.generated.count
        guard remaining > 0 else {
            reason = .length
            break
        }
        guard !isCancelled() else {
            reason = .cancelled
            break
        }
        guard let chosen = try source.next(after: context, atMost: remaining, using: &generator) else {
            reason = .contextFull
            break
        }
        for token in chosen where reason == nil {
            if endTokens.contains(token) {
                reason = .endOfText
            } else {
                context.generated.append(token)
                unreported.append(token)
                try report(assembler.append(tokeniser.bytes(of: token)))
                if assembler.hasStopped { reason = .stopString } else if try isComplete() { reason = .complete }
            }
        }
    }
    try report(assembler.finish())
    let seconds = afterPrompt.duration(to: clock.now).seconds
    return GenerationReport(
        text: text,
        tokens: context.generated,
        promptTokens: prompt.count,
        cachedTokens: read,
        promptSeconds: began.duration(to: afterPrompt).seconds,
        seconds: seconds,
        tokensPerSecond: seconds > 0 ? Double(context.generated.count) / seconds : 0,
        networkCalls: source.networkCalls,
        finishReason: reason ?? .length,
        draftedTokens: source.drafted,
        acceptedTokens: source.accepted,
        acceptedLengths: source.acceptedLengths,
        draftSeconds: source.draftSeconds
    )
}

extension Duration {
    /// As a number.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
