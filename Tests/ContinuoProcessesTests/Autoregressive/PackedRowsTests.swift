import ContinuoBackbones
import ContinuoFormats
import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoProcesses

@Suite("Packed rows")
struct PackedRowsTests {
    /// Names of recipes, and what they are changed by.
    static let networks: [(recipe: String, settings: JSONObject)] = [
        ("gpt2", ["heads": 2]), ("llama", ["heads": 2]),
        ("stack", ["mixer": ["mom", "gla", "attention"], "initializer_range": 0.6]),
        ("linear-moe", ["lsm": "gated-deltanet", "pattern": "LN", "initializer_range": 0.6]),
    ]

    private static let lengths = [[5, 1, 6], [2, 10], [12]]

    private static let rows: [[Int32]] = {
        var random = RandomStream(seed: 5)
        return (0..<3).map { _ in (0..<12).map { _ in Int32(random.integer(below: 11)) } }
    }()

    private func backbone(_ network: (recipe: String, settings: JSONObject)) throws -> any Backbone {
        var overrides = network.settings
        overrides["width"] = 8
        overrides["layers"] = 3
        overrides["context"] = 16
        let family = try FamilyRegistry.recipe(network.recipe, vocabularySize: 11, overrides: overrides)
        var initialiser = Initialiser(seed: 2, .float64)
        return try family.backbone(.causal, &initialiser)
    }

    /// The loss of packed rows, and its gradients, are the sums of those of their sequences.
    @Test(arguments: networks.indices) func packedRowsAreTheirSequences(_ index: Int) throws {
        let backbone = try backbone(Self.networks[index])
        let process = Autoregressive()
        let options = ObjectiveOptions(random: RandomStream(seed: 1), isTraining: false)
        let parameters = backbone.parameters.map(\.tensor)
        var batch = SequenceBatch(tokens: Tensor(rows: Self.rows))
        batch.packing = SequencePacking(Self.lengths)
        let packed = try process.loss(backbone, batch, options)
        var (sum, count) = (Tensor.zeros([], .float64), 0.0)
        for (row, lengths) in zip(Self.rows, Self.lengths) {
            var start = 0
            for length in lengths {
                defer { start += length }
                guard length > 1 else { continue }
                let alone = SequenceBatch(tokens: Tensor(rows: [Array(row[start..<(start + length)])]))
                let loss = try process.loss(backbone, alone, options)
                (sum, count) = (sum + loss.sum, count + loss.count)
            }
        }
        #expect(packed.count == count && count == 30)
        expectClose(packed.sum, sum, tolerance: 1e-10)
        let found = gradients(of: packed.sum, withRespectTo: parameters)
        for (one, other) in zip(found, gradients(of: sum, withRespectTo: parameters)) {
            expectClose(one, other, tolerance: 1e-9)
        }
    }
}
