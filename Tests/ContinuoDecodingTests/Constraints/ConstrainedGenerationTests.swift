import ContinuoFormats
import ContinuoSequences
import ContinuoTestSupport
import Foundation
import Testing

@testable import ContinuoDecoding

/// Generation from a model of random logits, held to grammars and schemas.
struct ConstrainedGenerationTests {
    static let tokeniser = ByteTokeniser(special: [.endOfText])
    static let end: Int32 = 256
    static let vocabulary = TokenVocabulary(tokeniser)

    static func run(
        _ grammar: Grammar,
        seed: UInt64,
        settings: SamplingSettings = SamplingSettings(),
        maximumTokens: Int = 400,
        speculation: Speculation? = nil
    ) throws -> GenerationReport {
        let ends = settings.ignoresEndOfText ? [] : [end]
        let constraint = try GrammarConstraint(grammar, vocabulary: vocabulary, endTokens: ends)
        var settings = settings
        settings.maximumTokens = maximumTokens
        var generator = TestGenerator(seed: seed)
        return try generate(
            ToyLanguageModel(vocabularySize: 257, seed: seed).makeSession(rows: 1),
            prompt: [0],
            settings: settings,
            tokeniser: tokeniser,
            speculation: speculation,
            transforms: [constraint],
            using: &generator
        )
    }

    @Test(arguments: [
        #"{"type":"object","properties":{"a":{"type":"integer","minimum":-12,"maximum":230},"b":{"enum":["x",1.5,null,[1]]},"c":{"type":"boolean"}},"required":["a","c"]}"#,
        #"{"type":"array","items":{"type":"number","exclusiveMinimum":-0.25,"maximum":1.5},"minItems":2,"maxItems":5}"#,
        #"{"type":"object","properties":{"id":{"type":"string","maxLength":3}},"additionalProperties":{"type":"null"},"maxProperties":3}"#,
        ##"{"$ref":"#/$defs/tree","$defs":{"tree":{"type":"object","properties":{"l":{"anyOf":[{"$ref":"#/$defs/tree"},{"type":"null"}]},"v":{"const":7}},"required":["v"]}}}"##,
        #"{"allOf":[{"type":"object","properties":{"x":{"type":"integer","minimum":3}},"required":["x"]},{"properties":{"x":{"maximum":17},"y":{"type":"boolean"}},"required":["y"]}]}"#,
        #"{"type":"string","minLength":2,"maxLength":4}"#,
        #"{"type":"string","pattern":"^[a-c\"\\\\]{2,3}(x|\\d+)$"}"#,
        #"{"type":["integer","null"],"minimum":95,"maximum":1203}"#,
        #"{"oneOf":[{"type":"object","properties":{"k":{"const":"a"},"n":{"type":"null"}},"required":["k"]},{"type":"object","properties":{"k":{"const":"b"}},"required":["k"]}]}"#,
        #"{"type":"array","prefixItems":[{"type":"boolean"},{"type":"null"}],"items":{"const":0},"maxItems":4}"#,
        #"{"type":"object","patternProperties":{"^x_[a-z]{1,2}$":{"type":"integer","maximum":5,"minimum":0}},"maxProperties":2}"#,
    ])
    func everyFinishedTextIsValidByItsSchema(_ text: String) throws {
        let schema = try JSONParser.parse(text)
        let grammar = try Grammar(jsonSchema: schema)
        var finished = 0
        for seed in 0..<40 {
            let report = try Self.run(grammar, seed: UInt64(seed))
            guard report.finishReason != .length else { continue }
            finished += 1
            let value = try JSONParser.parse(report.text)
            #expect(ReferenceSchema(document: schema).isValid(value, schema), "\(report.text)")
            #expect(try grammar.matches(report.text))
        }
        #expect(finished >= 10, "\(finished) of 40 texts ended")
    }

    @Test func anyJSONParses() throws {
        let grammar = try Grammar(jsonSchema: [:] as JSONValue)
        var finished = 0
        for seed in 0..<60 {
            let report = try Self.run(grammar, seed: UInt64(seed))
            guard report.finishReason != .length else { continue }
            finished += 1
            _ = try JSONParser.parse(report.text)
        }
        #expect(finished >= 10)
        for text in [
            "{}", "[]", "[1, 2.5e3, \"a\\u00e9\\ud83d\\ude00\"]", "{\"a\": {\n  \"b\": [true, null]}}", "-0.5",
        ] {
            #expect(try grammar.matches(text), "\(text)")
        }
        for text in ["", "01", "[1,]", "{a:1}", "\"\\ud83d\"", "[1] ", "\"\n\"", "+1", "nul"] {
            #expect(try !grammar.matches(text), "\(text)")
        }
    }

