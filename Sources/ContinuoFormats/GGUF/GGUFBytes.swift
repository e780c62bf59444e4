/// Bytes that values look into: a part of a mapped file, or an array of their own.
struct GGUFBytes: Sendable {
    private enum Owner {
        case file(MappedFile, Range<Int>)
        case array([UInt8])
    }

    private let owner: Owner

    init(_ bytes: [UInt8]) { owner = .array(bytes) }

    /// A part of a file, which lies within it.
    init(_ file: MappedFile, _ range: Range<Int>) { owner = .file(file, range) }

    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        switch owner {
        case .array(let bytes): return try bytes.withUnsafeBytes(body)
        case .file(let file, let range):
            return try withExtendedLifetime(file) { try body(UnsafeRawBufferPointer(rebasing: file.bytes[range])) }
        }
    }
}
