import CKernels
import ContinuoBackbones
import ContinuoTensor
import ContinuoTestSupport
import Testing

/// Makes one layer of width 6.
struct LayerCase: Sendable, CustomStringConvertible {
    let description: String
    let make: @Sendable (inout Initialiser) -> any SequenceLayer
}

private let width = 6

private let layers: [LayerCase] = [
    LayerCase(description: "Mamba") { Mamba(width: width, &$0) },
    LayerCase(description: "Mamba with biases") {
        var configuration = Mamba.Configuration(stateSize: 5)
        (configuration.bias, configuration.channels, configuration.stepRank) = (true, 7, 2)
        configuration.convolutionWidth = 2
        return Mamba(configuration, width: width, &$0)
    },
    LayerCase(description: "GRU") { GRU(width: width, &$0) },
    LayerCase(description: "GRU of another size") { GRU(width: width, hiddenSize: 4, &$0) },
    LayerCase(description: "LSTM") { LSTM(width: width, &$0) },
    LayerCase(description: "LSTM of another size") { LSTM(width: width, hiddenSize: 4, &$0) },
]

@Suite struct LayerLawTests {
    private func layer(_ layer: LayerCase, _ type: ElementType = .float64) -> any SequenceLayer {
        var initialiser = Initialiser(seed: 4, type)
        return layer.make(&initialiser)
    }

    private func input(_ batch: Int, _ length: Int, _ type: ElementType = .float64) -> Tensor {
        var random = RandomStream(seed: 8)
        return Tensor.normal([batch, length, width], type, using: &random)
    }

    private func pieces(_ layer: any SequenceLayer, _ x: Tensor, _ sizes: [Int]) -> Tensor {
        var state: any LayerState = layer.initialState(batch: x.shape[0])
        var start = 0
        let parts = sizes.map { size in
            defer { start += size }
            return layer.forward(x.sliced(start..<(start + size), axis: 1), erasedState: &state, .causal)
        }
        return Tensor.concatenated(parts, axis: 1)
    }

    @Test(arguments: layers) func wholeChunksAndStepsAgree(_ entry: LayerCase) {
        for (type, tolerance) in [(ElementType.float64, 1e-12), (.float32, 1e-5)] {
            let (layer, x) = (layer(entry, type), input(3, 37, type))
            let whole = layer.forward(x, .causal)
            expectClose(pieces(layer, x, [1, 3, 32, 1]), whole, tolerance: tolerance)
            expectClose(pieces(layer, x, Array(repeating: 1, count: 37)), whole, tolerance: tolerance)
        }
    }

    @Test(arguments: layers) func laterPositionsDoNotMatter(_ entry: LayerCase) {
        let (layer, x) = (layer(entry), input(2, 12))
        let whole = layer.forward(x, .causal)
        let changed = Tensor.concatenated([x.sliced(0..<7, axis: 1), x.sliced(7..<12, axis: 1) * 3 + 1], axis: 1)
        let other = layer.forward(changed, .causal)
        #expect(other.sliced(0..<7, axis: 1).doubles == whole.sliced(0..<7, axis: 1).doubles)
        #expect(other.sliced(7..<8, axis: 1).doubles != whole.sliced(7..<8, axis: 1).doubles)
    }

    /// Of the input and of every parameter, over two segments with the state carried and recorded.
    @Test(arguments: layers) func gradientsAgreeWithDifferences(_ entry: LayerCase) {
        let layer = layer(entry)
        let parameters = layer.parameters.map(\.tensor)
        func objective(_ x: Tensor) -> Tensor {
            let whole = layer.forward(x, .causal).squared().sum()
            return whole + pieces(layer, x, [3, 4]).squared().sum()
        }
        checkGradients([input(2, 7)], tolerance: 1e-5) { objective($0[0]) }
        let x = input(2, 7)
        let found = gradients(of: objective(x), withRespectTo: parameters)
        for (parameter, gradient) in zip(layer.parameters, found) {
            let numbers = parameter.tensor.pointer(Double.self)
            for position in stride(from: 0, to: parameter.tensor.count, by: max(1, parameter.tensor.count / 7)) {
                let before = numbers[position]
                numbers[position] = before + 1e-5
                let above = withoutGradients { objective(x).item }
                numbers[position] = before - 1e-5
                let below = withoutGradients { objective(x).item }
                numbers[position] = before
                let (numeric, analytic) = ((above - below) / 2e-5, gradient.doubles[position])
                #expect(abs(numeric - analytic) <= 1e-5 * max(1, abs(numeric)), "\(parameter.name)[\(position)]")
            }
        }
    }

    /// A detached state carries its numbers and no gradient: truncated back-propagation through time.
    @Test(arguments: layers) func detachedStatesCutGradients(_ entry: LayerCase) {
        let (layer, x) = (layer(entry), input(2, 8))
        for cut in [true, false] {
            let first = x.sliced(0..<5, axis: 1).copy().tracked()
            var state: any LayerState = layer.initialState(batch: 2)
            _ = layer.forward(first, erasedState: &state, .causal)
            if cut { state = state.detached }
            let second = layer.forward(x.sliced(5..<8, axis: 1), erasedState: &state, .causal)
            expectClose(second, layer.forward(x, .causal).sliced(5..<8, axis: 1), tolerance: 1e-12)
            let size = gradients(of: second.sum(), withRespectTo: [first])[0].squared().sum().item
            #expect(cut ? size == 0 : size > 0)
        }
    }

    @Test(arguments: layers) func statesAreSelectedAndKeptAsValues(_ entry: LayerCase) throws {
        let (layer, x) = (layer(entry), input(3, 6))
        var state: any LayerState = layer.initialState(batch: 3)
        _ = layer.forward(x.sliced(0..<4, axis: 1), erasedState: &state, .causal)
        let kept = state
        let next = x.sliced(4..<6, axis: 1)
        let expected = layer.forward(next, erasedState: &state, .causal)
        var chosen = kept
        chosen.select(rows: [2, 0, 2, 1])
        let rows = Tensor.concatenated([2, 0, 2, 1].map { next.sliced($0..<($0 + 1)) })
        let found = layer.forward(rows, erasedState: &chosen, .causal)
        for (index, row) in [2, 0, 2, 1].enumerated() {
            expectClose(found.selected(index), expected.selected(row), tolerance: 1e-13)
        }
        var again = kept
        #expect(layer.forward(next, erasedState: &again, .causal).doubles == expected.doubles)
        try again.rollBack(to: 6)
        #expect(throws: StateError.self) { try again.rollBack(to: 5) }
        #expect(throws: StateError.self) { try again.rollBack(to: 7) }
        #expect(again.byteCount == layer.initialState(batch: 3).byteCount)
    }

    @Test(arguments: layers) func threadsDoNotChangeBits(_ entry: LayerCase) {
        let (layer, x) = (layer(entry, .float32), input(4, 70, .float32))
        let threads = ck_thread_count()
        defer { ck_set_thread_count(threads) }
        let runs = [1, 2, 3].map { count in
            ck_set_thread_count(Int32(count))
            let leaf = x.tracked()
            let output = layer.forward(leaf, .causal)
            let all = [leaf] + layer.parameters.map(\.tensor)
            return [output] + gradients(of: output.squared().sum(), withRespectTo: all)
        }
        for run in runs.dropFirst() {
            #expect(zip(run, runs[0]).allSatisfy { $0.doubles == $1.doubles })
        }
    }
}
