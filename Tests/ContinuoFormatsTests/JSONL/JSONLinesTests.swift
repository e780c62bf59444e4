import ContinuoFormats
import Testing

@Suite struct JSONLinesTests {
    @Test func whatIsWrittenIsRead() throws {
        let folder = try TemporaryFolder()
        let values: [JSONValue] = [
            ["text": "a\nb"], 1, nil, [1, 2], ["text": .string(String(repeating: "é", count: 100_000))],
        ]
        let writer = try JSONLinesWriter(path: folder.file("data.jsonl"))
        for value in values { try writer.write(value) }
        try writer.commit()
        let reader = try JSONLinesReader(path: folder.file("data.jsonl"))
        for value in values { #expect(try reader.next() == value) }
        #expect(try reader.next() == nil)
        #expect(reader.lineNumber == 5)
    }

    @Test func fieldsAreChosen() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("d.jsonl", "{\"text\":\"x\",\"a\":{\"b\":\"y\"},\"a.c\":\"z\"}\r\n\n")
        for (field, text) in [("text", "x"), ("a.b", "y"), ("a.c", "z")] {
            let reader = try JSONLinesReader(path: path)
            #expect(try reader.nextText(field) == text)
            #expect(try reader.nextText(field) == nil)
        }
    }

    @Test(arguments: [
        (#"{"text": x}"#, "line 3, column 10"), (#"{"text": 5}"#, "line 3"), (#"{"other": ""}"#, "line 3"),
        ("[]", "line 3"),
        ("{", "line 3, column 2"),
    ])
    func faultsArePlaced(line: String, place: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("d.jsonl", "{\"text\":\"fine\"}\n\n\(line)\n")
        let reader = try JSONLinesReader(path: path)
        #expect(try reader.nextText() == "fine")
        let error = failure { _ = try reader.nextText() }
        #expect(error?.place == place)
        #expect(error?.file == path)
    }
}
