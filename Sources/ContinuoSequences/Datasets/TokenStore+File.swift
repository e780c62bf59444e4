import ContinuoFormats

/// A store as a file: a header of six 64-bit little-endian numbers (magic, bytes a token, tokens, ids, bytes of text,
/// documents), the starts of the documents in 64 bits each, and the tokens.
extension TokenStore {
    /// "CTOKENS1" read as a little-endian number.
    private static let magic: UInt64 = 0x3153_4E45_4B4F_5443
    private static let headerBytes = 48

    /// Writes the store beside the path and renames it into place.
    /// - Throws: `DataFileError` when the system refuses.
    public func write(to path: String) throws(DataFileError) {
        let file = try AtomicFile(path: path)
        let isNarrow = vocabularySize <= 1 << 16
        let header = [
            Self.magic, isNarrow ? 2 : 4, UInt64(count), UInt64(vocabularySize), UInt64(textBytes),
            UInt64(documentStarts.count),
        ]
        try file.write((header + documentStarts.map { UInt64($0) }).flatMap { Self.littleEndian($0, bytes: 8) })
        for start in stride(from: 0, to: count, by: 1 << 16) {
            let tokens = self[start..<min(start + 1 << 16, count)]
            try file.write(tokens.flatMap { Self.littleEndian(UInt64($0), bytes: isNarrow ? 2 : 4) })
        }
        try file.commit()
    }

    private static func littleEndian(_ number: UInt64, bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    /// Maps a store that was written by ``write(to:)``.
    /// - Throws: `DataFileError` when the file is missing, is no token store, has another size than its header says, or holds
    ///   a token that is not below the vocabulary's size.
    public convenience init(mapping path: String, name: String? = nil) throws(DataFileError) {
        let file = try MappedFile(path: path)
        let limit = UInt64(file.count)
        func number(_ index: Int) throws(DataFileError) -> UInt64 {
            try file.integer(at: index * 8, as: UInt64.self, of: "the header")
        }
        guard try number(0) == Self.magic else { throw malformed(path, expected: "a token file") }
        let (width, count, vocabulary) = (try number(1), try number(2), try number(3))
        let (text, documents) = (try number(4), try number(5))
        let isSound =
            (width == 2) == (vocabulary <= 1 << 16) && (width == 2 || width == 4)
            && vocabulary <= UInt64(Int32.max) && count <= limit && documents <= limit && text <= UInt64(Int.max)
        guard isSound, UInt64(Self.headerBytes) + documents * 8 + count * width == limit else {
            throw malformed(
                path,
                place: "header",
                expected: "numbers that fit the file's \(limit) bytes",
                found: "\(count) tokens of \(width) bytes in \(documents) documents"
            )
        }
        var starts: [Int] = []
        for index in 0..<Int(documents) {
            let start = try number(6 + index)
            guard start <= count, Int(start) >= starts.last ?? 0 else {
                throw malformed(
                    path,
                    place: "document \(index)",
                    expected: "starts in ascending order",
                    found: "\(start)"
                )
            }
            starts.append(Int(start))
        }
        let tokens = file.bytes.baseAddress! + Self.headerBytes + Int(documents) * 8
        if let wrong = Self.firstOutside(tokens, isNarrow: width == 2, count: Int(count), limit: UInt32(vocabulary)) {
            throw malformed(path, place: "token \(wrong)", expected: "an id below the vocabulary's size \(vocabulary)")
        }
        self.init(
            name: name ?? path,
            base: tokens,
            isNarrow: width == 2,
            count: Int(count),
            vocabularySize: Int(vocabulary),
            textBytes: Int(text),
            documentStarts: starts,
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
