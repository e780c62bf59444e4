import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoTraining

@Suite struct RecurrenceDistillationTests {
    private func model(_ mixer: String, settings: JSONObject = JSONObject()) throws -> SequenceModel {
        var recipe = try Recipe(family: mixer)
        recipe.model = ["layers": 2, "width": 16, "context": 64, mixer: .object(settings)]
        recipe.representation = .bytes
        return try recipe.makeModel(ByteTokeniser())
    }

    private func logits(_ model: SequenceModel, _ length: Int) -> Tensor {
        let ids = Tensor((0..<length).map { Int32(($0 * 37 + 5) % 256) }, shape: [1, length])
        return withoutGradients { model.backbone.logits(model.backbone.hidden(ids, .causal)) }
    }

    /// Recurrences of enough modes give the same network, whole and token by token, in a state that does not grow.
    @Test(arguments: ["hyena", "multihyena", "long-conv"]) func manyModesAreTheSameNetwork(_ mixer: String) throws {
        let settings: JSONObject = mixer == "long-conv" ? ["gated": true, "squash": 0] : [:]
        let original = try model(mixer, settings: settings)
        let (found, reports) = try RecurrenceDistillation(.fixed(40)).distil(original)
        #expect(reports.count == (mixer == "hyena" ? 4 : 2))
        let share = reports.map(\.relativeError).max() ?? 1
        #expect(share < (mixer == "long-conv" ? 0.7 : 0.05), "\(share)")
        if mixer != "long-conv" { expectClose(logits(found, 60), logits(original, 60), tolerance: 1e-2) }
        let session = try found.makeSession(rows: 1)
        _ = try session.extend([[5]])
        var last: [Float] = []
        for t in 1..<60 { last = try session.extend([[Int32((t * 37 + 5) % 256)]]) }
        let whole = logits(found, 60).doubles.suffix(found.vocabularySize)
        expectClose(last.map(Double.init), Array(whole), tolerance: 1e-3)
    }

    @Test func refinementLowersTheError() throws {
        var random = RandomStream(seed: 3)
        let kernel = Tensor.normal([2, 48], using: &random) * exp(Tensor.range(48) * -0.08)
        let numbers = kernel.doubles
        let modes = (0..<2).map { HankelReduction(Array(numbers[($0 * 48)..<($0 * 48 + 48)])).modes(order: 6) }
        let filter = ModalFilter(modes, coefficients: 48, .float32)
        let (before, after) = try ModalRefinement(iterations: 200).refine(filter, to: kernel)
        #expect(after < before)
        for (re, im) in zip(filter.poles.realPart.doubles, filter.poles.imaginaryPart.doubles) {
            #expect(re * re + im * im < 1)
        }
    }

    @Test func automaticOrderFollowsTheTolerance() throws {
        let original = try model("multihyena")
        let orders = try [0.1, 1e-4].map { tolerance in
            try RecurrenceDistillation(.automatic(tolerance: tolerance, most: 64)).distil(original).reports.map(\.order)
                .max() ?? 0
        }
        #expect(orders[0] < orders[1])
    }

    @Test func othersAreRefused() throws {
        var recipe = try Recipe(family: "gru")
        recipe.representation = .bytes
        let other = try recipe.makeModel(ByteTokeniser())
        #expect(throws: DistillationError.self) { try RecurrenceDistillation().distil(other) }
        let (done, _) = try RecurrenceDistillation(.fixed(4)).distil(model("hyena"))
        #expect(throws: DistillationError.self) { try RecurrenceDistillation().distil(done) }
    }
}
