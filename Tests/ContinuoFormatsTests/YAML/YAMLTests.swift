import ContinuoFormats
import Testing

@Suite struct YAMLTests {
    static let recipe = """
        # a recipe
        model:
          layers: 4
          rotary: true
          name: "12"
        training: {rate: 1e-3, warm: .5, stop: null}
        list:
          - a
          - 0x1F
          - yes
          - -7
        text: |
          two
          lines
        """

    @Test func valuesHaveTheTypesOfTheCoreSchema() throws {
        let document = try YAMLDocument(Self.recipe, source: "r.yaml")
        #expect(
            document.value == [
                "model": ["layers": 4, "rotary": true, "name": "12"],
                "training": ["rate": 0.001, "warm": 0.5, "stop": nil],
                "list": ["a", 31, "yes", -7], "text": "two\nlines",
            ]
        )
        #expect(document.value.objectValue?.keys == ["model", "training", "list", "text"])
    }

    @Test func keysHaveTheirLines() throws {
        let document = try YAMLDocument(Self.recipe)
        #expect(document.line(of: ["model", "rotary"]) == 4)
        #expect(document.line(of: ["training", "stop"]) == 6)
        #expect(document.line(of: ["list", "3"]) == 11)
        #expect(document.line(of: ["none"]) == nil)
        #expect(document.place(of: ["model", "name"]) == "line 5, model.name")
    }

    @Test(arguments: [
        ("a: 1\nb: [1, 2\n", "line 3"), ("a: 1\na: 2\n", "line"), ("a: *x\n", "line 1"), ("a:\n\t- b\n", "line 2"),
        ("[a]: 1\n", "line 1"), ("a: 'x\n", "line"),
    ])
    func faultsArePlaced(text: String, place: String) {
        let error = failure { _ = try YAMLDocument(text, source: "r.yaml") }
        #expect(error?.file == "r.yaml")
        #expect(error?.place.hasPrefix(place) == true, "\(error?.description ?? "no error")")
    }

    @Test func emptyTextIsNull() throws {
        #expect(try YAMLDocument("").value == nil)
        #expect(try YAMLDocument("# only a comment\n").value == nil)
    }

    @Test func valuesThatGrowWithoutBoundAreRefused() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(failure { _ = try YAMLDocument(text) } != nil)
        #expect(failure { _ = try YAMLDocument(String(repeating: "[", count: 2000)) } != nil)
        let deep = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        #expect(failure { _ = try YAMLDocument(deep) } != nil)
    }
}
