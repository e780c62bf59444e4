import ContinuoTensor

/// Sequences packed one after the other into the rows of a batch, so that short ones leave no place empty.
///
/// What works on each position by itself reads packed rows as they are. What looks along a sequence is given the sequences
/// apart, those of equal length together: nothing is padded, and none sees another.
public struct SequencePacking: Sendable, Equatable {
    /// Lengths of each row's sequences in their order; those of a row add up to its length.
    public let lengths: [[Int]]

    /// - Parameter lengths: numbers above 0; their sum is the same for all rows.
    public init(_ lengths: [[Int]]) {
        precondition(
            Set(lengths.map { $0.reduce(0, +) }).count == 1 && lengths.allSatisfy { $0.allSatisfy { $0 > 0 } },
            "sequences of \(lengths) positions fill no rows of one length"
        )
        self.lengths = lengths
    }

    /// Place of each position in its own sequence, Int32 `[rows, length]`.
    var positions: Tensor { Tensor(rows: lengths.map { $0.flatMap { (0..<$0).map(Int32.init) } }) }

    /// The first positions of sequences of each length among all positions, row after row; in rising order of length.
    fileprivate var starts: [(length: Int, places: [Int])] {
        var (starts, next) = ([Int: [Int]](), 0)
        for length in lengths.joined() {
            starts[length, default: []].append(next)
            next += length
        }
        return starts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

extension SequenceLayer {
    /// As `forward`, of rows that may hold several sequences each (`SequenceContext.packing`): each gives what it gives alone.
    /// - Parameter input: `[rows, length, width]`.
    public func read(_ input: Tensor, _ context: SequenceContext) -> Tensor {
        readPacked(input, context) { forward($0, $1) }
    }

    /// Gives rows that hold several sequences each to `forward` sequence by sequence.
    /// - Parameters:
    ///   - input: `[rows, length, channels]`.
    ///   - forward: gives any number of channels for sequences of one length.
    func readPacked(
        _ input: Tensor,
        _ context: SequenceContext,
        _ forward: (Tensor, SequenceContext) -> Tensor
    ) -> Tensor {
        guard let packing = context.packing else { return forward(input, context) }
        precondition(
            context.mask == nil && context.positions == nil && context.lengths == nil,
            "packed rows have no mask, positions or padding of their own"
        )
        var alone = context
        alone.packing = nil
        let count = input.shape[0] * input.shape[1]
        let flat = input.reshaped([count, input.shape[2]])
        var (outputs, inverse, done) = ([Tensor](), [Int32](repeating: 0, count: count), 0)
        for (length, starts) in packing.starts {
            let places = starts.flatMap { $0..<($0 + length) }
            for (index, place) in places.enumerated() { inverse[place] = Int32(done + index) }
            done += places.count
            let sequences = flat.rows(at: Tensor(places.map(Int32.init), shape: [starts.count, length]))
            let output = AuxiliaryLosses.weighted(Double(places.count) / Double(count)) { forward(sequences, alone) }
            outputs.append(output.reshaped([places.count, output.shape[2]]))
        }
        return Tensor.concatenated(outputs).rows(at: Tensor(inverse, shape: Array(input.shape.prefix(2))))
    }
}
