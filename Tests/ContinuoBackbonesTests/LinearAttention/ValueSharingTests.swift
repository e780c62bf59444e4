import ContinuoFormats
import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

/// RWKV-7 behind its first layer mixes that layer's values in.
@Suite struct ValueSharingTests {
    private static func network(_ rank: Int = 3, checkpoints: Bool = false) throws -> StackedBackbone {
        let family = try FamilyRegistry.recipe(
            "stack",
            vocabularySize: 11,
            overrides: [
                "width": 8, "layers": 3, "context": 16, "mixer": "rwkv7", "initializer_range": 0.5,
                "rwkv7": ["heads": 2, "decay_rank": 3, "gate_rank": 3, "value_rank": .integer(rank)],
            ]
        )
        var initialiser = Initialiser(seed: 3, .float64)
        var network = try #require(family.backbone(.causal, &initialiser) as? StackedBackbone)
        network.checkpointsBlocks = checkpoints
        return network
    }

    private static let tokens = Tensor([Int32](arrayLiteral: 1, 5, 7, 2, 0, 10, 3, 4, 4), shape: [1, 9])

    @Test func stepsAreTheWhole() throws {
        let network = try Self.network()
        let whole = network.hidden(Self.tokens, .causal)
        var state = network.initialState(batch: 1)
        let parts = [0..<4, 4..<5, 5..<9].map {
            network.hidden(Self.tokens.sliced($0, axis: 1), state: &state, .causal)
        }
        expectClose(Tensor.concatenated(parts, axis: 1), whole, tolerance: 1e-12)
    }

    /// The share is σ(u₀ + …): closed, each layer has its own values; open, those of the first.
    @Test func sharesOpenAndClose() throws {
        let network = try Self.network()
        let shares = network.parameters.filter { $0.name.contains("value_share") }
        #expect(shares.count == 6)
        func output(bias: Double) -> Tensor {
            for parameter in shares {
                let isBias = parameter.tensor.rank == 1
                parameter.tensor.assign(Tensor.full(parameter.tensor.shape, isBias ? bias : 0, .float64))
            }
            return network.hidden(Self.tokens, .causal)
        }
        let closed = output(bias: -60)
        let own = network.blocks[1].mixer as? RWKV7
        #expect(own?.valueShare != nil && (network.blocks[0].mixer as? RWKV7)?.valueShare == nil)
        let alone = try Self.network(0)
        for parameter in alone.parameters {
            let other = network.parameters.first { $0.name == parameter.name }
            try parameter.tensor.assign(#require(other).tensor)
        }
        expectClose(closed, alone.hidden(Self.tokens, .causal), tolerance: 1e-12)
        // Open shares leave no trace of the later layers' own values.
        let open = output(bias: 60)
        let value = network.parameters.filter { $0.name.hasSuffix("mixer.value.weight") }
        for parameter in value.dropFirst() { parameter.tensor.assign(parameter.tensor * 3) }
        expectClose(network.hidden(Self.tokens, .causal), open, tolerance: 1e-12)
        value[0].tensor.assign(value[0].tensor * 3)
        #expect(network.hidden(Self.tokens, .causal).doubles != open.doubles)
    }

    @Test func packedRowsAreTheirSequences() throws {
        let network = try Self.network()
        var context = SequenceContext.causal
        context.packing = SequencePacking([[4, 5]])
        let packed = network.hidden(Self.tokens, context)
        for range in [0..<4, 4..<9] {
            let alone = network.hidden(Self.tokens.sliced(range, axis: 1), .causal)
            expectClose(packed.sliced(range, axis: 1), alone, tolerance: 1e-12)
        }
    }

    @Test func checkpointedBlocksHaveTheSameGradients() throws {
        let found = try [false, true].map { checkpoints -> [Tensor] in
            let network = try Self.network(checkpoints: checkpoints)
            return gradients(
                of: network.hidden(Self.tokens, .causal).squared().sum(),
                withRespectTo: network.blocks.flatMap(\.parameters).map(\.tensor)
            )
        }
        for (one, other) in zip(found[0], found[1]) { expectClose(one, other, tolerance: 1e-12) }
    }
}
