/// Adds a constant to the logits of given ids.
public struct LogitBias: LogitTransform {
    public var bias: [Int32: Double]

    public init(bias: [Int32: Double]) { self.bias = bias }

    public func apply(to logits: inout [Float], after context: TokenContext) {
        for (id, value) in bias where logits.indices.contains(Int(id)) { logits[Int(id)] += Float(value) }
    }
}

/// Makes the tokens of prompt and continuation less likely: a positive logit is divided by the penalty, a negative one
/// multiplied (Keskar et al. 2019, CTRL; as `repetition_penalty` of `transformers`).
public struct RepetitionPenalty: LogitTransform {
    public var penalty: Double
    public var window: Int?

    public init(penalty: Double, window: Int? = nil) {
        self.penalty = penalty
        self.window = window
    }

    public func apply(to logits: inout [Float], after context: TokenContext) {
        for id in Set(context.recent(window)) where logits.indices.contains(Int(id)) {
            let logit = logits[Int(id)]
            logits[Int(id)] = logit < 0 ? logit * Float(penalty) : logit / Float(penalty)
        }
    }
}

/// Takes `presence + frequency · count` from the logits of tokens generated so far (the prompt does not count), as the
/// penalties of OpenAI's interface.
public struct CountPenalty: LogitTransform {
    public var presence: Double
    public var frequency: Double
    public var window: Int?

    public init(presence: Double, frequency: Double, window: Int? = nil) {
        self.presence = presence
        self.frequency = frequency
        self.window = window
    }

    public func apply(to logits: inout [Float], after context: TokenContext) {
        var counts: [Int32: Int] = [:]
        for id in context.generated.suffix(window ?? context.generated.count) { counts[id, default: 0] += 1 }
        for (id, count) in counts where logits.indices.contains(Int(id)) {
            logits[Int(id)] -= Float(presence + frequency * Double(count))
        }
    }
}

/// Forbids a token that would complete a run of `size` tokens seen before (Paulus et al. 2018).
public struct NoRepeatedNGram: LogitTransform {
    public var size: Int

    public init(size: Int) { self.size = size }

    public func apply(to logits: inout [Float], after context: TokenContext) {
        let tokens = context.prompt + context.generated
        guard tokens.count >= size else { return }
        let last = tokens.suffix(size - 1)
        for start in 0...(tokens.count - size) where tokens[start..<(start + size - 1)].elementsEqual(last) {
            let id = Int(tokens[start + size - 1])
            if logits.indices.contains(id) { logits[id] = -.infinity }
        }
    }
}

/// Forbids the tokens that end generation until enough have been generated.
public struct MinimumLength: LogitTransform {
    public var tokens: Int
    public var endTokens: [Int32]

    public init(tokens: Int, endTokens: [Int32]) {
        self.tokens = tokens
        self.endTokens = endTokens
    }

    public func apply(to logits: inout [Float], after context: TokenContext) {
        guard context.generated.count < tokens else { return }
        for id in endTokens where logits.indices.contains(Int(id)) { logits[Int(id)] = -.infinity }
    }
}
