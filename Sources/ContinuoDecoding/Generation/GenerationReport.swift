/// Why generation ended.
public enum FinishReason: String, Codable, Sendable {
    /// As many tokens as were asked for.
    case length
    /// The model chose an ending token.
    case endOfText = "end_of_text"
    /// The text reached a stop string.
    case stopString = "stop_string"
    /// A constraint says that the text is whole and nothing may follow.
    case complete
    /// The model can hold no more tokens.
    case contextFull = "context_full"
    /// The user interrupted.
    case cancelled
}

/// Text that was generated since the last piece: complete code points, nothing of a stop string.
public struct GeneratedPiece: Sendable, Equatable {
    public var text: String
    /// The tokens chosen since the last piece. The text of the last ones may follow later.
    public var tokens: [Int32]
}

/// What a generation gave.
public struct GenerationReport: Sendable, Equatable, Encodable {
    /// Without the prompt and without the stop string.
    public var text: String
    /// The chosen tokens, without the ending token; those of a stop string are among them.
    public var tokens: [Int32]
    public var promptTokens: Int
    /// Tokens of the prompt that had been read before.
    public var cachedTokens: Int
    /// Seconds for reading the prompt.
    public var promptSeconds: Double
    /// Seconds after the prompt was read.
    public var seconds: Double
    public var tokensPerSecond: Double
    /// Passes through the network, that for the prompt among them.
    public var networkCalls: Int
    public var finishReason: FinishReason
    /// Tokens that a drafter proposed.
    public var draftedTokens: Int
    /// Proposed tokens that were accepted.
    public var acceptedTokens: Int
    /// Rounds of drafting by the number of proposed tokens that were accepted: the first entry counts those in which none was.
    public var acceptedLengths: [Int]
    /// Seconds that the drafter took, which are part of `seconds`.
    public var draftSeconds: Double

    /// Passes of the model for each token, that for the prompt among them; 0 where there are no tokens.
    public var callsPerToken: Double { tokens.isEmpty ? 0 : Double(networkCalls) / Double(tokens.count) }

    /// Mean number of tokens that a round of drafting brought, the model's own among them; 1 where nothing was drafted.
    public var tokensPerRound: Double {
        let rounds = acceptedLengths.reduce(0, +)
        return rounds == 0 ? 1 : 1 + Double(acceptedTokens) / Double(rounds)
    }

    enum CodingKeys: String, CodingKey {
        case text, tokens, seconds
        case promptTokens = "prompt_tokens"
        case cachedTokens = "cached_tokens"
        case promptSeconds = "prompt_seconds"
        case tokensPerSecond = "tokens_per_second"
        case networkCalls = "network_calls"
        case finishReason = "finish_reason"
        case draftedTokens = "drafted_tokens"
        case acceptedTokens = "accepted_tokens"
        case acceptedLengths = "accepted_lengths"
        case draftSeconds = "draft_seconds"
    }
}
