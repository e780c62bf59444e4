import ContinuoFormats

/// Sequences of a few symbols, as people write them: a sequence on each line, its symbols apart by white space or commas; a line
/// without either is read character by character.
public struct SymbolSequences: Sendable, Equatable {
    /// The symbols in the order in which they first occur.
    public let symbols: [String]
    /// Indices of `symbols`.
    public let sequences: [[Int]]

    /// Reads a file.
    /// - Throws: `DataFileError` for text that is no UTF-8, or holds fewer than two symbols.
    public init(file path: String) throws(DataFileError) {
        let bytes = try FileSystem.read(path, allowsEmpty: false)
        if let place = FileSystem.firstInvalidUTF8(bytes) {
            throw DataFileError(.malformed, file: path, place: "byte \(place)", expected: "UTF-8", found: "other bytes")
        }
        var symbols: [String] = []
        var ids: [String: Int] = [:]
        let sequences = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map { line in
            Self.words(String(line)).map { word in
                if let id = ids[word] { return id }
                ids[word] = symbols.count
                symbols.append(word)
                return symbols.count - 1
            }
        }
        guard symbols.count >= 2 else {
            throw DataFileError(
                .malformed,
                file: path,
                expected: "sequences of two symbols or more, one sequence on each line",
                found: symbols.isEmpty ? "none" : "only the symbol \(symbols[0])"
            )
        }
        self.symbols = symbols
        self.sequences = sequences.filter { !$0.isEmpty }
    }

    private static func words(_ line: String) -> [String] {
        let words = line.split { $0 == "," || $0.isWhitespace }.map { String($0) }
        return words.count == 1 ? words[0].unicodeScalars.map { String($0) } : words
    }
}
