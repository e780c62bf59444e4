import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats

extension SequenceModel {
    /// The settings of generation that the model's `generation_config.json` asks for.
    ///
    /// `do_sample: false` takes the most probable token each time. Values with which a setting does nothing (`top_k` 0,
    /// `top_p` 1, …) leave it out. Every id of `eos_token_id`, one or a list, ends generation. Keys of other methods are
    /// passed over.
    /// - Throws: `DataFileError` that names the key, for a value of another type or range.
    public func generationDefaults() throws -> SamplingSettings {
        let values = ConfigurationValues(generation, file: FileName.generation)
        var settings = SamplingSettings()
        settings.temperature = try values.number("temperature", default: 1)
        if let topK = try values.optionalInteger("top_k", in: 0...Int(Int32.max)), topK > 0 { settings.topK = topK }
        settings.topP = try values.share("top_p", idle: 1)
        settings.minP = try values.share("min_p", idle: 0)
        settings.typicalP = try values.share("typical_p", idle: 1)
        settings.epsilonCutoff = try values.share("epsilon_cutoff", idle: 0)
        settings.etaCutoff = try values.share("eta_cutoff", idle: 0)
        settings.repetitionPenalty = try values.number("repetition_penalty", default: 1, in: 1e-6...1e6)
        if let size = try values.optionalInteger("no_repeat_ngram_size", in: 0...Int(Int32.max)), size > 0 {
            settings.noRepeatNGramSize = size
        }
        if let length = try values.optionalInteger("max_new_tokens") { settings.maximumTokens = length }
        settings.minimumTokens = try values.optionalInteger("min_new_tokens", in: 0...Int(Int32.max)) ?? 0
        if try !values.flag("do_sample", default: true) { settings = settings.choosingTheMostProbable }
        settings.stopTokens = try endTokens(values)
        return settings
    }

    private func endTokens(_ values: ConfigurationValues) throws -> [Int32] {
        let key = "eos_token_id"
        guard let value = values.value(key) else { return [] }
        let list = value.arrayValue ?? [value]
        let ids = list.compactMap(\.intValue)
        guard ids.count == list.count else { throw values.error(key, expected: "a token id, or a list of them") }
        // Ids beyond the vocabulary, which some models state, are never drawn.
        return ids.filter { (0..<vocabularySize).contains($0) }.map(Int32.init)
    }
}

extension SamplingSettings {
    /// The same without chance, and without what only chance makes use of.
    fileprivate var choosingTheMostProbable: SamplingSettings {
        var settings = self
        settings.temperature = 0
        (settings.topK, settings.topP, settings.minP, settings.typicalP) = (nil, nil, nil, nil)
        (settings.epsilonCutoff, settings.etaCutoff) = (nil, nil)
        return settings
    }
}

extension ConfigurationValues {
    /// A probability; nil where it is absent or does nothing.
    fileprivate func share(_ key: String, idle: Double) throws(DataFileError) -> Double? {
        let found = try number(key, default: idle, in: 0...1)
        return found == idle ? nil : found
    }
}
