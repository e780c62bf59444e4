import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

@Suite struct MixtureOfExpertsTests {
    private static func layer(_ change: (inout MixtureOfExperts.Configuration) -> Void = { _ in }) -> MixtureOfExperts {
        var configuration = MixtureOfExperts.Configuration()
        configuration.count = 5
        change(&configuration)
        var initialiser = Initialiser(seed: 6, .float64)
        return MixtureOfExperts(
            configuration,
            expert: .init(hiddenSize: 6, activation: .silu, gated: true, bias: false),
            width: 4,
            deviation: 0.7,
            outputDeviation: 0.7,
            &initialiser
        )
    }

    private static func input(_ shape: [Int] = [2, 7, 4], seed: UInt64 = 3) -> Tensor {
        var random = RandomStream(seed: seed)
        return Tensor.normal(shape, .float64, using: &random)
    }

    /// Every expert computed for every position, and the chosen ones added.
    private static func dense(_ layer: MixtureOfExperts, _ x: Tensor) -> Tensor {
        let probabilities = softmax(linear(x, weight: layer.router.weight))
        let (numbers, count) = (probabilities.doubles, layer.configuration.count)
        var mask = [Double](repeating: 0, count: numbers.count)
        for row in 0..<numbers.count / count {
            let order = (0..<count).sorted { numbers[row * count + $0] > numbers[row * count + $1] }
            for expert in order.prefix(layer.configuration.chosen) { mask[row * count + expert] = 1 }
        }
        let kept = probabilities * Tensor(mask, shape: probabilities.shape)
        let weights = kept / kept.sum(axis: 2, keepingAxis: true)
        return layer.experts.enumerated().reduce(Tensor.zeros(x.shape, .float64)) { sum, expert in
            sum + expert.element(x) * weights.sliced(expert.offset..<(expert.offset + 1), axis: 2)
        }
    }

    @Test(arguments: [1, 2, 5]) func dispatchEqualsDenseComputation(chosen: Int) {
        let layer = Self.layer { $0.chosen = chosen }
        let x = Self.input()
        expectClose(layer(x), Self.dense(layer, x), tolerance: 1e-12)
        let parameters = layer.parameters.map(\.tensor)
        let leaf = x.tracked()
        let found = gradients(of: layer(leaf).squared().sum(), withRespectTo: [leaf] + parameters)
        let expected = gradients(of: Self.dense(layer, leaf).squared().sum(), withRespectTo: [leaf] + parameters)
        for (one, other) in zip(found, expected) { expectClose(one, other, tolerance: 1e-11) }
    }

    /// The losses of a router: at even loads and probabilities the balance is its weight; they reach the router alone.
    @Test func lossesReachTheRouter() {
        let layer = Self.layer { $0.logitWeight = 0.1 }
        let (output, total) = AuxiliaryLosses.collecting { layer(Self.input()) }
        let loss = try? #require(total)
        expectClose(output, layer(Self.input()), tolerance: 0)
        let found = gradients(of: loss ?? output.sum(), withRespectTo: layer.parameters.map(\.tensor))
        for (parameter, gradient) in zip(layer.parameters, found) {
            #expect((gradient.squared().sum().item > 0) == (parameter.name == "router.weight"), "\(parameter.name)")
        }
        layer.router.weight.assign(Tensor.zeros(layer.router.weight.shape, .float64))
        let even = AuxiliaryLosses.collecting { layer(Self.input()) }.total
        // All logits are 0: Σ f P = 1/E, and ln Σ e^0 = ln E.
        let logarithm = log(Tensor(scalar: 5, .float64)).item
        expectClose(even?.item ?? 0, 0.01 + 0.1 * logarithm * logarithm)
        #expect(AuxiliaryLosses.collecting { Self.input().sum() }.total == nil)
    }

    private func expectClose(_ found: Double, _ expected: Double) {
        ContinuoTestSupport.expectClose([found], [expected], tolerance: 1e-12)
    }

    private func expectClose(_ found: Tensor, _ expected: Tensor, tolerance: Double) {
        ContinuoTestSupport.expectClose(found, expected, tolerance: tolerance)
    }

    /// A full expert drops the latest positions, in training only; what is dropped by all of its experts becomes zero.
    @Test func capacityDropsTheLatest() {
        let layer = Self.layer { ($0.chosen, $0.capacity) = (1, 1) }
        // All positions are the same, so that all want the same expert: 14 positions, 3 for each of 5 experts.
        let x = Self.input([1, 1, 4]).broadcast(to: [2, 7, 4])
        let free = layer(x)
        let limited = layer.inTraining(x)
        expectClose(limited.reshaped([14, 4]).sliced(0..<3), free.reshaped([14, 4]).sliced(0..<3), tolerance: 1e-12)
        #expect(limited.reshaped([14, 4]).sliced(3..<14).doubles.allSatisfy { $0 == 0 })
        #expect(!free.doubles.contains(0))
    }

    /// Blocks that are computed again in the backward pass give the same losses and gradients.
    @Test func checkpointedBlocksKeepTheirLosses() throws {
        let family = try FamilyRegistry.recipe(
            "linear-moe",
            vocabularySize: 11,
            overrides: [
                "hidden_size": 8, "intermediate_size": 6, "num_hidden_layers": 4, "max_position_embeddings": 12,
                "initializer_range": 0.5,
            ]
        )
        var initialiser = Initialiser(seed: 8, .float64)
        var backbone = try #require(family.backbone(.causal, &initialiser) as? StackedBackbone)
        #expect(backbone.blocks.map { $0.mixer is SelfAttention } == [false, false, false, true])
        #expect(backbone.blocks.allSatisfy { $0.feedForward is MixtureOfExperts })
        let tokens = Tensor([Int32](arrayLiteral: 1, 5, 7, 2, 0, 10, 3, 4, 4), shape: [1, 9])
        func run() -> [[Double]] {
            let (hidden, loss) = AuxiliaryLosses.collecting { backbone.hidden(tokens, .causal) }
            let total = hidden.squared().sum() + (loss ?? hidden.sum()) * 50
            let parameters = backbone.parameters.map(\.tensor)
            return [[total.item]] + gradients(of: total, withRespectTo: parameters).map(\.doubles)
        }
        let plain = run()
        backbone.checkpointsBlocks = true
        for (one, other) in zip(run(), plain) {
            ContinuoTestSupport.expectClose(one, other, tolerance: 1e-12)
        }
    }
}
