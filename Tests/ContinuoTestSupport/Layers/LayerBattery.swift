import CKernels
import ContinuoBackbones
import ContinuoTensor
import Testing

/// Checks that a layer keeps the laws of `SequenceLayer`: whole, chunks and steps agree; causality; gradients; states as
/// values; the same bits for every number of threads.
public func checkLayer(_ entry: LayerCase, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let battery = LayerBattery(entry: entry, sourceLocation: sourceLocation)
    battery.checkPieces()
    battery.checkCausality()
    battery.checkGradientsByDifferences()
    try battery.checkStates()
    battery.checkDetachedStates()
    battery.checkPacking()
    battery.checkThreads()
}

private struct LayerBattery {
    let entry: LayerCase
    let sourceLocation: SourceLocation

    func input(_ batch: Int, _ length: Int, _ width: Int, _ type: ElementType = .float64) -> Tensor {
        var random = RandomStream(seed: 8)
        return Tensor.normal([batch, length, width], type, using: &random)
    }

    func expect(_ condition: Bool, _ law: String) {
        #expect(condition, "\(entry): \(law)", sourceLocation: sourceLocation)
    }

    /// The outputs of consecutive pieces, with the state carried on.
    func pieces(_ layer: any SequenceLayer, _ x: Tensor, _ sizes: [Int]) -> Tensor {
        var state: any LayerState = layer.initialState(batch: x.shape[0])
        var start = 0
        let parts = sizes.map { size in
            defer { start += size }
            return layer.forward(x.sliced(start..<(start + size), axis: 1), erasedState: &state, .causal)
        }
        return Tensor.concatenated(parts, axis: 1)
    }

    func checkPieces() {
        for (type, tolerance) in [(ElementType.float64, 1e-12), (.float32, 1e-4)] {
            let layer = entry.layer(type)
            let x = input(3, 37, layer.width, type)
            let whole = layer.forward(x, .causal)
            let size = whole.doubles.reduce(1) { max($0, Swift.abs($1)) }
            for sizes in [[1, 3, 32, 1], Array(repeating: 1, count: 37), [37]] {
                expectClose(
                    pieces(layer, x, sizes),
                    whole,
                    tolerance: tolerance * size,
                    sourceLocation: sourceLocation
                )
            }
        }
    }

    /// Sequences that are packed into rows give what each gives alone.
    func checkPacking() {
        let layer = entry.layer(.float64)
        let lengths = [[4, 1, 7, 2], [7, 7]]
        let x = input(2, 14, layer.width)
        for direction in [SequenceContext.causal, .bidirectional]
        where layer.capabilities.contains(direction.direction == .causal ? .causal : .bidirectional) {
            var context = direction
            context.packing = SequencePacking(lengths)
            let alone = lengths.enumerated().map { row, lengths in
                var start = 0
                let parts = lengths.map { length in
                    defer { start += length }
                    return layer.forward(x.sliced(row..<(row + 1)).sliced(start..<(start + length), axis: 1), direction)
                }
                return Tensor.concatenated(parts, axis: 1)
            }
            let expected = Tensor.concatenated(alone)
            let size = expected.doubles.reduce(1) { max($0, Swift.abs($1)) }
            // Matrix products of another number of rows round differently, which small normalisers magnify.
            expectClose(layer.read(x, context), expected, tolerance: 1e-9 * size, sourceLocation: sourceLocation)
        }
    }

    func checkCausality() {
        let layer = entry.layer(.float64)
        let x = input(2, 12, layer.width)
        let changed = Tensor.concatenated([x.sliced(0..<7, axis: 1), x.sliced(7..<12, axis: 1) * 3 + 1], axis: 1)
        func outputs(_ context: SequenceContext) -> (Tensor, Tensor) {
            (layer.forward(x, context), layer.forward(changed, context))
        }
        if layer.capabilities.contains(.causal) {
            let (whole, other) = outputs(.causal)
            // Fourier transforms carry the rounding of every input to every output, and nothing more.
            let change = abs(other.sliced(0..<7, axis: 1) - whole.sliced(0..<7, axis: 1)).doubles.max() ?? 0
            let size = abs(other).doubles.max() ?? 0
            expect(change <= 1e-13 * Swift.max(1, size), "an output depends on a later input")
            expect(
                other.sliced(7..<8, axis: 1).doubles != whole.sliced(7..<8, axis: 1).doubles,
                "an output does not depend on its input"
            )
        }
        if layer.capabilities.contains(.bidirectional) {
            let (whole, other) = outputs(.bidirectional)
            expect(
                other.sliced(6..<7, axis: 1).doubles != whole.sliced(6..<7, axis: 1).doubles,
                "a bidirectional output does not depend on the next input"
            )
        }
        if layer.capabilities.contains(.arbitraryMask) {
            var context = SequenceContext.bidirectional
            context.mask = AttentionMask(queries: 12, keys: 12) { $1 <= $0 }
            expectClose(
                layer.forward(x, context),
                layer.forward(x, .causal),
                tolerance: 1e-12,
                sourceLocation: sourceLocation
            )
        }
    }

