import ContinuoBackbones
import ContinuoFormats
import ContinuoTensor
import Testing

@testable import ContinuoAnalysis

@Suite struct MemoryAnalysisTests {
    private func network(_ mixer: String, layers: Int = 2) throws -> StackedBackbone {
        let overrides: JSONObject = [
            "width": 8, "layers": .integer(layers), "mixer": .string(mixer), "initializer_range": 0.5,
        ]
        var initialiser = Initialiser(seed: 3, .float64)
        let family = try FamilyRegistry.recipe("stack", vocabularySize: 7, overrides: overrides)
        return try #require(try family.backbone(.causal, &initialiser) as? StackedBackbone)
    }

    private let tokens = Tensor([0, 1, 2, 3, 4, 5, 6, 1, 3, 5, 2, 4] as [Int32], shape: [2, 6])

    /// Layers give what the whole network gives, and memories are the states of reading step by step.
    @Test(arguments: ["mamba", "gru", "gla"]) func layersAndMemoriesAreThoseOfTheNetwork(mixer: String) throws {
        let network = try network(mixer)
        withoutGradients {
            let outputs = network.blockOutputs(tokens, .causal)
            #expect(outputs.count == 2 && outputs.allSatisfy { $0.shape == [2, 6, 8] })
            var state = network.initialState(batch: 2)
            _ = network.hidden(tokens, state: &state, .causal)
            for (layer, states) in network.memories(tokens) {
                let parts = (state.layers[layer] as? FixedSizeState)?.parts ?? []
                let greatest = parts.max { $0.count < $1.count }?.doubles ?? []
                let last = states.selected(5, axis: 1).doubles
                #expect(zip(last, greatest).allSatisfy { abs($0 - $1) < 1e-12 } && last.count == greatest.count)
            }
        }
    }

    /// The influence is the size of the Jacobian, which central differences give one column after the other.
    @Test func influenceIsTheJacobian() throws {
        let network = try network("mamba")
        let row = tokens.sliced(0..<1, axis: 0)
        let start = withoutGradients { network.embedded(row, .causal) }
        func last(_ vectors: [Double]) -> [Double] {
            let outputs = network.blockOutputs(of: Tensor(vectors, shape: [1, 6, 8]), .causal)
            return outputs[1].selected(5, axis: 1).doubles
        }
        let vectors = start.doubles
        let exact = withoutGradients {
            (0..<6).map { position -> Double in
                var sum = 0.0
                for element in 0..<8 {
                    var (above, below) = (vectors, vectors)
                    above[position * 8 + element] += 1e-5
                    below[position * 8 + element] -= 1e-5
                    for (a, b) in zip(last(above), last(below)) { sum += ((a - b) / 2e-5) * ((a - b) / 2e-5) }
                }
                return sum.squareRoot()
            }
        }
        var random = RandomStream(seed: 4)
        let found = Recency.measure(network, row, draws: 4000, using: &random).influence
        #expect(found.count == 6 && found[0] == 1)
        for distance in 0..<6 {
            let expected = exact[5 - distance] / exact[5]
            #expect(abs(found[distance] - expected) < 0.05 * expected)
        }
    }

    @Test func decayIsTheSlopeOfTheLogarithm() throws {
        let recency = Recency(influence: [1, 0.8, 0.64, 0.512])
        #expect(abs(try #require(recency.decay) - 0.8) < 1e-12)
        #expect(Recency(influence: [1, 0]).decay == nil)
    }

    @Test func distanceKnowsEqualAndUnrelatedVectors() {
        let same = Tensor.ones([2, 5, 3], .float64)
        #expect(abs(Smoothness.distance(same)) < 1e-9)
        let axes = Tensor([1, 0, 0, 0, 1, 0, 0, 0, 1].map(Double.init), shape: [1, 3, 3])
        #expect(abs(Smoothness.distance(axes) - 2.0.squareRoot()) < 1e-12)
    }

    @Test func noiseReplacesOneEndOnly() {
        let tokens = (0..<40).map { _ in Int32(7) }
        var random = RandomStream(seed: 1)
        let first = Recency.corrupted(tokens, .first, share: 0.1, vocabulary: 5, using: &random)
        let last = Recency.corrupted(tokens, .last, share: 0.1, vocabulary: 5, using: &random)
        #expect(first[..<4].allSatisfy { $0 < 5 } && first[4...].allSatisfy { $0 == 7 })
        #expect(last[36...].allSatisfy { $0 < 5 } && last[..<36].allSatisfy { $0 == 7 })
    }

    /// A network that sees the last token only is harmed by noise there and not at all by noise at the beginning.
    @Test func harmFallsWhereTheNetworkLooks() throws {
        let network = try network("dilated-conv", layers: 1)
        var random = RandomStream(seed: 2)
        let windows = (0..<8).map { row in (0..<21).map { Int32((row * 5 + $0 * 3) % 7) } }
        let harm = Recency.harm(network, windows, share: 0.1, using: &random)
        #expect(harm.first == harm.clean && harm.last != harm.clean)
    }
}
