/// One GGUF file, mapped into memory. Everything that its head says is checked against the file before any of it is
/// believed, so that later reads cannot fail.
///
/// Layout: the mark, the version, the numbers of tensors and of metadata entries; the entries; the tensors' names, shapes,
/// types and offsets; the tensors' bytes, each aligned. A model that is split over several files is opened as `GGUFModel`.
/// Source: the GGUF specification (ggml), versions 2 and 3, little-endian.
public final class GGUFFile: Sendable {
    /// The path that was opened.
    public let path: String
    /// The version of the format: 2 or 3.
    public let version: Int
    /// Keys and values, in the order of the file.
    public let metadata: GGUFMetadata
    /// The tensors, in the order of the file's list.
    public let tensors: [GGUFTensor]
    /// The multiple that each tensor's bytes begin at, counted from `dataOffset`.
    public let alignment: Int
    /// Where the tensors' bytes begin in the file.
    public let dataOffset: Int

    private let file: MappedFile
    private let positions: [ExactText: Int]

    /// Opens and checks a file.
    /// - Throws: `DataFileError` that names the file, the key, tensor or byte, what should be there and what is.
    public init(path: String) throws(DataFileError) {
        file = try MappedFile(path: path)
        self.path = path
        let header = try GGUFHeader(file: file)
        version = header.version
        metadata = header.metadata
        tensors = header.tensors
        alignment = header.alignment
        dataOffset = header.dataOffset
        positions = Dictionary(uniqueKeysWithValues: header.tensors.enumerated().map { (ExactText($1.name), $0) })
    }

    /// The tensor of a name; nil when the file has none.
    public func tensor(_ name: String) -> GGUFTensor? { positions[ExactText(name)].map { tensors[$0] } }

    /// The bytes of one of this file's tensors. Valid as long as this object lives.
    public func bytes(of tensor: GGUFTensor) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: file.bytes[tensor.range])
    }

    /// Asks the system to load a tensor ahead of its use.
    public func willNeed(_ tensor: GGUFTensor) { file.willNeed(tensor.range) }

    /// Tells the system that a tensor, or a part of its bytes, will not be read again soon, so that its memory can be given to
    /// others: weights that were repacked need not be held twice.
    public func willNotNeed(_ tensor: GGUFTensor, _ part: Range<Int>? = nil) {
        file.willNotNeed(part.map { $0.shifted(by: tensor.range.lowerBound) } ?? tensor.range)
    }
}