    /// Of the input and of parameters; where a state is recorded, over two segments as well.
    func checkGradientsByDifferences() {
        let layer = entry.layer(.float64)
        let isRecorded = !layer.capabilities.contains(.rewindable)
        func objective(_ x: Tensor) -> Tensor {
            let whole = layer.forward(x, .causal).squared().sum()
            return isRecorded ? whole + pieces(layer, x, [3, 4]).squared().sum() : whole
        }
        let x = input(2, 7, layer.width)
        checkGradients([x], tolerance: 1e-5, sourceLocation: sourceLocation) { objective($0[0]) }
        let found = gradients(of: objective(x), withRespectTo: layer.parameters.map(\.tensor))
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
                expect(
                    Swift.abs(numeric - analytic) <= 1e-5 * max(1, Swift.abs(numeric)),
                    "gradient of \(parameter.name)[\(position)] is \(analytic), differences give \(numeric)"
                )
            }
        }
    }

    /// States are values: rows are selected, copies go on independently, roll-back restores or is refused.
    func checkStates() throws {
        let layer = entry.layer(.float64)
        let x = input(3, 6, layer.width)
        let next = x.sliced(4..<6, axis: 1)
        var state: any LayerState = layer.initialState(batch: 3)
        _ = layer.forward(x.sliced(0..<4, axis: 1), erasedState: &state, .causal)
        let kept = state
        let expected = layer.forward(next, erasedState: &state, .causal)
        var chosen = kept
        let order = [2, 0, 2, 1]
        chosen.select(rows: order)
        let rows = Tensor.concatenated(order.map { next.sliced($0..<($0 + 1)) })
        let found = layer.forward(rows, erasedState: &chosen, .causal)
        for (index, row) in order.enumerated() {
            expectClose(
                found.selected(index),
                expected.selected(row),
                tolerance: 1e-12,
                sourceLocation: sourceLocation
            )
        }
        var copy = kept
        _ = layer.forward(next * 2, erasedState: &copy, .causal)
        var again = kept
        expect(layer.forward(next, erasedState: &again, .causal).doubles == expected.doubles, "a copy was changed")
        #expect(throws: StateError.self, sourceLocation: sourceLocation) { try again.rollBack(to: 7) }
        guard layer.capabilities.contains(.rewindable) else {
            #expect(throws: StateError.self, sourceLocation: sourceLocation) { try again.rollBack(to: 5) }
            return
        }
        try again.rollBack(to: 4)
        let repeated = layer.forward(next, erasedState: &again, .causal)
        expect(repeated.doubles == expected.doubles, "roll-back does not restore the state")
    }

    /// A detached state carries its numbers and no gradient: truncated back-propagation through time. States that never
    /// carry gradients (caches) are detached already.
    func checkDetachedStates() {
        let layer = entry.layer(.float64)
        let x = input(2, 8, layer.width)
        for cut in [true, false] {
            let first = x.sliced(0..<5, axis: 1).copy().tracked()
            var state: any LayerState = layer.initialState(batch: 2)
            _ = layer.forward(first, erasedState: &state, .causal)
            if cut { state = state.detached }
            let second = layer.forward(x.sliced(5..<8, axis: 1), erasedState: &state, .causal)
            let whole = layer.forward(x, .causal).sliced(5..<8, axis: 1)
            expectClose(second, whole, tolerance: 1e-12, sourceLocation: sourceLocation)
            guard cut || !layer.capabilities.contains(.rewindable) else { continue }
            let size = gradients(of: second.sum(), withRespectTo: [first])[0].squared().sum().item
            expect(cut ? size == 0 : size > 0, cut ? "a detached state has gradients" : "a state lost its gradients")
        }
    }

    func checkThreads() {
        let layer = entry.layer(.float32)
        let x = input(4, 61, layer.width, .float32)
        let threads = ck_thread_count()
        defer { ck_set_thread_count(threads) }
        let runs = [Int32(1), 2, 3].map { count in
            ck_set_thread_count(count)
            let leaf = x.tracked()
            let output = layer.forward(leaf, .causal)
            let all = [leaf] + layer.parameters.map(\.tensor)
            return [output] + gradients(of: output.squared().sum(), withRespectTo: all)
        }
        for run in runs.dropFirst() {
            let same = zip(run, runs[0]).allSatisfy { $0.doubles == $1.doubles }
            expect(same, "the number of threads changes results")
        }
    }
}
