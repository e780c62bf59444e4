import ContinuoTensor

/// A kernel as streams use it: made once, shared by their copies.
final class StreamedKernel: Sendable {
    /// `[channels, coefficients]`
    let kernel: Tensor
    /// The coefficients of direct sums, `[coefficients, channels]`.
    let recent: Tensor
    /// Positions that buffers have room for: a power of two, and no smaller than the kernel unless fewer will be read.
    let capacity: Int
    /// Positions from one transform to the next.
    let direct: Int
    let scheme: ConvolutionScheme
    /// Pieces of 1, 2, 4 … times `direct` positions.
    let pieces: [ConvolutionPiece]

    /// Pieces up to this size keep their kernel's transform: larger ones are rare, and as large as the kernel itself.
    private static let preparedPositions = 2048

    /// - Parameters:
    ///   - kernel: `[channels, coefficients]`.
    ///   - positions: no more than these will be read; nil where nobody knows.
    init(_ kernel: Tensor, _ scheme: ConvolutionScheme, positions: Int?) {
        let wanted = min(kernel.shape[1], max(positions ?? kernel.shape[1], 1))
        capacity = max(wanted.nextPowerOfTwo, scheme == .continuous ? ConvolutionScheme.directBlock : 1)
        direct = scheme.directPositions(capacity)
        self.scheme = scheme
        self.kernel = kernel.sliced(0..<min(kernel.shape[1], 2 * capacity), axis: 1).copy()
        recent = self.kernel.sliced(0..<min(self.kernel.shape[1], direct), axis: 1).transposed()
        var pieces: [ConvolutionPiece] = []
        var block = direct
        while scheme != .naive, block <= capacity {
            let isPrepared = block <= Self.preparedPositions
            pieces.append(ConvolutionPiece(kernel: self.kernel, block: block, isPrepared: isPrepared))
            block *= 2
        }
        self.pieces = pieces
    }

    var byteCount: Int { kernel.byteCount + recent.byteCount + pieces.reduce(0) { $0 + $1.byteCount } }
}

/// A causal convolution that goes on position by position: its inputs since it began, and what they (and what came before)
/// are known to contribute to outputs to come.
struct ConvolutionStream: Sendable {
    let filter: StreamedKernel
    /// Inputs, `[rows, capacity, channels]`: position t stands at t mod capacity.
    private var inputs: Tensor
    /// Contributions, in the same way; 0 behind the last position that anything reaches.
    private var pending: Tensor
    private var owner = Owner()
    /// Positions read.
    private(set) var count = 0
    /// Multiply-adds so far, for one channel of one row: a transform of N complex numbers counts as 5/2 N log₂ N, a
    /// product of two as 4 N.
    private(set) var multiplyAdds = 0.0

    private final class Owner: Sendable {}

    /// - Parameter pending: what is known of the first outputs, `[rows, at most capacity, channels]`.
    init(_ filter: StreamedKernel, pending: Tensor) {
        self.filter = filter
        let (rows, channels) = (pending.shape[0], pending.shape[2])
        self.pending = pending.padded(0, filter.capacity - pending.shape[1], axis: 1)
        inputs = Tensor.zeros([rows, filter.capacity, channels], pending.elementType)
    }

    var byteCount: Int { inputs.byteCount + pending.byteCount }

    private var rows: Int { pending.shape[0] }

    /// Reads position `place` of `x` and adds its output to that of `output`, both `[rows, positions, channels]`.
    mutating func step(_ x: Tensor, to output: Tensor, at place: Int) {
        makeUnique()
        let (capacity, coefficients) = (filter.capacity, filter.recent.shape[0])
        let slot = count % capacity
        let since = count - count / filter.direct * filter.direct
        let terms = min(filter.scheme == .naive ? count + 1 : since + 1, coefficients)
        for row in 0..<rows {
            inputs.copyPosition(of: x, row: row, from: place, to: slot)
            output.copyPosition(of: pending, row: row, from: slot, to: place)
            pending.clearPosition(row: row, slot)
            // The ring's older part is summed behind the newer one.
            let newer = min(terms, slot + 1)
            sum(row, newest: slot, lag: 0, newer, output, place)
            sum(row, newest: capacity - 1, lag: newer, terms - newer, output, place)
        }
        multiplyAdds += Double(terms)
        count += 1
        if filter.scheme != .naive, count % filter.direct == 0 { fill() }
    }

