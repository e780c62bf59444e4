import ContinuoFormats
import Testing

@Suite struct FASTATests {
    @Test func recordsAreReadOneByOne() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file(
            "x.fasta",
            "; made up\n\n>one first  record\r\nACGT\r\nnn-*\r\n\r\n>two\n>three \nAC GT\n;note\nA"
        )
        let reader = try FASTAReader(path: path)
        #expect(
            try reader.next()
                == FASTARecord(name: "one", description: "first  record", sequence: Array("ACGTnn-*".utf8))
        )
        #expect(try reader.next() == FASTARecord(name: "two", sequence: []))
        #expect(try reader.next() == FASTARecord(name: "three", sequence: Array("ACGTA".utf8)))
        #expect(try reader.next() == nil)
    }

    @Test(arguments: [("ACGT\n", "line 1"), (">a\nACGT\nAC1T\n", "line 3"), (">a\n\u{e9}", "line 2"), ("\n;x\n", "")])
    func faultsArePlaced(text: String, place: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("x.fasta", text)
        let error = failure {
            let reader = try FASTAReader(path: path)
            while try reader.next() != nil {}
        }
        #expect(error?.place == place)
    }
}
