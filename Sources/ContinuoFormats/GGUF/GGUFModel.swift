/// A model in GGUF: one file, or the numbered parts that a large one is split into. Reads like one file.
///
/// Parts are named `name-00001-of-00003.gguf`, and say in `split.no`, `split.count` and `split.tensors.count` which they are;
/// the first one has the model's metadata. Source: llama.cpp's `gguf-split`.
public final class GGUFModel: Sendable {
    /// The path that was asked for.
    public let path: String
    /// The files, in the order of their numbers.
    public let files: [GGUFFile]
    /// All tensors, file by file.
    public let tensors: [GGUFTensor]

    private let fileOfTensor: [ExactText: Int]

    /// Opens a model from its file, from any of its parts, or from a folder that holds one model.
    /// - Throws: `DataFileError` when a file is damaged, when parts are missing (it names them), and when parts disagree.
    public init(path: String) throws(DataFileError) {
        self.path = path
        let asked = try GGUFFile(path: GGUFSplit.mainFile(path))
        if let split = try GGUFSplit(of: asked) {
            files = try split.open(with: asked)
        } else {
            files = [asked]
        }
        tensors = files.flatMap(\.tensors)
        var fileOfTensor: [ExactText: Int] = [:]
        for (number, file) in files.enumerated() {
            for tensor in file.tensors {
                guard let other = fileOfTensor.updateValue(number, forKey: ExactText(tensor.name)) else { continue }
                throw DataFileError(
                    .malformed,
                    file: file.path,
                    place: "tensor \"\(tensor.name)\"",
                    expected: "every tensor in one file",
                    found: "it is in \(FileSystem.name(of: files[other].path)) too"
                )
            }
        }
        self.fileOfTensor = fileOfTensor
        try GGUFSplit.checkTensorCount(tensors.count, files[0])
    }

    /// Keys and values of the model, in the order of its first file.
    public var metadata: GGUFMetadata { files[0].metadata }

    /// The tensors' names, file by file.
    public var names: [String] { tensors.map(\.name) }

    /// The tensor of a name; nil when there is none.
    public func tensor(_ name: String) -> GGUFTensor? {
        fileOfTensor[ExactText(name)].flatMap { files[$0].tensor(name) }
    }

    /// The bytes of a tensor. Valid as long as this object lives.
    /// - Throws: `DataFileError` of kind `missing` that lists similar names.
    public func bytes(_ name: String) throws(DataFileError) -> UnsafeRawBufferPointer {
        let (file, tensor) = try find(name)
        return file.bytes(of: tensor)
    }

    /// The values of a tensor, row by row as `GGUFTensor.shape` has them.
    /// - Throws: `DataFileError` of kind `missing` that lists similar names.
    public func values(_ name: String) throws(DataFileError) -> [Float] {
        let (file, tensor) = try find(name)
        return tensor.format.decode(file.bytes(of: tensor))
    }

    /// Asks the system to load a tensor ahead of its use.
    /// - Throws: `DataFileError` of kind `missing` that lists similar names.
    public func willNeed(_ name: String) throws(DataFileError) {
        let (file, tensor) = try find(name)
        file.willNeed(tensor)
    }

    /// Tells the system that a part of a tensor's bytes will not be read again soon, so that its memory can be given to others.
    /// A name that no tensor has changes nothing.
    public func willNotNeed(_ name: String, _ part: Range<Int>) {
        guard let number = fileOfTensor[ExactText(name)], let tensor = files[number].tensor(name) else { return }
        files[number].willNotNeed(tensor, part)
    }

    private func find(_ name: String) throws(DataFileError) -> (GGUFFile, GGUFTensor) {
        guard let number = fileOfTensor[ExactText(name)], let tensor = files[number].tensor(name) else {
            throw .missingTensor(name, among: names, file: path, advice: "Is this a model of another kind?")
        }
        return (files[number], tensor)
    }
}
