import ContinuoFormats
import Testing

@Suite struct JSONParserTests {
    /// Texts that every JSON reader must take, with what they mean (after the cases of RFC 8259 and Seriot's JSONTestSuite).
    static let accepted: [(String, JSONValue)] = [
        ("[]", []), ("[ ]", []), ("{}", [:]), (" \t\r\n null ", nil), ("\u{FEFF}1", 1), ("true", true),
        ("[false]", [false]),
        ("0", 0), ("-0", -0.0), ("-1", -1), ("1e3", 1000.0), ("1E+2", 100.0), ("1.5e-3", 0.0015), ("0e1", 0.0),
        ("-0.0", -0.0),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("9223372036854775808", .largeInteger("9223372036854775808")),
        ("1000000000000000019884624838656", .largeInteger("1000000000000000019884624838656")),
        ("123123e-10000000", 0.0), ("1.7976931348623157e308", .number(.greatestFiniteMagnitude)),
        ("5e-324", .number(.leastNonzeroMagnitude)), (#""""#, ""), (#""\u0041\u00e9\u20AC""#, "Aé€"),
        (#""\ud834\udd1e""#, "𝄞"), (#""\uD83D\uDE39\uD83D\uDC8D""#, "😹💍"),
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0000""#, "\0"), ("\"\u{7f}\"", "\u{7f}"), (#""\uFFFF""#, "\u{FFFF}"), ("\"\u{2028}\"", "\u{2028}"),
        ("[1,2 , 3]", [1, 2, 3]), (#"{"a":{"b":[]},"c":null}"#, ["a": ["b": []], "c": nil]), (#"{"":0}"#, ["": 0]),
        (#"{"a":1,"a":2}"#, ["a": 2]), (#"["a",{}]"#, ["a", [:]]),
    ]

    static let refused = [
        "", " ", "[1,]", "[,1]", "[1 2]", "[", "]", "[1", "{", "}", #"{"a":1,}"#, #"{"a" 1}"#, #"{"a":}"#, #"{a:1}"#,
        #"{'a':1}"#,
        #"{"a":1 "b":2}"#, #"{"a":1,,"b":2}"#, "01", "-01", "-", "+1", ".5", "1.", "1.e1", "1e", "1e+", "0x1", "1_000",
        "1,", "NaN",
        "Infinity", "-Infinity", "tru", "nulll", "True", "1 2", "[] []", "\"", #""\"#, #""\x41""#, #""\u12"#,
        #""\u12G4""#,
        #""\u+123""#, #""\ud800""#, #""\udc00""#, #""\ud800\ud800""#, #""\ud800x""#, #""\ud834\u0041""#, "\"\n\"",
        "\"\t\"", "\"\0\"",
        "1e400", "-1e400", "[1] // x", "/**/1", #"["a\"#, "\u{a0}1", "[\u{c}]", "\u{FEFF}",
    ]

    @Test func validTextsHaveTheirMeaning() throws {
        for (text, value) in Self.accepted { #expect(try JSONParser.parse(text) == value, "\(text)") }
    }

    @Test func invalidTextsAreRefused() {
        for text in Self.refused { #expect(failure { _ = try JSONParser.parse(text) } != nil, "\(text)") }
        for bytes: [UInt8] in [
            [0x22, 0xff, 0x22], [0x22, 0xc3, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x22, 0xc0, 0xaf, 0x22], [0xe5],
        ] {
            #expect(failure { _ = try JSONParser.parse(bytes) } != nil, "\(bytes)")
        }
    }

    @Test func everyCutIsAnError() throws {
        let text = Array(#"{"a": [1, -2.5e3, "x\u00e9\n", true, null], "b": {"c": false}}"#.utf8)
        for count in 0..<text.count {
            #expect(failure { _ = try JSONParser.parse(text[..<count], source: "f") }?.file == "f")
        }
        _ = try JSONParser.parse(text)
    }

    @Test func errorsSayLineAndColumn() {
        let error = failure { _ = try JSONParser.parse("{\n  \"a\": 1,\n  \"b\": x\n}", source: "config.json") }
        #expect(error?.description == "config.json: line 3, column 8: expected a value, found \"x\"")
        #expect(failure { _ = try JSONParser.parse("[1,\n") }?.kind == .truncated)
    }

    @Test func nestingIsLimited() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + "{}" + String(repeating: "]", count: depth)
        }
        _ = try JSONParser.parse(nested(511))
        #expect(failure { _ = try JSONParser.parse(nested(512)) }?.expected.contains("512") == true)
        #expect(failure { _ = try JSONParser.parse(String(repeating: "[", count: 1_000_000)) } != nil)
        let wide = "[" + Array(repeating: "[],{}", count: 1000).joined(separator: ",") + "]"
        #expect(try JSONParser.parse(wide).arrayValue?.count == 2000)
    }

    @Test func optionsChangeWhatIsTaken() throws {
        var options = JSONParser.Options()
        options.refusesDuplicateKeys = true
        #expect(
            failure { _ = try JSONParser.parse(#"{"a":1,"b":2,"a":3}"#, options: options) }?.found.contains("\"a\"")
                == true
        )
        options.acceptsNonFiniteNumbers = true
        let value = try JSONParser.parse("[NaN, Infinity, -Infinity]", options: options)
        #expect(value[0]?.doubleValue?.isNaN == true)
        #expect(value[1]?.doubleValue == .infinity)
        #expect(value[2]?.doubleValue == -.infinity)
    }
}