    @Test func speculationDraftsUnderTheSameConstraint() throws {
        let grammar = try Grammar(gbnf: #"root ::= ("ab" | "cd" root "e"){2} [x-z]"#)
        for ignores in [false, true] {
            for seed in 0..<30 {
                var settings = SamplingSettings.greedy
                settings.ignoresEndOfText = ignores
                let plain = try Self.run(grammar, seed: UInt64(seed), settings: settings)
                let drafter = try ModelDrafter(ToyLanguageModel(vocabularySize: 257, seed: 99), settings: .greedy)
                let drafted = try Self.run(
                    grammar,
                    seed: UInt64(seed),
                    settings: settings,
                    speculation: Speculation(drafter: drafter)
                )
                #expect(plain.tokens == drafted.tokens && plain.finishReason == drafted.finishReason)
                #expect(try plain.finishReason == .length || grammar.matches(plain.text))
            }
        }
    }

    @Test func theLawOfAStepIsTheModelsOwnAmongTheAllowed() throws {
        let grammar = try Grammar(gbnf: "root ::= [a-f] \"!\"")
        let logits = ToyLanguageModel(vocabularySize: 257, seed: 5).logits(after: [0])
        let weights = (0x61...0x66).map { exp(Double(logits[$0])) }
        let total = weights.reduce(0, +)
        let law = Dictionary(uniqueKeysWithValues: weights.enumerated().map { (Int32(0x61 + $0), $1 / total) })
        let constraint = try GrammarConstraint(grammar, vocabulary: Self.vocabulary, endTokens: [Self.end])
        let sampler = try Sampler(SamplingSettings(), extra: [constraint])
        var generator = TestGenerator(seed: 8)
        var counts: [Int32: Int] = [:]
        for _ in 0..<4000 {
            counts[try sampler.choose(from: logits, after: TokenContext(prompt: [0]), using: &generator), default: 0] +=
                1
        }
        #expect(chiSquareTest(counts: counts, probabilities: law) > 1e-4)
    }

    @Test(arguments: [[257 - 1], []] as [[Int32]])
    func beamsFollowTheGrammar(_ ends: [Int32]) throws {
        let grammar = try Grammar(gbnf: #"root ::= "a" [0-3]{1,3} "é""#)
        let constraint = try GrammarConstraint(grammar, vocabulary: Self.vocabulary, endTokens: ends)
        var settings = BeamSettings()
        settings.width = 6
        let result = try beamSearch(
            ToyLanguageModel(vocabularySize: 257, seed: 3).makeSession(rows: 1),
            prompt: [0],
            settings: settings,
            endTokens: ends,
            transforms: [constraint]
        )
        #expect(result.hypotheses.count == 6)
        for hypothesis in result.hypotheses {
            let bytes = Self.tokeniser.decode(hypothesis.tokens)
            #expect(try hypothesis.isFinished && grammar.matches(bytes), "\(hypothesis.tokens)")
        }
    }

    @Test(arguments: [
        (#"{"type":"object","properties":{"a":{"not":{}}}}"#, "not", "/properties/a/not"),
        (#"{"items":{"type":"string","format":"email"}}"#, "format", "/items/format"),
        (#"{"type":"array","uniqueItems":true}"#, "uniqueItems", "/uniqueItems"),
        (#"{"type":"integer","multipleOf":3}"#, "multipleOf", "/multipleOf"),
        (#"{"type":"string","pattern":"(?=a)"}"#, "pattern", "/pattern"),
        (#"{"oneOf":[{"type":"integer"},{"type":"number"}]}"#, "oneOf", "/oneOf"),
        (#"{"a/b":1}"#, "a/b", "/a~1b"),
    ])
    func whatCannotBeHeldIsNamed(_ text: String, _ keyword: String, _ pointer: String) throws {
        do {
            _ = try Grammar(jsonSchema: text)
            Issue.record("\(text) was taken")
        } catch let error as GrammarError {
            guard case .unsupportedKeyword(let found, let place, _) = error else { throw error }
            #expect(found == keyword && place == pointer)
        }
    }

    @Test(arguments: [
        "{\"allOf\":[{\"$ref\":\"#\"}]}", "{\"$ref\":\"#\"}", "false", "{\"type\":\"text\"}", "3", "{\"$ref\":\"#/x\"}",
    ])
    func schemasWithoutValuesAreRefused(_ text: String) {
        #expect(throws: GrammarError.self) { _ = try Grammar(jsonSchema: text) }
    }

    @Test func numbersKeepTheirBounds() throws {
        var generator = TestGenerator(seed: 31)
        for _ in 0..<400 {
            let scale = [1.0, 10, 100].randomElement(using: &generator)!
            let ends = (0..<2).map { _ in Double(Int.random(in: -300...300, using: &generator)) / scale }.sorted()
            let isInteger = Bool.random(using: &generator)
            let isStrict = Bool.random(using: &generator)
            let number = JSONNumber(
                lower: DecimalBound("\(ends[0])", isStrict: isStrict),
                upper: DecimalBound("\(ends[1])", isStrict: !isStrict),
                isInteger: isInteger,
                digitLimit: 15
            )
            let grammar = try? Grammar(GrammarDefinition(rules: [.init(name: "root", body: number.node)]))
            for _ in 0..<60 {
                let value =
                    isInteger
                    ? Double(Int.random(in: -310...310, using: &generator))
                    : Double(Int.random(in: -31000...31000, using: &generator)) / 100
                for probe in [value, ends[0], ends[1]] where !isInteger || probe.rounded() == probe {
                    let isInside =
                        (isStrict ? ends[0] < probe : ends[0] <= probe)
                        && (isStrict ? probe <= ends[1] : probe < ends[1])
                    let text = isInteger ? "\(Int(probe))" : probe == 0 ? "0.0" : "\(probe)"
                    #expect(
                        try (grammar?.matches(text) ?? false) == isInside,
                        "\(text) in \(ends) \(isStrict) \(isInteger)"
                    )
                }
            }
        }
    }
}
