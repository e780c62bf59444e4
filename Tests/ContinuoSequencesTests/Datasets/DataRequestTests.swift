import ContinuoFormats
import ContinuoSequences
import Testing

struct DataRequestTests {
    /// Every built-in data set has all three parts, and they are the same each time: one line a member in `BuiltInData.all`.
    @Test(arguments: BuiltInData.all.map(\.name)) func builtInDataHaveAllParts(_ name: String) throws {
        if name.hasPrefix("kjv"), !KingJamesBibleTests.isInstalled { return }
        let corpus = try DataRequest("@" + name).open()
        for part in DatasetPart.allCases {
            let documents = try corpus.documents(of: part)
            #expect(!documents.isEmpty, "\(part)")
            #expect(try corpus.documents(of: part) == documents)
        }
    }

    @Test func unknownNamesListTheKnownOnes() throws {
        let error = #expect(throws: DatasetError.self) { try DataRequest("@moby-dick").open() }
        #expect(error?.description.contains("@kjv") == true)
        #expect(try BuiltInData.named("@kjv").name == BuiltInData.named("kjv").name)
    }

    @Test func theFormOfTheDataIsSeen() throws {
        try withTemporaryFolder { folder in
            for index in 0..<100 { try write("text \(index)\n", to: folder + "/texts/\(index).txt") }
            try write((0..<100).map { #"{"body":"text \#($0)\n"}"# + "\n" }.joined(), to: folder + "/lines.jsonl")
            try write((0..<100).map { "text \($0)\n" }.joined(), to: folder + "/one.txt")
            func total(_ request: DataRequest) throws -> Int {
                let corpus = try request.open()
                var bytes = 0
                for part in DatasetPart.allCases {
                    let documents = try corpus.documents(of: part)
                    #expect(!documents.isEmpty, "\(request.location): \(part)")
                    bytes += documents.reduce(0) { $0 + $1.bytes.count }
                }
                return bytes
            }
            let expected = try total(DataRequest(folder + "/one.txt"))
            #expect(try total(DataRequest(folder + "/texts")) == expected)
            #expect(try total(DataRequest(folder + "/lines.jsonl", field: "body")) == expected)
            #expect(
                try total(DataRequest(folder + "/one.txt", boundary: .line, split: .everyNth(10, validation: true)))
                    == expected - 100
            )
            #expect(throws: DataFileError.self) { try total(DataRequest(folder + "/none.txt")) }
        }
    }

    @Test func builtInDataTakeAnotherSplit() throws {
        let corpus = try DataRequest("@phix174", split: SplitRule.none).open()
        #expect(try corpus.documents(of: .test).isEmpty)
        #expect(try corpus.documents(of: .train).reduce(0) { $0 + $1.bytes.count } == PhiX174.genome.count)
    }
}
