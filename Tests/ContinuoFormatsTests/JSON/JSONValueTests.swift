import ContinuoFormats
import Testing

@Suite struct JSONValueTests {
    @Test(arguments: [0, 1, 8, 9, 10, 100])
    func objectsKeepTheirOrder(count: Int) throws {
        let keys = (0..<count).map { "key\($0 * 7919 % 101)" }
        var object = JSONObject(keys.enumerated().map { ($1, .integer($0)) })
        #expect(object.keys == keys)
        let read = try JSONParser.parse(JSONWriter.bytes(.object(object)))
        #expect(read.objectValue?.keys == keys)
        for (index, key) in keys.enumerated() { #expect(object[key] == .integer(index)) }
        #expect(object["other"] == nil)
        for key in keys.reversed().dropLast() {
            object[key] = nil
            #expect(!object.contains(key))
        }
        #expect(object.keys == Array(keys.prefix(1)))
        #expect(
            JSONObject(zip(keys, keys.map { .string($0) }).reversed())
                == JSONObject(zip(keys, keys.map { .string($0) }))
        )
    }

    @Test func numbersGoRound() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let value = Double(bitPattern: generator.next())
            if value.isFinite { #expect(try JSONParser.parse(JSONWriter.text(.number(value))) == .number(value)) }
            let integer = Int(truncatingIfNeeded: generator.next() as UInt64) >> Int.random(in: 0..<64)
            #expect(try JSONParser.parse(JSONWriter.text(.integer(integer))) == .integer(integer))
        }
        #expect(JSONWriter.text(.number(.nan)) == "null")
        #expect(JSONWriter.text([-0.0, 1.0, 1e21, 0.1]) == "[-0.0,1.0,1e+21,0.1]")
        var python = JSONWriter.Style.compact
        python.writesNonFiniteNumbers = true
        #expect(
            JSONWriter.text([.number(.infinity), .number(-.infinity), .number(.nan)], python)
                == "[Infinity,-Infinity,NaN]"
        )
    }

    @Test func textGoesRound() throws {
        let texts = ["", "\"\\/", "\u{0}\u{1}\u{1f}\u{7f}", "żółć", "𝄞😹", "\u{2028}\u{FFFF}", "e\u{301}"]
        for text in texts {
            var ascii = JSONWriter.Style.compact
            ascii.escapesNonASCII = true
            let written = JSONWriter.bytes(.string(text), ascii)
            #expect(written.allSatisfy { $0 < 0x80 })
            for bytes in [written, JSONWriter.bytes(.string(text))] {
                #expect(try JSONParser.parse(bytes).stringValue.map { Array($0.utf8) } == Array(text.utf8))
            }
        }
    }

    @Test func twoSpellingsOfACharacterAreTwoKeys() throws {
        let padding = (0..<20).map { #","\#($0)":0"# }.joined()
        for rest in ["", padding] {
            let object = try #require(JSONParser.parse(#"{"\u00e9":1,"e\u0301":2\#(rest)}"#).objectValue)
            #expect(object["\u{e9}"] == 1)
            #expect(object["e\u{301}"] == 2)
        }
        #expect(JSONValue.string("\u{e9}") != .string("e\u{301}"))
    }

    @Test func prettyTextIsThatOfTheUsualTools() throws {
        let value: JSONValue = ["a": [1, [:], []], "b": ["c": nil], "d": "x"]
        let pretty = """
            {
              "a": [
                1,
                {},
                []
              ],
              "b": {
                "c": null
              },
              "d": "x"
            }
            """
        #expect(JSONWriter.text(value, .pretty) == pretty)
        #expect(JSONWriter.text(value) == #"{"a":[1,{},[]],"b":{"c":null},"d":"x"}"#)
        #expect(try JSONParser.parse(pretty) == value)
    }

    @Test func valuesAreReadAndChangedByKey() {
        var value: JSONValue = ["a": ["b": [1, 2.0, "x", true]]]
        #expect(value["a"]?["b"]?[0]?.intValue == 1)
        #expect(value["a"]?["b"]?[1]?.intValue == 2)
        #expect(value["a"]?["b"]?[2]?.stringValue == "x")
        #expect(value["a"]?["b"]?[3]?.boolValue == true)
        #expect(value["a"]?["b"]?[4] == nil)
        #expect(JSONValue.largeInteger("1000000000000000019884624838656").doubleValue == 1e30)
        value["a"]?["c"] = 5
        #expect(value == ["a": ["b": [1, 2.0, "x", true], "c": 5]])
    }
}
