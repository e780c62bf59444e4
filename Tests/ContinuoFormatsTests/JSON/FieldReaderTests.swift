import ContinuoFormats
import Testing

@Suite struct FieldReaderTests {
    static let recipe = """
        model: {layers: 4, kind: llama}
        training:
          steps: 1e3
          rate: 0.5
          stpos: 3
          fast: true
        empty:
        """

    @Test func fieldsAreTyped() throws {
        var reader = try FieldReader(YAMLDocument(Self.recipe))
        var model = try reader.fields("model")
        #expect(try model.integer("layers", in: 1...) == 4)
        #expect(try model.integer("heads", default: 8) == 8)
        #expect(try model.choice("kind", of: ["gpt2", "llama"]) == "llama")
        #expect(try model.optionalText("name") == nil)
        try model.finish()
        var training = try reader.fields("training")
        #expect(try training.integer("steps", in: 1...2000) == 1000)
        #expect(try training.number("rate", in: 0..<1) == 0.5)
        #expect(try training.flag("fast"))
        #expect(try training.optionalInteger("stpos") == 3)
        try training.finish()
        try reader.fields("empty").finish()
        try reader.fields("absent").finish()
        try reader.finish()
    }

    @Test func unknownKeysAreErrorsWithTheNearestKey() throws {
        var reader = try FieldReader(YAMLDocument(Self.recipe, source: "r.yaml"))
        var training = try reader.fields("training")
        for key in ["steps", "rate", "fast", "stop"] { _ = training.value(key) }
        #expect(
            failure { try training.finish() }?.description == """
                r.yaml: line 5, training.stpos: expected one of the keys fast, rate, steps, stop, found "stpos". \
                Did you mean "steps"?
                """
        )
        var json = try FieldReader(["quite": 1, "other": 2], source: "config.json")
        _ = json.value("quite")
        let error = failure { try json.finish() }
        #expect(error?.place == "other")
        #expect(error?.advice == "")
    }

    @Test func wrongValuesArePlaced() throws {
        var reader = try FieldReader(YAMLDocument(Self.recipe, source: "r.yaml"))
        var model = try reader.fields("model")
        let faults: [DataFileError?] = [
            failure { _ = try model.integer("layers", in: 5...) }, failure { _ = try model.flag("layers") },
            failure { _ = try model.text("layers") }, failure { _ = try model.fields("layers") },
        ]
        for fault in faults { #expect(fault?.place == "line 1, model.layers", "\(fault?.description ?? "no error")") }
        #expect(faults[0]?.expected == "an integer of at least 5")
        #expect(failure { _ = try model.number("layers", in: 0..<1) }?.expected == "a number from 0.0 to below 1.0")
        #expect(failure { _ = try model.number("kind") }?.found == "\"llama\"")
        #expect(failure { _ = try model.number("width") }?.advice == "Add the key \"width\"")
        #expect(failure { _ = try model.choice("kind", of: ["gpt2", "llamas"]) }?.advice == "Did you mean \"llamas\"?")
        #expect(failure { _ = try FieldReader([1], source: "c.json") }?.found == "a list")
    }
}
