import Continuo
import Foundation

/// What an n-gram model is trained on: one stream of ids, in which −1 begins each document and the end token closes it.
struct NGramTrainingText {
    let tokeniser: any Tokeniser
    let endToken: Int32?
    let stream: [Int32]
    /// Documents that the counts do not see.
    private let heldOut: [[UInt8]]

    /// Reads files (`-` for standard input).
    /// - Parameters:
    ///   - tokeniser: a path, `bytes` or `words`.
    ///   - lines: whether each line is a document; always for words.
    ///   - all: whether nothing is held out.
    init(
        _ files: [String],
        tokeniser name: String,
        minimumCount: Int,
        lines: Bool,
        all: Bool,
        note: @escaping @Sendable (String) -> Void
    ) throws {
        var heldOut: [[UInt8]] = []
        func read(_ body: ([UInt8]) -> Void) throws {
            for file in files {
                try Self.corpus(file, lines: lines || name == "words", all: all, note).forEach { part, document in
                    switch part {
                    case .train: body(document.bytes)
                    case .validation: heldOut.append(document.bytes)
                    case .test: break
                    }
                }
            }
        }
        if name == "words" {
            var words = WordStream()
            if all, let file = files.first, files.count == 1, case .file = FileSystem.entry(at: file),
                !file.hasSuffix(".jsonl"), !file.hasSuffix(".ndjson")
            {
                words.append(try MappedFile(path: file).bytes)
            } else {
                try read { document in document.withUnsafeBytes { words.append($0) } }
            }
            let reserved: Set<String> = [SpecialRole.unknown.usualText, SpecialRole.endOfText.usualText]
            let (vocabulary, stream) = words.finished(minimumCount: minimumCount, reserved: reserved)
            guard !vocabulary.words.isEmpty else {
                throw CommandError(.badData, "\(files.joined(separator: ", ")): found no words to learn from.")
            }
            self.stream = stream
            tokeniser = try SubwordTokeniser.symbols(vocabulary.words)
            endToken = vocabulary.end
        } else {
            let tokeniser: any Tokeniser = name == "bytes" ? ByteTokeniser() : try TokeniserFiles.load(name)
            var stream: [Int32] = []
            try read { document in
                stream.append(-1)
                stream += tokeniser.encode(document)
                if let end = tokeniser.endOfText { stream.append(end) }
            }
            (self.tokeniser, self.stream, endToken) = (tokeniser, stream, tokeniser.endOfText)
        }
        self.heldOut = heldOut
    }

    /// Tokens of the documents, their ends among them.
    var tokenCount: Int { stream.reduce(0) { $0 + ($1 < 0 ? 0 : 1) } }

    /// The documents without their ends.
    var documents: [[Int32]] {
        stream.split(separator: -1, omittingEmptySubsequences: false).dropFirst().map {
            Array(endToken != nil && $0.last == endToken ? $0.dropLast() : $0)
        }
    }

    /// Bits per byte of the held-out text; nil where there is none.
    func bitsPerByte(under model: some ScoringModel) throws -> Double? {
        var (nats, bytes) = (0.0, 0)
        for document in heldOut {
            nats -= try model.score(tokeniser.encode(document)).total
            bytes += document.count
        }
        return bytes > 0 ? nats / log(2) / Double(bytes) : nil
    }

    private static func corpus(
        _ file: String,
        lines: Bool,
        all: Bool,
        _ note: @escaping @Sendable (String) -> Void
    ) throws -> any Corpus {
        let boundary: DocumentBoundary = lines ? .line : .file
        guard file == "-" else {
            return try DataRequest(file, boundary: boundary, split: all ? SplitRule.none : nil).open(note: note)
        }
        let bytes = try TextInput.read(file)
        let ranges = bytes.withUnsafeBufferPointer { boundary.ranges(in: $0) }
        let documents = ranges.map { Document(name: "standard input", bytes: Array(bytes[$0])) }
        let usual: SplitRule = lines ? .documentHash(validation: 0.05, test: 0.05) : .lastFraction(0.05)
        return try SplitCorpus(InMemorySource(name: "standard input", documents: documents), rule: all ? .none : usual)
    }
}
