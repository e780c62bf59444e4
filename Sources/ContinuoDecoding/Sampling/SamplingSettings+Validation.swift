extension SamplingSettings {
    /// Checks every value against its range.
    /// - Parameter vocabularySize: where it is known, ids are checked against it.
    public func validate(vocabularySize: Int? = nil) throws(SamplingError) {
        try require("temperature", temperature, temperature >= 0 && temperature.isFinite, "a number that is 0 or more")
        try require("top_k", topK, { $0 >= 1 }, "1 or more; leave it out to keep every token")
        try require("top_p", topP, { $0 > 0 && $0 <= 1 }, "above 0 and at most 1")
        try require("min_p", minP, { $0 >= 0 && $0 <= 1 }, "between 0 and 1")
        try require("typical_p", typicalP, { $0 > 0 && $0 <= 1 }, "above 0 and at most 1")
        try require("epsilon_cutoff", epsilonCutoff, { $0 > 0 && $0 < 1 }, "between 0 and 1, both excluded")
        try require("eta_cutoff", etaCutoff, { $0 > 0 && $0 < 1 }, "between 0 and 1, both excluded")
        try require(
            "repetition_penalty",
            repetitionPenalty,
            repetitionPenalty > 0 && repetitionPenalty.isFinite,
            "a number above 0 (1 does nothing)"
        )
        try require("presence_penalty", presencePenalty, presencePenalty.isFinite, "a finite number")
        try require("frequency_penalty", frequencyPenalty, frequencyPenalty.isFinite, "a finite number")
        try require("penalty_window", penaltyWindow, { $0 >= 1 }, "1 or more; leave it out to see every token")
        try require("no_repeat_ngram_size", noRepeatNGramSize, { $0 >= 1 }, "1 or more")
        try require("min_new_tokens", minimumTokens, minimumTokens >= 0, "0 or more")
        try require("max_new_tokens", maximumTokens, maximumTokens >= 0, "0 or more")
        try require(
            "min_new_tokens",
            minimumTokens,
            minimumTokens <= maximumTokens,
            "at most max_new_tokens, which is \(maximumTokens)"
        )
        for text in stopStrings {
            try require("stop_strings", "\"\"", !text.isEmpty, "texts of at least one character")
        }
        for (id, bias) in logitBias {
            try require("logit_bias", bias, !bias.isNaN && bias != .infinity, "a number below infinity")
            try validate(id, of: "logit_bias", vocabularySize)
        }
        for id in stopTokens { try validate(id, of: "eos_token_id", vocabularySize) }
    }

    private func validate(_ id: Int32, of name: String, _ vocabularySize: Int?) throws(SamplingError) {
        let size = vocabularySize ?? Int(Int32.max)
        try require(name, id, id >= 0 && Int(id) < size, "token ids in 0 ..< \(size)")
    }

    private func require<Value>(
        _ name: String,
        _ value: Value,
        _ holds: Bool,
        _ expected: String
    ) throws(SamplingError) {
        guard holds else { throw .invalidSetting(name: name, value: "\(value)", expected: expected) }
    }

    private func require<Value>(
        _ name: String,
        _ value: Value?,
        _ holds: (Value) -> Bool,
        _ expected: String
    ) throws(SamplingError) {
        if let value { try require(name, value, holds(value), expected) }
    }
}
