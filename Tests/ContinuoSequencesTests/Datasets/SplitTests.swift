import ContinuoSequences
import ContinuoTestSupport
import Testing

struct SplitTests {
    static let documents = (0..<200).map { Document(name: "\($0)", text: "document \($0 % 150)\nsecond line é\n") }
    static let rules: [SplitRule] = [
        .none, .documentHash(validation: 0.1, test: 0.2), .lastDocuments(validation: 0.05, test: 0.05),
        .lastFraction(0.05), .everyNth(20, validation: true), .everyNth(2, validation: false),
    ]

    /// Nothing is lost, nothing is in two parts, and reading again gives the same.
    @Test(arguments: rules) func theParts(_ rule: SplitRule) throws {
        let corpus = try SplitCorpus(InMemorySource(name: "memory", documents: Self.documents), rule: rule)
        var all: [UInt8] = []
        try corpus.forEach { _, document in all += document.bytes }
        #expect(all == Self.documents.flatMap(\.bytes))
        for part in DatasetPart.allCases {
            #expect(try corpus.documents(of: part) == corpus.documents(of: part))
        }
        if rule != .none, rule != .everyNth(2, validation: false) {
            for part in DatasetPart.allCases { #expect(try !corpus.documents(of: part).isEmpty) }
        }
    }

    @Test func equalDocumentsAreInOnePart() throws {
        let rule = SplitRule.documentHash(validation: 0.3, test: 0.3)
        let corpus = try SplitCorpus(InMemorySource(name: "memory", documents: Self.documents), rule: rule)
        var parts: [[UInt8]: Set<DatasetPart>] = [:]
        try corpus.forEach { parts[$1.bytes, default: []].insert($0) }
        #expect(parts.count == 150)
        #expect(parts.values.allSatisfy { $0.count == 1 })
        let other = try SplitCorpus(corpus.source, rule: .documentHash(validation: 0.3, test: 0.3, seed: 1))
        #expect(try other.documents(of: .test) != corpus.documents(of: .test))
    }

    @Test func theFractionsHold() throws {
        let source = InMemorySource(name: "memory", documents: Self.documents)
        let last = try SplitCorpus(source, rule: .lastDocuments(validation: 0.05, test: 0.1))
        #expect(try last.documents(of: .test) == Array(Self.documents[180...]))
        #expect(try last.documents(of: .validation) == Array(Self.documents[170..<180]))
        let nth = try SplitCorpus(source, rule: .everyNth(20, validation: true))
        #expect(try nth.documents(of: .test).map(\.name) == (0..<10).map { "\($0 * 20 + 19)" })
        #expect(try nth.documents(of: .validation).map(\.name) == (0..<10).map { "\($0 * 20 + 18)" })
    }

    /// One long text is cut after a line end, or between two characters when it has no line.
    @Test func oneTextIsCutBetweenLines() throws {
        let lines = (0..<1000).map { "line \($0)\n" }.joined()
        for text in [lines, String(repeating: "é", count: 10_000)] {
            let source = InMemorySource(name: "memory", documents: [Document(name: "text", text: text)])
            let corpus = try SplitCorpus(source, rule: .lastFraction(0.05))
            for part in DatasetPart.allCases {
                let documents = try corpus.documents(of: part)
                #expect(documents.count == 1)
                let share = Double(documents[0].bytes.count) / Double(text.utf8.count)
                #expect(abs(share - (part == .train ? 0.9 : 0.05)) < 0.005)
                #expect(String(validating: documents[0].bytes, as: UTF8.self) != nil)
                if text == lines { #expect(documents[0].bytes.last == UInt8(ascii: "\n")) }
            }
        }
    }

    @Test(arguments: [
        SplitRule.lastFraction(0.5), .documentHash(validation: -0.1, test: 0), .everyNth(2, validation: true),
        .everyNth(1, validation: false), .lastDocuments(validation: 0, test: 1.5),
    ])
    func senselessRulesAreRefused(_ rule: SplitRule) {
        #expect(throws: DatasetError.self) {
            try SplitCorpus(InMemorySource(name: "memory", documents: []), rule: rule)
        }
    }
}
