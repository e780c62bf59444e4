import ContinuoDecoding
import ContinuoFormats
import ContinuoSequences

/// A conversation with a model: messages, the template that makes a prompt of them, and a session that keeps what it has read,
/// so that each turn costs its own tokens only.
public final class Conversation {
    public private(set) var messages: [ChatMessage] = []
    /// What prompts are made with: tools, variables of the template.
    public var options = ChatTemplate.Options()
    /// The first message, `system`; nil for none. A change holds from the next answer on.
    public var system: String?
    /// Takes the oldest exchanges out of what the model reads when they do not fit any more; otherwise that is an error.
    public var dropsOldest = false

    private let template: ChatTemplate
    private let tokeniser: any Tokeniser
    private let session: PrefixSession
    /// Read by the model itself in front of every text, so that the prompt leaves it out.
    private let start: Int32?

    /// - Parameter template: what the model was trained on.
    public init(
        _ model: any GenerativeModel,
        tokeniser: any Tokeniser,
        template: ChatTemplate,
        system: String? = nil
    ) {
        self.template = template
        self.tokeniser = tokeniser
        self.system = system
        start = ((model as? SequenceModel)?.process as? Autoregressive)?.start
        session = PrefixSession { try model.makeSession(rows: 1) }
    }

    /// Ids that end an answer, by the spellings that models in use have for the end of a turn.
    public static func turnEnds(of tokeniser: any Tokeniser) -> [Int32] {
        ["<|im_end|>", "<|eot_id|>", "<end_of_turn>", "<|end|>", "<|endoftext|>", "<|end_of_text|>", "</s>"]
            .compactMap { tokeniser.specialTokens.id(of: $0) }
    }

    /// What an answer gave.
    public struct Answer {
        public let report: GenerationReport
        /// Exchanges that had to be left out, the oldest, since the last answer.
        public let droppedExchanges: Int
    }

    /// Adds the user's message and the model's answer. An answer that was interrupted stays as far as it came.
    /// - Throws: `JinjaError` where the template refuses the messages, `SessionError.tooLong` where they do not fit into the
    ///   context; the conversation is then as it was.
    public func answer(
        to text: String,
        settings: SamplingSettings,
        speculation: Speculation? = nil,
        transforms: [any LogitTransform] = [],
        using generator: inout some RandomNumberGenerator,
        onPiece: (GeneratedPiece) throws -> Void = { _ in },
        isCancelled: () -> Bool = { Task.isCancelled }
    ) throws -> Answer {
        let before = messages
        messages.append(ChatMessage("user", text))
        do {
            var dropped = 0
            var prompt = try promptTokens()
            let maximum = try session.prepare(for: prompt).session.maximumLength ?? .max
            while prompt.count >= maximum {
                guard dropsOldest, dropOldest() else {
                    throw SessionError.tooLong(length: prompt.count + 1, maximum: maximum)
                }
                dropped += 1
                prompt = try promptTokens()
            }
            let (session, read) = try session.prepare(for: prompt)
            let report = try generate(
                session,
                prompt: prompt,
                read: read,
                settings: settings,
                tokeniser: tokeniser,
                speculation: speculation,
                transforms: transforms,
                using: &generator,
                onPiece: onPiece,
                isCancelled: isCancelled
            )
            self.session.wentOn(through: prompt + report.tokens)
            if speculation != nil, !session.supportsRollBack { self.session.forget() }
            messages.append(ChatMessage("assistant", report.text))
            return Answer(report: report, droppedExchanges: dropped)
        } catch {
            messages = before
            session.forget()
            throw error
        }
    }

    /// Takes the last exchange back.
    /// - Returns: the user's message of it; nil where there is none.
    @discardableResult
    public func undo() -> String? {
        guard let last = messages.lastIndex(where: { $0.role == "user" }) else { return nil }
        defer { messages.removeSubrange(last...) }
        if case .text(let text) = messages[last].content { return text }
        return nil
    }

    /// Begins anew; the system message stays.
    public func reset() { messages = [] }

    /// Puts messages in place, such as those of an earlier conversation.
    public func restore(_ messages: [ChatMessage]) {
        self.messages = messages.filter { $0.role != "system" }
        system = messages.first { $0.role == "system" }.flatMap { message in
            if case .text(let text) = message.content { text } else { nil }
        }
    }

    /// All messages, the system's among them.
    public var transcript: [ChatMessage] { (system.map { [ChatMessage("system", $0)] } ?? []) + messages }

    /// Goes on from a prompt that was stored: what the conversation has in common with it is not read again.
    public func adopt(_ entry: PromptCache.Entry) { session.adopt(entry.session, tokens: entry.tokens) }

    /// Stores what the model read before its last answer, and the answer, as far as it was read.
    public func store(in cache: PromptCache) throws {
        guard let current = session.current, !session.tokens.isEmpty else { return }
        try cache.write(current, tokens: session.tokens, logits: nil)
    }

    /// The text that the model reads before its next answer.
    public func prompt() throws -> String { try template.prompt(transcript, options) }

    private func promptTokens() throws -> [Int32] {
        let tokens = tokeniser.encode(try prompt(), special: .token)
        return start != nil && tokens.first == start ? Array(tokens.dropFirst()) : tokens
    }

    /// Removes the oldest exchange, but never the last message.
    private func dropOldest() -> Bool {
        let users = messages.indices.filter { messages[$0].role == "user" }
        guard users.count > 1 else { return false }
        messages.removeSubrange(..<users[1])
        return true
    }
}
