extension SamplingSettings: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case temperature
        case topK = "top_k"
        case topP = "top_p"
        case minP = "min_p"
        case typicalP = "typical_p"
        case epsilonCutoff = "epsilon_cutoff"
        case etaCutoff = "eta_cutoff"
        case repetitionPenalty = "repetition_penalty"
        case presencePenalty = "presence_penalty"
        case frequencyPenalty = "frequency_penalty"
        case penaltyWindow = "penalty_window"
        case noRepeatNGramSize = "no_repeat_ngram_size"
        case logitBias = "logit_bias"
        case seed
        case stopStrings = "stop_strings"
        case stopTokens = "eos_token_id"
        case ignoresEndOfText = "ignore_eos"
        case minimumTokens = "min_new_tokens"
        case maximumTokens = "max_new_tokens"
    }

    private struct AnyKey: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Reads settings; what is left out has its default, an unknown name is an error.
    public init(from decoder: any Decoder) throws {
        self.init()
        let known = Set(CodingKeys.allCases.map(\.rawValue))
        for key in try decoder.container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue) {
            throw SamplingError.unknownSetting(name: key.stringValue, known: known.sorted())
        }
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func read<Value: Decodable>(_ key: CodingKeys, into value: inout Value) throws {
            if let found = try values.decodeIfPresent(Value.self, forKey: key) { value = found }
        }
        try read(.temperature, into: &temperature)
        topK = try values.decodeIfPresent(Int.self, forKey: .topK)
        topP = try values.decodeIfPresent(Double.self, forKey: .topP)
        minP = try values.decodeIfPresent(Double.self, forKey: .minP)
        typicalP = try values.decodeIfPresent(Double.self, forKey: .typicalP)
        epsilonCutoff = try values.decodeIfPresent(Double.self, forKey: .epsilonCutoff)
        etaCutoff = try values.decodeIfPresent(Double.self, forKey: .etaCutoff)
        try read(.repetitionPenalty, into: &repetitionPenalty)
        try read(.presencePenalty, into: &presencePenalty)
        try read(.frequencyPenalty, into: &frequencyPenalty)
        penaltyWindow = try values.decodeIfPresent(Int.self, forKey: .penaltyWindow)
        noRepeatNGramSize = try values.decodeIfPresent(Int.self, forKey: .noRepeatNGramSize)
        seed = try values.decodeIfPresent(UInt64.self, forKey: .seed)
        try read(.stopStrings, into: &stopStrings)
        try read(.stopTokens, into: &stopTokens)
        try read(.ignoresEndOfText, into: &ignoresEndOfText)
        try read(.minimumTokens, into: &minimumTokens)
        try read(.maximumTokens, into: &maximumTokens)
        for (id, bias) in try values.decodeIfPresent([String: Double].self, forKey: .logitBias) ?? [:] {
            guard let token = Int32(id) else {
                throw SamplingError.invalidSetting(name: "logit_bias", value: id, expected: "token ids as names")
            }
            logitBias[token] = bias
        }
        try validate()
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(temperature, forKey: .temperature)
        try values.encodeIfPresent(topK, forKey: .topK)
        try values.encodeIfPresent(topP, forKey: .topP)
        try values.encodeIfPresent(minP, forKey: .minP)
        try values.encodeIfPresent(typicalP, forKey: .typicalP)
        try values.encodeIfPresent(epsilonCutoff, forKey: .epsilonCutoff)
        try values.encodeIfPresent(etaCutoff, forKey: .etaCutoff)
        try values.encode(repetitionPenalty, forKey: .repetitionPenalty)
        try values.encode(presencePenalty, forKey: .presencePenalty)
        try values.encode(frequencyPenalty, forKey: .frequencyPenalty)
        try values.encodeIfPresent(penaltyWindow, forKey: .penaltyWindow)
        try values.encodeIfPresent(noRepeatNGramSize, forKey: .noRepeatNGramSize)
        try values.encode(
            Dictionary(uniqueKeysWithValues: logitBias.map { (String($0.key), $0.value) }),
            forKey: .logitBias
        )
        try values.encodeIfPresent(seed, forKey: .seed)
        try values.encode(stopStrings, forKey: .stopStrings)
        try values.encode(stopTokens, forKey: .stopTokens)
        try values.encode(ignoresEndOfText, forKey: .ignoresEndOfText)
        try values.encode(minimumTokens, forKey: .minimumTokens)
        try values.encode(maximumTokens, forKey: .maximumTokens)
    }
}
