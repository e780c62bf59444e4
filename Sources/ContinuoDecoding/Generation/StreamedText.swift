import ContinuoSequences

/// A text that is read as it comes, and from which continuations branch off.
///
/// One state is kept and never the text, so that with a recurrent network the memory is the same however long the text grows.
/// A continuation goes on from a copy of the state, which is dropped afterwards: what was generated is never a part of the text.
/// A network that holds so many tokens and no more refuses what lies beyond.
public final class StreamedText {
    /// The tokens that penalties for repetition look back at.
    public static let memory = 1024

    private let session: any DecodingSession
    private let tokeniser: any Tokeniser
    private var logits: [Float]?
    private var recent: [Int32] = []

    /// Tokens read at a time: bounds the memory of a pass.
    private static let chunk = 512

    /// An empty text.
    /// - Parameter session: one row that has read nothing.
    public init(_ session: any DecodingSession, _ tokeniser: any Tokeniser) {
        self.session = session
        self.tokeniser = tokeniser
    }

    /// Reads on. Each piece is encoded on its own.
    /// - Throws: what the session throws, such as `SessionError.tooLong` where the network can hold no more.
    public func read(_ bytes: [UInt8]) throws {
        var rest = tokeniser.encode(bytes)[...]
        recent = Array((recent + rest).suffix(StreamedText.memory))
        while !rest.isEmpty {
            logits = try session.extend([Array(rest.prefix(StreamedText.chunk))])
            rest = rest.dropFirst(StreamedText.chunk)
        }
    }

    /// Goes on from here, without consequence for the text.
    /// - Parameters: as those of `generate`.
    /// - Throws: `SamplingError.emptyPrompt` where nothing was read and the model has no distribution of a first token.
    public func continuation(
        settings: SamplingSettings,
        transforms: [any LogitTransform] = [],
        using generator: inout some RandomNumberGenerator,
        onPiece: (GeneratedPiece) throws -> Void = { _ in },
        isCancelled: () -> Bool = { Task.isCancelled }
    ) throws -> GenerationReport {
        try generate(
            session.fork(),
            prompt: recent,
            read: recent.count,
            logits: logits,
            settings: settings,
            tokeniser: tokeniser,
            transforms: transforms,
            using: &generator,
            onPiece: onPiece,
            isCancelled: isCancelled
        )
    }
}
