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

    /// Settings of generation that the model asks for.
    public func generationDefaults() throws -> SamplingSettings {
        try (model as? SequenceModel)?.generationDefaults() ?? SamplingSettings()
    }

    /// Settings of answers: as the model asks, else at temperature 0.7 from the most probable tokens up to 0.95.
    public func answerDefaults() throws -> SamplingSettings {
        var settings = try generationDefaults()
        let given = (model as? SequenceModel)?.generation ?? [:]
        if !["temperature", "top_k", "top_p", "do_sample"].contains(where: { given.contains($0) }) {
            settings.temperature = 0.7
            settings.topP = 0.95
        }
        return settings
    }
}
