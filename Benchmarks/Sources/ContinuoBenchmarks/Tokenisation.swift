import ArgumentParser
import Continuo
import Foundation

/// Encoding documents one after the other on one thread, and reading a vocabulary: the work of `peers/tokenise.py`. With `--ids` the
/// ids of all documents are written, for `tokenisers/compare.py`.
struct Tokenisation: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenise",
        abstract: "Measure encoding with a tokeniser, or write the ids of documents."
    )

    @Option(help: "Time for each measure, in seconds.")
    var seconds = 3.0

    @Option(help: "A tokenizer.json, a tokenizer.model, a folder with one of them, or a GGUF file.")
    var tokeniser: String

    @Option(help: "Documents, each behind its length in four bytes.")
    var documents: String

    @Option(help: "Write the ids of each document behind their number, as 32-bit integers, instead of measuring.")
    var ids: String?

    @Option(help: "How special tokens that are spelled out are read: token or text.")
    var special = "token"

    func run() throws {
        let model = try load()
        let texts = try texts()
        let spelling = special == "text" ? SpecialSpelling.text : .token
        if let ids { return try write(texts.map { model.encode($0, special: spelling) }, to: ids) }
        let megabytes = Double(texts.reduce(0) { $0 + $1.count }) / 1e6
        // Tokenisers remember words, ours and the peer's: after the warm-up both know the frequent ones.
        let encoding = medianSeconds(of: seconds, warmUp: 1, least: 3) {
            for text in texts { _ = model.encode(text, special: spelling) }
        }
        let loading = try medianSeconds(of: seconds / 3, warmUp: 1) { _ = try load() }
        try Report(rows: [
            Row(measure: "encoding", value: megabytes / encoding, unit: "MB/s"),
            Row(measure: "loading", value: 1e3 * loading, unit: "ms"),
        ]).write()
    }

    private func load() throws -> any Tokeniser {
        tokeniser.hasSuffix(".gguf")
            ? try GGUFTokeniser.tokeniser(file: tokeniser) : try TokeniserFiles.load(tokeniser)
    }

    private func texts() throws -> [[UInt8]] {
        let data = try Data(contentsOf: URL(fileURLWithPath: documents))
        var texts: [[UInt8]] = []
        var position = 0
        while position + 4 <= data.count {
            let length = (0..<4).reduce(0) { $0 | Int(data[position + $1]) << (8 * $1) }
            guard position + 4 + length <= data.count else {
                throw ValidationError("\(documents): a document of \(length) bytes at byte \(position) is cut off")
            }
            texts.append(Array(data[position + 4..<position + 4 + length]))
            position += 4 + length
        }
        return texts
    }

    private func write(_ ids: [[Int32]], to path: String) throws {
        var data = Data()
        for document in ids {
            for value in [Int32(document.count)] + document {
                withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
            }
        }
        try data.write(to: URL(fileURLWithPath: path))
    }
}
