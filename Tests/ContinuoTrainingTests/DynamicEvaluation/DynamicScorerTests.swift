import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import Testing

@testable import ContinuoTraining

@Suite("Dynamic evaluation")
struct DynamicScorerTests {
    static let rules = ["sgd(0.1)", "rms(0.01,0.002)", "sparse(8,0.1,0.001)", "sparse-rms(6,0.01,0.002)"]
    static let families = ["lstm", "gpt2"]

    private struct Case {
        let backbone: any Backbone
        let process = Autoregressive(start: 0)
        let text: [Int32]
        let store: TokenStore

        init(_ family: String) throws {
            var initialiser = Initialiser(seed: 3)
            let overrides: JSONObject = ["layers": 1, "width": 8]
            let network = try FamilyRegistry.recipe(family, vocabularySize: 9, overrides: overrides)
            backbone = try network.backbone(.causal, &initialiser)
            var random = RandomStream(seed: 4)
            text = (0..<40).map { _ in Int32(random.integer(below: 3)) }
            let training = (0..<400).map { _ in Int32(random.integer(below: 9)) }
            store = TokenStore(name: "test", tokens: training, vocabularySize: 9, textBytes: 400)
        }

        func scorer(_ text: String, segment: Int = 5) throws -> DynamicScorer {
            let rule = try #require(DynamicRule(text, segment: segment))
            let mean =
                if let units = rule.units {
                    try GradientMeanSquare(sparse: units, backbone, store, batches: 4, length: 5, batchSize: 2)
                } else {
                    try GradientMeanSquare(
                        of: backbone.parameters,
                        backbone,
                        process,
                        store,
                        batches: 4,
                        length: 5,
                        batchSize: 2
                    )
                }
            return try DynamicScorer(backbone, process, rule, meanSquare: mean)
        }

        var values: [[Float]] { backbone.parameters.map { $0.tensor.array() } }
    }

    static let stillRules = ["sgd(0)", "rms(0,0)", "sparse(8,0,0)", "sparse-rms(8,0,0)"]

    @Test("Without a step it is static scoring", arguments: families, stillRules)
    func still(family: String, rule: String) throws {
        let test = try Case(family)
        let expected = try test.process.score(test.backbone, [test.text])[0].logProbabilities
        let found = try test.scorer(rule).score(test.text).logProbabilities
        #expect(found.count == expected.count)
        for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-5) }
    }

    @Test("A segment's score does not depend on later tokens", arguments: families, rules)
    func causal(family: String, rule: String) throws {
        let test = try Case(family)
        var changed = test.text
        for index in 20..<40 { changed[index] = 8 - changed[index] }
        let scorer = try test.scorer(rule)
        let first = try scorer.score(test.text).logProbabilities
        scorer.reset()
        let second = try scorer.score(changed).logProbabilities
        #expect(Array(first.prefix(20)) == Array(second.prefix(20)))
        #expect(Array(first.suffix(10)) != Array(second.suffix(10)))
    }

    @Test("It adapts, and reset restores every bit", arguments: families, rules)
    func reset(family: String, rule: String) throws {
        let test = try Case(family)
        let before = test.values
        let scorer = try test.scorer(rule)
        let plain = try test.process.score(test.backbone, [test.text])[0]
        let adapted = try scorer.score(test.text)
        // The text uses 3 of 9 tokens, which a model that adapts finds out; the sparse rules leave the network alone.
        #expect((test.values == before) == rule.hasPrefix("sparse"))
        #expect(rule.hasPrefix("sparse") ? adapted.total != plain.total : adapted.total > plain.total)
        scorer.reset()
        #expect(test.values == before)
        #expect(try scorer.score(test.text).logProbabilities == adapted.logProbabilities)
    }

    @Test("The pull alone brings parameters back to the trained ones")
    func pull() throws {
        let test = try Case("lstm")
        let scorer = try test.scorer("rms(0,0.2)", segment: 1)
        let trained = test.values
        for parameter in test.backbone.parameters { parameter.tensor.assign(parameter.tensor.detached + 0.01) }
        func distance() -> Float {
            zip(test.values, trained).reduce(0) { $0 + zip($1.0, $1.1).reduce(0) { $0 + ($1.0 - $1.1).magnitude } }
        }
        var last = distance()
        for _ in 0..<4 {
            _ = try scorer.score(test.text)
            let now = distance()
            #expect(now < last)
            last = now
        }
    }

    @Test("Rules are read from text, and nonsense is not")
    func parsing() {
        #expect(DynamicRule("rms") == DynamicRule(.rms))
        #expect(DynamicRule("rms(1e-4, 0.003)")?.decay == 0.003)
        #expect(DynamicRule("rms(1e-4, 0.003, 0.001)")?.epsilon == 0.001)
        #expect(DynamicRule("sparse(500)")?.kind == .sparse(units: 500))
        #expect(DynamicRule("sparse-rms(8, 0.1)")?.kind == .sparseRMS(units: 8))
        for text in ["", "adam", "rms(", "rms(x)", "sparse", "sparse(0)", "sparse-rms", "sgd(1,2)", "sgd(-1)"] {
            #expect(DynamicRule(text) == nil, "\(text)")
        }
    }
}
