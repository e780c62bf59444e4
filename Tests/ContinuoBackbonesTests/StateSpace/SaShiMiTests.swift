import ContinuoFormats
import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

@Suite struct SaShiMiTests {
    private func backbone(_ type: ElementType = .float32) throws -> any Backbone {
        let overrides: JSONObject = ["width": 8, "layers": 1, "state_size": 8]
        var initialiser = Initialiser(seed: 1, type)
        return try FamilyRegistry.recipe("sashimi", vocabularySize: 256, overrides: overrides)
            .backbone(.causal, &initialiser)
    }

    /// 4096 samples, the last 300 one by one: the logits of the whole.
    @Test func stepsGiveTheLogitsOfTheWhole() throws {
        let backbone = try backbone()
        var random = RandomStream(seed: 2)
        let tokens = Tensor((0..<4096).map { _ in Int32(random.integer(below: 256)) }, shape: [1, 4096])
        withoutGradients {
            let whole = backbone.logits(backbone.hidden(tokens, .causal))
            var state = backbone.initialState(batch: 1)
            var start = 0
            let sizes = [5, 3790, 1] + [Int](repeating: 1, count: 300)
            let pieces = sizes.map { size in
                defer { start += size }
                return backbone.hidden(tokens.sliced(start..<(start + size), axis: 1), state: &state, .causal)
            }
            let found = backbone.logits(Tensor.concatenated(pieces, axis: 1))
            expectClose(found, whole, tolerance: 1e-3)
        }
    }

    /// No output sees a later sample, at whichever place of a coarse position that is.
    @Test func samplesChangeNothingBeforeThem() throws {
        let backbone = try backbone(.float64)
        let tokens = (0..<40).map { Int32($0 * 7 % 256) }
        withoutGradients {
            let before = backbone.hidden(Tensor(rows: [tokens]), .causal)
            for place in 0..<40 {
                var other = tokens
                other[place] = 255
                let after = backbone.hidden(Tensor(rows: [other]), .causal)
                let (kept, known) = (after.sliced(0..<place, axis: 1), before.sliced(0..<place, axis: 1))
                let change = abs(kept - known).doubles.max() ?? 0
                #expect(change <= 1e-11, "sample \(place) changes an output before it")
                #expect(after.selected(place, axis: 1).doubles != before.selected(place, axis: 1).doubles)
            }
        }
    }

    /// With tied factors the matrix is Hurwitz for any parameters: its symmetric part is negative definite. With free factors it
    /// is not always: some matrices' exponentials grow.
    @Test func tiedFactorsAreStable() {
        var random = RandomStream(seed: 3)
        let pairs = 2
        var unstable = 0
        for _ in 0..<1000 {
            let decay = exp(Tensor.normal([pairs], deviation: 2, .float64, using: &random))
            let frequency = Tensor.normal([pairs], deviation: 3, .float64, using: &random)
            let p = Tensor.normal([2 * pairs, 1], .float64, using: &random)
            let q = Tensor.normal([2 * pairs, 1], .float64, using: &random)
            let one = Discretisation.identity(pairs)
            let diagonal = Tensor.concatenated(
                [
                    Tensor.concatenated([one * -decay, one * -frequency], axis: 1),
                    Tensor.concatenated([one * frequency, one * -decay], axis: 1),
                ]
            )
            let tied = diagonal - p.matmul(p, transposeOther: true) * 2
            let eigenvalues = symmetricEigen((tied + tied.transposed()) / 2).values.doubles
            #expect(eigenvalues.allSatisfy { $0 < 0 })
            let free = diagonal + p.matmul(q, transposeOther: true) * 2
            var growth = Discretisation.exponential(free)
            var logarithm = 0.0
            for _ in 0..<16 {
                growth = growth.matmul(growth)
                let size = growth.squared().sum().item.squareRoot()
                growth = growth / size
                logarithm = 2 * logarithm + log(Tensor([size])).item
            }
            if logarithm > 10 { unstable += 1 }
        }
        #expect(unstable >= 10)
    }

    /// Whatever the parameters, what is generated stays finite: 32 768 samples of noise through a state space.
    @Test func longRunsStayFinite() {
        var initialiser = Initialiser(seed: 4)
        let system = LowRankSystem(order: 8, channels: 4, steps: StepRange(), &initialiser)
        var random = RandomStream(seed: 5)
        for parameter in system.parameters.map(\.tensor) {
            parameter.assign(Tensor.normal(parameter.shape, deviation: 2, using: &random))
        }
        withoutGradients {
            let noise = Tensor.normal([1, 32_768, 4], using: &random)
            let (output, state) = system.advance(noise, state: Tensor.zeros([1, 4, 8]))
            #expect(output.isFinite && state.isFinite)
        }
    }
}
