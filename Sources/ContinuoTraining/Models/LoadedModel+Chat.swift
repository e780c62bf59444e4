import ContinuoDecoding
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences

extension LoadedModel {
    /// The template of conversations with this model: that of the GGUF file, or of the model's folder; nil where it has none.
    /// - Parameter path: where the model was loaded from.
    public func chatTemplate(path: String) throws -> ChatTemplate? {
        if let source = (model as? SequenceModel)?.chatTemplate {
            do {
                return try ChatTemplate(source, specialTokens: templateTokens)
            } catch {
                throw DataFileError(
                    error.kind == .unsupported ? .unsupported : .malformed,
                    file: path,
                    place: "\"tokenizer.chat_template\", line \(error.line)",
                    found: error.message
                )
            }
        }
        guard FileSystem.isDirectory(path), var template = try ChatTemplate.load(directory: path) else { return nil }
        if template.specialTokens.isEmpty { template.specialTokens = templateTokens }
        return template
    }

    /// Special tokens by the names that templates have for them.
    public var templateTokens: JSONObject {
        var tokens = JSONObject()
        for (role, id) in tokeniser.specialTokens.roles.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            if let text = tokeniser.specialTokens.text(of: id) { tokens[role.configurationKey] = .string(text) }
        }
        return tokens
    }

    /// How answers are drawn where nobody says otherwise: as `generation_config.json` asks, else at temperature 0.7 from the
    /// tokens up to a probability of 0.95.
    public var generationDefaults: SamplingSettings {
        var settings = SamplingSettings()
        let given = (model as? SequenceModel)?.generation ?? [:]
        let keys = ["temperature", "top_k", "top_p", "min_p", "typical_p", "repetition_penalty"]
        guard keys.contains(where: { given[$0]?.doubleValue != nil }) || given["do_sample"] != nil else {
            settings.temperature = 0.7
            settings.topP = 0.95
            return settings
        }
        if given["do_sample"]?.boolValue == false { return .greedy }
        settings.temperature = given["temperature"]?.doubleValue ?? settings.temperature
        settings.topK = given["top_k"]?.intValue.flatMap { $0 > 0 ? $0 : nil }
        settings.topP = given["top_p"]?.doubleValue
        settings.minP = given["min_p"]?.doubleValue
        settings.typicalP = given["typical_p"]?.doubleValue
        settings.repetitionPenalty = given["repetition_penalty"]?.doubleValue ?? settings.repetitionPenalty
        return settings
    }

    /// Ids that end a text besides the tokeniser's: those of `generation_config.json`.
    public var endTokens: [Int32] {
        guard let model = model as? SequenceModel, let value = model.generation["eos_token_id"] else { return [] }
        let ids = value.arrayValue?.compactMap(\.intValue) ?? [value.intValue].compactMap { $0 }
        return ids.filter { $0 >= 0 && $0 < model.vocabularySize }.map { Int32($0) }
    }
}
