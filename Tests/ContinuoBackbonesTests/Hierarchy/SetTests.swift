import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

@Suite struct SetTests {
    @Test(arguments: [0, 1, 4]) func theOrderOfElementsDoesNotMatter(steps: Int) {
        var initialiser = Initialiser(seed: 2)
        let encoder = SetEncoder(inputs: 3, width: 8, steps: steps, &initialiser)
        var random = RandomStream(seed: 3)
        let set = Tensor.normal([1, 7, 3], using: &random)
        let summary = withoutGradients { encoder(set).summary.doubles }
        for _ in 0..<100 {
            let order = random.permutation(7).map(Int32.init)
            let turned = set.reshaped([7, 3]).rows(at: Tensor(order)).reshaped([1, 7, 3])
            expectClose(withoutGradients { encoder(turned).summary.doubles }, summary, tolerance: 1e-6)
        }
        #expect(steps == 0 || summary.contains { $0 != 0 })
    }

    @Test(arguments: [0, 1]) func gradients(glimpses: Int) {
        var initialiser = Initialiser(seed: 2, .float64)
        let encoder = SetEncoder(inputs: 2, width: 4, steps: 3, &initialiser)
        let decoder = PointerDecoder(width: 4, glimpses: glimpses, masksUsed: false, &initialiser)
        var random = RandomStream(seed: 3)
        checkGradients([Tensor.normal([2, 3, 2], .float64, using: &random)]) { inputs in
            let (memory, summary) = encoder(inputs[0])
            return decoder.logits(memory, summary: summary, pointers: [[2, 0, 1], [1, 1, 0]])
        }
    }

    /// Scores of a step depend on the pointers before it alone; what was pointed at is left out where that is wanted.
    @Test(arguments: [true, false]) func pointersAreCausal(masks: Bool) {
        var initialiser = Initialiser(seed: 5)
        let encoder = SetEncoder(inputs: 1, width: 8, steps: 2, &initialiser)
        let decoder = PointerDecoder(width: 8, glimpses: 1, masksUsed: masks, &initialiser)
        var random = RandomStream(seed: 3)
        let (memory, summary) = encoder(Tensor.normal([1, 4, 1], using: &random))
        func scores(_ pointers: [Int]) -> [Double] {
            withoutGradients { decoder.logits(memory, summary: summary, pointers: [pointers]).doubles }
        }
        let (one, other) = (scores([2, 1, 3, 0]), scores([2, 1, 0, 3]))
        #expect(Array(one[..<12]) == Array(other[..<12]) && one[12...] != other[12...])
        #expect((one[4 + 2] < -1e8) == masks && one[2] > -1e8)
        let greedy = decoder.greedyPointers(memory, summary: summary, steps: 4)[0]
        #expect(!masks || Set(greedy).count == 4)
        for step in 0..<4 {
            let row = scores(greedy)[(4 * step)..<(4 * step + 4)]
            #expect(row.max() == row[row.startIndex + greedy[step]])
        }
    }

    /// Mixtures that are one-hot read like the ids.
    @Test func oneHotMixturesAreIds() throws {
        var initialiser = Initialiser(seed: 2)
        let network = try FamilyRegistry.recipe(
            "gpt2",
            vocabularySize: 5,
            overrides: ["layers": 2, "width": 8, "heads": 2, "context": 6]
        ).backbone(.bidirectional, &initialiser)
        let reader = try #require(network as? any MixtureReading)
        let ids: [Int32] = [4, 0, 2, 2, 1, 3]
        let mixtures = Tensor(ids.flatMap { id in (0..<5).map { $0 == id ? 1.0 : 0 } }, shape: [1, 6, 5]).cast(
            to: .float32
        )
        withoutGradients {
            expectClose(
                reader.hidden(mixtures: mixtures, .bidirectional).doubles,
                network.hidden(Tensor(ids, shape: [1, 6]), .bidirectional).doubles,
                tolerance: 1e-6
            )
        }
    }
}
