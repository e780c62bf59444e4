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

    /// The model with its initial weights. The family's context is the training context unless the recipe states it.
    public func makeModel(_ tokeniser: any Tokeniser) throws -> SequenceModel {
        var settings = model
        let type = try FamilyRegistry.resolve(family).type
        let word = CommonSetting.context.rawValue
        if let key = type.commonKeys[.context], settings[key] == nil, settings[word] == nil {
            settings[word] = .integer(training.context)
        }
        let network = try FamilyRegistry.recipe(
            family,
            vocabularySize: tokeniser.vocabularySize,
            overrides: settings
        )
        let process = try ProcessRegistry.make(
            processName,
            ConfigurationValues(self.process, file: "recipe \(family)"),
            tokeniser: tokeniser
        )
        return try SequenceModel(family: network, tokeniser: tokeniser, process: process, seed: training.seed)
    }
}
