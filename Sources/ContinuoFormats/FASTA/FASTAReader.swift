/// A named sequence of letters.
public struct FASTARecord: Sendable, Hashable {
    /// The first word behind `>`.
    public var name: String
    /// What follows the name on its line.
    public var description: String
    /// The letters as written, line ends and spaces taken out.
    public var sequence: [UInt8]

    /// A named sequence.
    public init(name: String, description: String = "", sequence: [UInt8]) {
        self.name = name
        self.description = description
        self.sequence = sequence
    }
}

/// Reads sequences of nucleotides or amino acids in FASTA form, one record at a time.
///
/// A record is a line `>name description` and lines of letters, `-` and `*`; lines that begin with `;` are comments.
public final class FASTAReader {
    private let reader: LineReader
    private var heading: String?

    /// Opens a file.
    /// - Throws: `DataFileError` for a missing path, a directory, a refusal, or a file that does not begin with a record.
    public init(path: String) throws(DataFileError) {
        reader = try LineReader(path: path)
        while let line = try reader.next() {
            if line.isEmpty || line.first == UInt8(ascii: ";") { continue }
            guard line.first == UInt8(ascii: ">") else {
                throw malformed(
                    expected: "a line that begins with \">\"",
                    found: "other text",
                    advice: "Is this a FASTA file?"
                )
            }
            heading = try text(line)
            return
        }
        throw DataFileError(.empty, file: path, expected: "a line that begins with \">\"", found: "none")
    }

    /// The next record; nil after the last.
    /// - Throws: `DataFileError` with the line's number for a byte that no sequence may have.
    public func next() throws(DataFileError) -> FASTARecord? {
        guard let heading else { return nil }
        self.heading = nil
        let words = heading.dropFirst().split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        var record = FASTARecord(
            name: words.first.map(String.init) ?? "",
            description: words.count > 1 ? String(words[1]) : "",
            sequence: []
        )
        while let line = try reader.next() {
            if line.first == UInt8(ascii: ">") {
                self.heading = try text(line)
                break
            }
            if line.first == UInt8(ascii: ";") { continue }
            try append(line, to: &record.sequence)
        }
        return record
    }

    private func append(_ line: ArraySlice<UInt8>, to sequence: inout [UInt8]) throws(DataFileError) {
        for (column, byte) in line.enumerated() {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"),
                UInt8(ascii: "*"):
                sequence.append(byte)
            case 32, 9: continue
            default:
                throw malformed(
                    expected: "letters, \"-\" or \"*\"",
                    found: "byte 0x\(String(byte, radix: 16)) in column \(column + 1)"
                )
            }
        }
    }

    private func text(_ line: ArraySlice<UInt8>) throws(DataFileError) -> String {
        if let text = String(validating: line, as: UTF8.self) { return text }
        throw malformed(expected: "a heading in UTF-8", found: "bytes that are not UTF-8")
    }

    private func malformed(expected: String, found: String, advice: String = "") -> DataFileError {
        DataFileError(
            .malformed,
            file: reader.path,
            place: "line \(reader.lineNumber)",
            expected: expected,
            found: found,
            advice: advice
        )
    }
}
