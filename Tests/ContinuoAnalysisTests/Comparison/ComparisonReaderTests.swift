import ContinuoFormats
import ContinuoSequences
import ContinuoTestSupport
import Testing

@testable import ContinuoAnalysis

@Suite("Data of a comparison")
struct ComparisonReaderTests {
    private func read(
        _ text: String,
        _ name: String,
        _ reader: ComparisonReader = ComparisonReader()
    ) throws -> ComparisonData {
        try withTemporaryFolder { folder in
            let path = FileSystem.join(folder, name)
            try AtomicFile.write(text, to: path)
            return try reader.read(path)
        }
    }

    private static let prose = String(
        repeating: "The quick brown fox, No. 7, jumps over the lazy dog's back!\n",
        count: 40
    )
    private static let letters = String(repeating: "ACGTTGCAAC\nGGTACCATAC\n", count: 40)

    @Test("What a file holds is told from its name and contents")
    func kinds() throws {
        #expect(try read(Self.prose, "a.txt").kind == .text)
        let genome = try read(Self.letters, "a.txt")
        #expect(genome.kind == .letters && genome.unit == "letter" && genome.vocabularySize == 5)
        // Line ends are no letters.
        #expect((genome.training + genome.validation + genome.test).flatMap { $0 }.count == 800)
        let fasta = (0..<20).map { ">r\($0) x\nACGTAC\nGTACGT\n" }.joined()
        let records = try read(fasta, "b.fa")
        #expect(records.kind == .letters && records.training.count == 16 && records.training[0].count == 12)
        let symbols = try read((0..<60).map { _ in "open read read close\n" }.joined(), "c.txt")
        #expect(symbols.kind == .symbols && symbols.test.count == 6)
        // Every sequence stands between two ends, and three symbols, the unknown one and the end have ids.
        #expect(symbols.test[0].count == 6 && symbols.test[0].first == symbols.test[0].last)
        #expect(symbols.vocabularySize == 5)
    }

    @Test("Events are grouped by case and ordered by time")
    func log() throws {
        var rows = ["case_id,activity,timestamp"]
        for index in 0..<30 {
            rows.append("\(index),send invoice,2024-01-02T10:00")
            rows.append("\(index),order,2024-01-01T10:00")
        }
        let data = try read(rows.joined(separator: "\n"), "log.csv")
        #expect(data.kind == .log && data.unit == "event" && data.training.count == 24)
        let tokens = data.training[0].map { String(decoding: data.tokeniser.decode([$0]), as: UTF8.self) }
        #expect(Array(tokens[1...2]) == ["order", "send_invoice"])
        var reader = ComparisonReader()
        (reader.caseColumn, reader.activityColumn) = ("a", "b")
        reader.kind = .log
        #expect(try read("a,b\n" + (0..<30).map { "\($0),x\n" }.joined(), "log.csv", reader).training.count == 24)
    }

    @Test("Values become classes that are equally frequent in the past")
    func series() throws {
        let rows = (0..<200).map { index in "s,\(2000 + index),\(index % 10)" }
        let data = try read("unique_id,ds,y\n" + rows.joined(separator: "\n"), "s.csv")
        #expect(data.kind == .series && data.training[0].count == 160 && data.test[0].count == 20)
        let counts = Dictionary(grouping: data.training[0], by: { $0 }).mapValues(\.count)
        #expect(counts.count == 10 && counts.values.allSatisfy { $0 == 16 })
        #expect(try ValueClasses([1, 2, 2, 2, 3], count: 4, file: "x").names.count <= 3)
    }

    @Test("Data that nothing can be learnt from are refused with the reason")
    func refusals() {
        #expect(throws: DataFileError.self) { try read("", "a.txt") }
        #expect(throws: DataFileError.self) { try read("one line\n", "a.txt") }
        let constant = (0..<60).map { "s,\(2000 + $0),1" }.joined(separator: "\n")
        let error = #expect(throws: DataFileError.self) { try read("unique_id,ds,y\n" + constant, "s.csv") }
        #expect(error?.found == "a constant")
        var reader = ComparisonReader()
        reader.kind = .log
        let missing = #expect(throws: DataFileError.self) { try read("case,y\n1,2\n", "s.csv", reader) }
        #expect(missing?.advice.contains("--activity-column") == true)
        let hole = #expect(throws: DataFileError.self) { try read("case,activity\n1,a\n1,\n", "s.csv") }
        #expect(hole?.place.contains("3") == true)
    }

    @Test("Symbols keep their ids through a file")
    func symbols() throws {
        let tokeniser = try SubwordTokeniser.symbols(["b", "a", "b", "<x>"])
        #expect(tokeniser.encode("b a  <x> zz").map { Int($0) } == [0, 1, 2, 3])
        let again = try TokenizerJSON.tokeniser(from: TokenizerJSON.json(of: tokeniser))
        #expect(again.encode("<x> b") == tokeniser.encode("<x> b") && again.endOfText == tokeniser.endOfText)
        #expect(throws: TokeniserError.self) { try SubwordTokeniser.symbols(["a b"]) }
    }
}
