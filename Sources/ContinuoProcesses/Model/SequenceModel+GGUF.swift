import ContinuoBackbones
import ContinuoFormats
import ContinuoSequences

/// Checkpoints in GGUF, as llama.cpp runs them.
extension SequenceModel {
    /// Reads a model from a GGUF file, or from any part of a split one. The process is autoregressive.
    ///
    /// With stored weights, matrices keep the file's formats: they are repacked for products once, and the file's memory is
    /// given back as it is read.
    /// - Throws: `DataFileError` or `TokeniserError` that names the file, the key and what was expected there.
    public static func load(gguf path: String, _ options: LoadOptions = LoadOptions()) throws -> SequenceModel {
        let file = try GGUFModel(path: path)
        let family = try FamilyRegistry.read(gguf: file)
        let tokeniser = try GGUFTokeniser.tokeniser(from: file.metadata)
        var initialiser = Initialiser(unspecified: .float32, packsMatrices: options.weights == .stored)
        initialiser.cacheFormat = options.cache
        let start = tokeniser.template.prefix.last
        var model: SequenceModel
        do {
            let process = Autoregressive(start: start)
            model = try SequenceModel(family: family, tokeniser: tokeniser, process: process, &initialiser)
        } catch let failure as ModelError {
            throw DataFileError(.malformed, file: path, expected: "the tokeniser of this model", found: "\(failure)")
        }
        try model.checkCacheFormat(path)
        guard let names = type(of: family).gguf?.tensorNames(of: family) else {
            preconditionFailure("a family was read from GGUF without a layout")
        }
        try names.read(model.backbone, from: file, configuration: "the metadata")
        model.contextLimit = options.context
        model.chatTemplate = file.metadata["tokenizer.chat_template"]?.stringValue
        return model
    }
}
