import Foundation

/// A store as a file: a header of six 64-bit little-endian numbers (magic, bytes a token, tokens, ids, bytes of text,
/// documents), the starts of the documents in 64 bits each, and the tokens.
extension TokenStore {
    /// "CTOKENS1" read as a little-endian number.
    private static let magic: UInt64 = 0x3153_4E45_4B4F_5443
    private static let headerBytes = 48

    /// Writes the store beside the path and renames it into place.
    public func write(to path: String) throws {
        var data = Data(capacity: Self.headerBytes + documentStarts.count * 8 + count * 4)
        let isNarrow = vocabularySize <= 1 << 16
        let header = [
            Self.magic, isNarrow ? 2 : 4, UInt64(count), UInt64(vocabularySize), UInt64(textBytes),
            UInt64(documentStarts.count),
        ]
        for number in header + documentStarts.map({ UInt64($0) }) {
            withUnsafeBytes(of: number.littleEndian) { data.append(contentsOf: $0) }
        }
        for position in 0..<count {
            let token = UInt32(bitPattern: self[position])
            withUnsafeBytes(of: token.littleEndian) { data.append(contentsOf: $0.prefix(isNarrow ? 2 : 4)) }
        }
        try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    /// Maps a store that was written by ``write(to:)``: nothing is read before it is looked at.
    /// - Throws: ``DatasetError`` when the file is missing, is no token store, or has another size than its header says.
    public convenience init(mapping path: String, name: String? = nil) throws(DatasetError) {
        let file = try MappedFile(path: path)
        let bytes = file.bytes
        guard bytes.count >= Self.headerBytes else {
            throw .malformed(
                path: path,
                reason: "a token file has at least \(Self.headerBytes) bytes, this has \(bytes.count)"
            )
        }
        let header = (0..<6).map { UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self)) }
        guard header[0] == Self.magic else { throw .malformed(path: path, reason: "this is not a token file") }
        let (width, count, vocabulary, text, documents) = (header[1], header[2], header[3], header[4], header[5])
        let limit = UInt64(bytes.count)
        let isSound =
            (width == 2) == (vocabulary <= 1 << 16) && (width == 2 || width == 4)
            && vocabulary <= UInt64(Int32.max) && count <= limit && documents <= limit && text <= UInt64(Int.max)
        guard isSound, UInt64(Self.headerBytes) + documents * 8 + count * width == limit else {
            throw .malformed(
                path: path,
                reason: "the header promises \(count) tokens of \(width) bytes in \(documents) documents, "
                    + "which does not fit the file's \(limit) bytes"
            )
        }
        let starts = (0..<Int(documents)).map {
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: Self.headerBytes + $0 * 8, as: UInt64.self))
        }
        guard zip(starts, starts.dropFirst()).allSatisfy(<=), starts.last ?? 0 <= count else {
            throw .malformed(path: path, reason: "the starts of the documents are not in order")
        }
        let tokens = bytes.baseAddress! + Self.headerBytes + Int(documents) * 8
        if let wrong = Self.firstOutside(tokens, isNarrow: width == 2, count: Int(count), limit: UInt32(vocabulary)) {
            throw .malformed(path: path, reason: "token \(wrong) is not below the vocabulary's size \(vocabulary)")
        }
        self.init(
            name: name ?? path,
            base: tokens,
            isNarrow: width == 2,
            count: Int(count),
            vocabularySize: Int(vocabulary),
            textBytes: Int(text),
            documentStarts: starts.map { Int($0) },
            owner: file
        )
    }

    private static func firstOutside(_ tokens: UnsafeRawPointer, isNarrow: Bool, count: Int, limit: UInt32) -> Int? {
        if isNarrow {
            let values = UnsafeBufferPointer(start: tokens.assumingMemoryBound(to: UInt16.self), count: count)
            return values.firstIndex { UInt32($0) >= limit }
        }
        let values = UnsafeBufferPointer(start: tokens.assumingMemoryBound(to: UInt32.self), count: count)
        return values.firstIndex { $0 >= limit }
    }
}
