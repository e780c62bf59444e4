import ContinuoBackbones
import ContinuoFormats
import ContinuoSequences
import ContinuoTensor

/// A checkpoint in files, described but not loaded: for writing it in another form with one parameter in memory at a time.
public struct StoredModel {
    /// Told each tensor when it begins, with its number and the number of all.
    public typealias Progress = (_ tensor: String, _ number: Int, _ count: Int) throws -> Void

    /// The folder or GGUF file.
    public let path: String
    /// The model without its weights.
    public let model: SequenceModel
    /// The files that hold the weights.
    public let files: any WeightFiles

    /// The tensors' names in the files.
    private let names: TensorNameMap
    /// What the model was built from, for errors.
    private let configuration: String

    /// Opens a folder in the Hugging Face layout, or a GGUF file.
    /// - Throws: `DataFileError` or `TokeniserError` that names the file and what was expected there.
    public init(path: String) throws {
        self.path = path
        let empty = Initialiser(unspecified: .float32, packsMatrices: true)
        let isFolder = FileSystem.exists(FileSystem.join(path, SequenceModel.FileName.configuration))
        if isFolder {
            let found = try SequenceModel.described(in: path) { _ in empty }
            var model = found.model
            model.chatTemplate = try ChatTemplate.sources(directory: path)[ChatTemplate.defaultName]?.text
            self.model = model
            files = found.weights
            names = type(of: model.family).tensorNames
            configuration = SequenceModel.FileName.configuration
        } else {
            let file = try GGUFModel(path: path)
            var initialiser = empty
            model = try SequenceModel.described(by: file, &initialiser)
            files = file
            names = try model.namesInGGUF()
            configuration = SequenceModel.configurationInErrors
        }
    }

    /// The tensors of the same model in another layout.
    private func tensors(_ layout: TensorNameMap) throws -> [StoredTensor] {
        try layout.tensors(of: model.backbone, from: files, in: names, configuration: configuration)
    }

    /// Whether some matrix is quantised, so that quantising it again adds an error to another.
    public var isQuantised: Bool {
        files.names.contains { (try? files.weightFormat(of: $0))?.isQuantised == true }
    }

    /// The format of the embeddings, which tells how the file's matrices are stored.
    public func matrixFormat() throws -> WeightFormat {
        try tensors(type(of: model.family).tensorNames).first { $0.shape.count >= 2 }?.format ?? .float32
    }

    /// Writes the model as one GGUF file, which appears whole or not at all.
    /// - Returns: what the file does not say, one sentence each.
    /// - Throws: as `SequenceModel.save(gguf:)`, and for files that do not hold the model that they describe.
    public func write(
        gguf output: String,
        _ scheme: GGUFScheme,
        progress: @escaping Progress = { _, _, _ in }
    ) throws -> [String] {
        if let file = files as? GGUFModel {
            try file.write(to: output, scheme, progress: progress)
            return []
        }
        return try model.write(
            gguf: output,
            scheme,
            try tensors(model.namesInGGUF()),
            name: FileSystem.name(of: path),
            progress: progress
        )
    }

    /// Writes the model as a folder in the Hugging Face layout, which appears whole or not at all.
    /// - Parameters:
    ///   - format: of all weights: float32, bfloat16 or float16.
    ///   - largestFileByteCount: weights beyond it go into further files.
    public func write(
        directory output: String,
        _ format: WeightFormat,
        largestFileByteCount: Int,
        progress: @escaping Progress = { _, _, _ in }
    ) throws {
        let tensors = try tensors(type(of: model.family).tensorNames)
        let sources = tensors.enumerated().map { index, tensor in
            var source = tensor.source(safeTensors: format)
            let supply = source.supply
            source.supply = { write in
                try progress(tensor.name, index, tensors.count)
                try supply(write)
            }
            return source
        }
        var json = model.configurationJSON
        json["dtype"] = StoredTensor.safeTensorsTypes[format].map { .string(Self.name(of: $0)) }
        try AtomicDirectory.write(output) { folder in
            try SafeTensorsModel.write(to: folder, tensors: sources, largestFileByteCount: largestFileByteCount)
            try model.writeDescription(into: folder, json)
        }
    }

    /// The name of a type in `config.json`.
    private static func name(of type: StoredElementType) -> String {
        switch type {
        case .bfloat16: "bfloat16"
        case .float16: "float16"
        default: "float32"
        }
    }
}
