/// How the next token is chosen and when generation ends.
///
/// The coded names are those of `generation_config.json`. Every value has a default that does nothing, so that the
/// default settings draw from the model's own distribution.
public struct SamplingSettings: Sendable, Equatable {
    /// Divides the logits. 0 takes the most probable token (the lowest id among equals).
    public var temperature: Double = 1

    /// Keeps the `topK` most probable tokens, and those equal to the last of them.
    public var topK: Int?

    /// Keeps the smallest set of most probable tokens whose probability reaches `topP` (Holtzman et al. 2020).
    public var topP: Double?

    /// Keeps tokens of at least `minP` times the greatest probability (Nguyen et al. 2024).
    public var minP: Double?

    /// Keeps the tokens whose surprise is nearest to the entropy, up to this probability (Meister et al. 2023).
    public var typicalP: Double?

    /// Keeps tokens of at least this probability (Hewitt et al. 2022).
    public var epsilonCutoff: Double?

    /// Keeps tokens of at least min(η, √η·e^−entropy) (Hewitt et al. 2022).
    public var etaCutoff: Double?

    /// Divides positive and multiplies negative logits of tokens in prompt and continuation (Keskar et al. 2019).
    public var repetitionPenalty: Double = 1

    /// Taken from the logits of every token that has been generated.
    public var presencePenalty: Double = 0

    /// Taken from the logits of a generated token once for each time that it was generated.
    public var frequencyPenalty: Double = 0

    /// The penalties see the last so many tokens; nil for all.
    public var penaltyWindow: Int?

    /// No run of this many tokens occurs twice (Paulus et al. 2018).
    public var noRepeatNGramSize: Int?

    /// Added to the logits of the given ids.
    public var logitBias: [Int32: Double] = [:]

    /// Starts the random numbers; nil for a fresh start each time.
    public var seed: UInt64?

    /// Texts that end generation. They are not part of the result.
    public var stopStrings: [String] = []

    /// Token ids that end generation, besides the tokeniser's end of text.
    public var stopTokens: [Int32] = []

    /// Goes on after the end of text: its id is never drawn.
    public var ignoresEndOfText = false

    /// Ending tokens are not drawn before so many tokens.
    public var minimumTokens = 0

    /// The greatest number of tokens to generate.
    public var maximumTokens = 256

    public init() {}

    /// The most probable token each time.
    public static var greedy: SamplingSettings {
        var settings = SamplingSettings()
        settings.temperature = 0
        return settings
    }

    /// Whether the choice is free of chance.
    public var isGreedy: Bool { temperature == 0 }
}
