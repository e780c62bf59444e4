/// A safetensors file, mapped into memory. Everything that the header says is checked against the file before any of it is
/// believed, so that later reads cannot fail.
///
/// Layout: 8 bytes little-endian length of the header; the header as JSON; the tensors' bytes, in C order, little-endian.
/// Source: the safetensors format (Hugging Face), version 0.8.
public final class SafeTensorsFile: Sendable {
    /// The path that was opened.
    public let path: String
    /// The tensors in the order of their bytes.
    public let entries: [SafeTensorsEntry]
    /// The header's `__metadata__`.
    public let metadata: [String: String]

    private let file: MappedFile
    private let positions: [ExactText: Int]

    /// The longest header that the format allows, in bytes.
    static let longestHeader = 100_000_000

    /// Opens and checks a file.
    /// - Throws: `DataFileError` that names the file, the tensor, what its header says and what is true.
    public init(path: String) throws(DataFileError) {
        file = try MappedFile(path: path)
        self.path = path
        let header = try SafeTensorsHeader(bytes: file.bytes, path: path)
        entries = header.entries
        metadata = header.metadata
        positions = Dictionary(uniqueKeysWithValues: header.entries.enumerated().map { (ExactText($1.name), $0) })
    }

    /// The tensors' names in the order of their bytes.
    public var names: [String] { entries.map(\.name) }

    /// The tensor of a name; nil when the file has none.
    public func entry(_ name: String) -> SafeTensorsEntry? { positions[ExactText(name)].map { entries[$0] } }

    /// The bytes of a tensor. Valid as long as this object lives; not necessarily aligned for its type.
    public func bytes(of entry: SafeTensorsEntry) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: file.bytes[entry.range])
    }

    /// The bytes of a tensor by name. Valid as long as this object lives; not necessarily aligned for its type.
    /// - Throws: `DataFileError` of kind `missing` that lists similar names.
    public func bytes(_ name: String) throws(DataFileError) -> UnsafeRawBufferPointer {
        guard let entry = entry(name) else { throw SafeTensorsHeader.missing(name, among: names, file: path) }
        return bytes(of: entry)
    }

    /// Tells the system that a part of a tensor's bytes will not be read again soon, so that its memory can be given to others.
    public func willNotNeed(_ entry: SafeTensorsEntry, _ part: Range<Int>) {
        file.willNotNeed(part.shifted(by: entry.range.lowerBound))
    }
}
