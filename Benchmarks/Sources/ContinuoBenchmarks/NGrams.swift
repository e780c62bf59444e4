import ArgumentParser
import Continuo
import Foundation

/// Estimating an n-gram model of words, and asking it: the work of `peers/ngram.py`.
struct NGrams: ParsableCommand {
    enum Measure: String, ExpressibleByArgument { case train, query }

    static let configuration = CommandConfiguration(
        commandName: "ngrams",
        abstract: "Measure the estimation of an n-gram model, or queries of one that is mapped."
    )

    @Option(help: "train or query.") var measure: Measure
    @Option(help: "A text of one sentence a line.") var text: String
    @Option(help: "Length of the longest n-grams.") var order = 5
    @Option(help: "Memory for sorting, with the unit G.") var memory = "1G"

    func run() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "continuo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "model.mapped").path
        let clock = ContinuousClock()
        let began = clock.now
        let file = try MappedFile(path: text)
        var words = WordStream()
        words.append(file.bytes)
        let (vocabulary, stream) = words.finished()
        guard let gigabytes = Double(memory.dropLast()), memory.hasSuffix("G") else {
            throw ValidationError("--memory \(memory): expected a number with G")
        }
        let counts = try NGramCounts(
            stream: stream,
            order: order,
            vocabularySize: vocabulary.size,
            memory: Int(gigabytes * Double(1 << 30))
        )
        let model = NGramModel(counts, endToken: vocabulary.end)
        let estimated = clock.now
        try model.writeMapped(to: path)
        let written = clock.now
        let megabytes = Double(file.count) / 1e6
        if measure == .train {
            let estimation = began.duration(to: estimated) / .seconds(1)
            let whole = began.duration(to: written) / .seconds(1)
            return try Report(rows: [
                Row(measure: "estimation", value: megabytes / estimation, unit: "MB/s"),
                Row(measure: "usable-model", value: megabytes / whole, unit: "MB/s"),
            ]).write()
        }
        let mapped = try MappedNGramModel(path: path)
        // Every tenth sentence, as the peer reads them.
        let sentences = stream.split(separator: -1, omittingEmptySubsequences: true).enumerated()
            .filter { $0.offset % 10 == 0 }.prefix(200_000).map { Array($0.element) }
        let queries = sentences.reduce(0) { $0 + $1.count }
        var total = 0.0
        let seconds = medianSeconds(of: 3, warmUp: 1, least: 3) {
            for sentence in sentences { total += mapped.logLikelihood(sentence) }
        }
        guard total.isFinite else { throw ValidationError("a sentence has no probability") }
        try Report(rows: [
            Row(measure: "queries", value: Double(queries) / seconds / 1e6, unit: "M/s"),
            Row(measure: "size", value: Double(mapped.byteCount) / 1e6, unit: "MB"),
        ]).write()
    }
}
