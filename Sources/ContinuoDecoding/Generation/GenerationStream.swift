import ContinuoSequences

/// What a generation stream brings: pieces of text, then one report.
public enum GenerationEvent: Sendable {
    case piece(GeneratedPiece)
    case finished(GenerationReport)
}

/// `generate` as an asynchronous sequence. Leaving the loop, or cancelling its task, ends the generation.
/// - Parameters:
///   - makeSession: called once, in the generating task.
///   - makeSpeculation: the same for a drafter.
///   - generator: copied; the caller's does not advance.
public func generationStream(
    prompt: [Int32],
    settings: SamplingSettings,
    tokeniser: any Tokeniser,
    transforms: [any LogitTransform] = [],
    using generator: some RandomNumberGenerator & Sendable,
    makeSession: @escaping @Sendable () throws -> any DecodingSession,
    makeSpeculation: @escaping @Sendable () throws -> Speculation? = { nil }
) -> AsyncThrowingStream<GenerationEvent, any Error> {
    AsyncThrowingStream { continuation in
        let task = Task.detached {
            do {
                var generator = generator
                let report = try generate(
                    try makeSession(),
                    prompt: prompt,
                    settings: settings,
                    tokeniser: tokeniser,
                    speculation: try makeSpeculation(),
                    transforms: transforms,
                    using: &generator,
                    onPiece: { continuation.yield(.piece($0)) }
                )
                continuation.yield(.finished(report))
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
        continuation.onTermination = { _ in task.cancel() }
    }
}
