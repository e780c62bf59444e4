import ContinuoBackbones
import ContinuoFormats
import ContinuoSequences
import ContinuoTensor

/// Checkpoints in GGUF, as llama.cpp runs them.
extension SequenceModel {
    /// Reads a model from a GGUF file, or from any part of a split one. The process is autoregressive.
    ///
    /// With stored weights, matrices keep the file's formats: they are repacked for products once, and the file's memory is
    /// given back as it is read.
    /// - Throws: `DataFileError` or `TokeniserError` that names the file, the key and what was expected there.
    public static func load(gguf path: String, _ options: LoadOptions = LoadOptions()) throws -> SequenceModel {
        let file = try GGUFModel(path: path)
        var initialiser = Initialiser(unspecified: .float32, packsMatrices: options.weights == .stored)
        initialiser.cacheFormat = options.cache
        var model = try described(by: file, &initialiser)
        // Reading a vocabulary takes several times the memory that it keeps.
        TensorMemory.trim()
        try model.checkCacheFormat(path)
        try model.namesInGGUF().read(model.backbone, from: file, configuration: configurationInErrors)
        model.contextLimit = options.context
        TensorMemory.trim()
        return model
    }

    /// What stands in errors for the settings of a model in GGUF.
    static let configurationInErrors = "the metadata"

    /// A model as a file's metadata describe it, with initial weights.
    static func described(by file: GGUFModel, _ initialiser: inout Initialiser) throws -> SequenceModel {
        let family = try FamilyRegistry.read(gguf: file)
        let (tokeniser, start) = try GGUFTokeniser.read(file.metadata)
        var model: SequenceModel
        do {
            let process = Autoregressive(start: start)
            model = try SequenceModel(family: family, tokeniser: tokeniser, process: process, &initialiser)
        } catch let failure as ModelError {
            throw DataFileError(
                .malformed,
                file: file.path,
                expected: "the tokeniser of this model",
                found: "\(failure)"
            )
        }
        model.chatTemplate = file.metadata[chatTemplateKey]?.stringValue
        return model
    }

    /// The key of the template that conversations have.
    static let chatTemplateKey = "tokenizer.chat_template"

    /// Names, and order of the rows, of this model's tensors in GGUF.
    /// - Throws: `DataFileError` of kind `unsupported` for families that llama.cpp does not have.
    func namesInGGUF() throws(DataFileError) -> TensorNameMap {
        guard let layout = type(of: family).gguf else {
            let known = FamilyRegistry.all.filter { $0.gguf != nil }.map { $0.name }
            throw DataFileError(
                .unsupported,
                file: "GGUF",
                expected: "one of the families \(known.joined(separator: ", "))",
                found: "\(type(of: family).name)"
            )
        }
        return layout.tensorNames(of: family)
    }
}