    private func sum(_ row: Int, newest: Int, lag: Int, _ count: Int, _ output: Tensor, _ place: Int) {
        guard count > 0 else { return }
        addLaggedSum(
            inputs,
            row: row,
            newest: newest,
            kernel: filter.recent,
            lag: lag,
            count: count,
            to: output,
            at: place
        )
    }

    /// Brings what the inputs contribute to the next outputs up to what the scheme asks for at this position.
    private mutating func fill() {
        let place = count % filter.capacity
        switch filter.scheme {
        case .naive: break
        case .continuous:
            let block = min(count & -count, filter.capacity)
            add(block, to: pending, at: place)
        case .epoched:
            // All inputs that reach the epoch, oldest first, in the shortest piece that holds them.
            let known = min(count, filter.capacity)
            let block = max(filter.direct, known.nextPowerOfTwo)
            let ordered = latest(known).padded(block - known, 0, axis: 1)
            let sums = Tensor.zeros([rows, block, pending.shape[2]], pending.elementType)
            piece(block).add(ordered, at: 0, to: sums, at: 0)
            for row in 0..<rows {
                for position in 0..<filter.direct {
                    pending.addPosition(of: sums, row: row, from: position, to: place + position)
                }
            }
            countTransforms(block)
        }
    }

    private func piece(_ block: Int) -> ConvolutionPiece {
        filter.pieces[(block / filter.direct).trailingZeroBitCount]
    }

    private mutating func add(_ block: Int, to sums: Tensor, at place: Int) {
        let start = (count - block) % filter.capacity
        piece(block).add(inputs, at: start, to: sums, at: place)
        countTransforms(block)
    }

    private mutating func countTransforms(_ block: Int) {
        let points = Double(block)
        multiplyAdds += 2 * 2.5 * points * Double(block.trailingZeroBitCount) + 4 * points
    }

    /// The last `known` inputs in order, `[rows, known, channels]`.
    private func latest(_ known: Int) -> Tensor {
        let end = count % filter.capacity
        guard known > end else { return inputs.sliced((end - known)..<end, axis: 1) }
        let older = inputs.sliced((filter.capacity - known + end)..<filter.capacity, axis: 1)
        return end == 0 ? older : Tensor.concatenated([older, inputs.sliced(0..<end, axis: 1)], axis: 1)
    }

    /// All that is known of the outputs to come from what was read, `[rows, capacity, channels]`.
    func settled() -> Tensor {
        let (capacity, place) = (filter.capacity, count % filter.capacity)
        var result = pending
        if place > 0 {
            let parts = [pending.sliced(place..<capacity, axis: 1), pending.sliced(0..<place, axis: 1)]
            result = Tensor.concatenated(parts, axis: 1)
        }
        for (segment, known) in outstanding where count - segment.lowerBound <= capacity {
            let read = latest(count - segment.lowerBound).sliced(0..<segment.count, axis: 1)
            // Outputs before `known` have the segment's contribution already.
            let first = max(known, count)
            let lag = first - segment.upperBound
            guard first - count < capacity else { continue }
            let later = futureFill(read, kernel: filter.kernel, lag: lag, count: capacity - (first - count))
            result = result + later.padded(first - count, 0, axis: 1)
        }
        return result
    }

    /// The inputs that have not contributed to all outputs, with the first output that they are missing in.
    private var outstanding: [(segment: Range<Int>, known: Int)] {
        let direct = filter.direct
        let begun = count / direct * direct
        let recent = begun < count ? [(begun..<count, count)] : []
        let oldest = max(0, count - filter.capacity)
        switch filter.scheme {
        case .naive: return oldest < count ? [(oldest..<count, count)] : []
        case .epoched: return (oldest < begun ? [(oldest..<begun, begun + direct)] : []) + recent
        case .continuous:
            var segments: [(Range<Int>, Int)] = []
            var end = begun
            // The last pieces, newest first: 2^q inputs reached 2^q outputs behind them.
            while end > oldest {
                let block = min(end & -end, filter.capacity)
                if end - block >= oldest { segments.append(((end - block)..<end, end + block)) }
                end -= block
            }
            return segments + recent
        }
    }

    mutating func select(rows: [Int]) {
        inputs = inputs.leadingRows(rows)
        pending = pending.leadingRows(rows)
        owner = Owner()
    }

    private mutating func makeUnique() {
        guard !isKnownUniquelyReferenced(&owner) else { return }
        inputs = inputs.copy()
        pending = pending.copy()
        owner = Owner()
    }
}
