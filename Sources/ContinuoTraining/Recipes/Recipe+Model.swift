import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences

extension Recipe {
    /// The tokeniser that the recipe asks for, trained on the training part only.
    public func makeTokeniser(_ corpus: any Corpus) throws -> any Tokeniser {
        let tokeniser: any Tokeniser
        switch representation {
        case .bytes: tokeniser = ByteTokeniser()
        case .characters:
            var texts: [[UInt8]] = []
            try corpus.forEachDocument(of: .train) { texts.append($0.bytes) }
            tokeniser = CharacterTokeniser(trainingOn: texts)
        case .bpe(let vocabulary):
            var trainer = ByteLevelBPETrainer(.init(vocabularySize: vocabulary))
            try corpus.forEachDocument(of: .train) { trainer.add($0.bytes) }
            tokeniser = try trainer.train()
        }
        return try ProcessRegistry.prepare(tokeniser, for: processName)
    }

    var processName: String { process["name"]?.stringValue ?? Autoregressive.name }

    /// The network that the recipe asks for. Its context is the training context unless the recipe states it.
    /// - Parameter overrides: settings that hold where the family has them, whatever the recipe says.
    private func makeFamily(
        _ tokeniser: any Tokeniser,
        overrides: JSONObject = JSONObject()
    ) throws -> any ModelFamily {
        var settings = model
        let type = try FamilyRegistry.resolve(family).type
        let word = CommonSetting.context.rawValue
        if let key = type.commonKeys[.context], settings[key] == nil, settings[word] == nil {
            settings[word] = .integer(training.context)
        }
        let size = tokeniser.vocabularySize
        let network = try FamilyRegistry.recipe(family, vocabularySize: size, overrides: settings)
        let known = network.knownKeys
        let applying = overrides.filter { known.contains($0.0) }
        guard !applying.isEmpty else { return network }
        for (key, value) in applying { settings[key] = value }
        return try FamilyRegistry.recipe(family, vocabularySize: size, overrides: settings)
    }

    /// The model with its initial weights.
    public func makeModel(_ tokeniser: any Tokeniser) throws -> SequenceModel {
        let process = try ProcessRegistry.make(
            processName,
            ConfigurationValues(self.process, file: "recipe \(family)"),
            tokeniser: tokeniser
        )
        return try SequenceModel(
            family: makeFamily(tokeniser),
            tokeniser: tokeniser,
            process: process,
            seed: training.seed
        )
    }

    /// A model that labels, on the recipe's network, with its initial weights. The network has no output matrix of its own where
    /// its family can do without.
    /// - Parameter labels: names of the classes, at least two.
    public func makeLabellingModel(
        _ tokeniser: any Tokeniser,
        _ unit: LabelUnit,
        labels: [String]
    ) throws -> LabellingModel {
        let family = try makeFamily(tokeniser, overrides: ["tie_word_embeddings": true])
        return try LabellingModel(family, tokeniser, unit, labels: labels, seed: training.seed)
    }
}
