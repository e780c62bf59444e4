import ContinuoTensor

/// How the vectors of a sequence become one.
public enum Pooling: String, Codable, Sendable, CaseIterable {
    /// The mean over the real positions.
    case mean
    /// The first position: for networks that see both directions, with an id of its own there.
    case first
    /// The last real position: for causal networks.
    case last

    /// `[rows, width]` of vectors `[rows, length, width]`.
    /// - Parameter lengths: real positions of each row; all are real when nil.
    public func callAsFunction(_ hidden: Tensor, lengths: [Int32]?) -> Tensor {
        let (rows, length, width) = (hidden.shape[0], hidden.shape[1], hidden.shape[2])
        let lengths = lengths ?? [Int32](repeating: Int32(length), count: rows)
        switch self {
        case .first: return hidden.selected(0, axis: 1)
        case .last:
            let cells = lengths.enumerated().map { Int32($0 * length) + max($1, 1) - 1 }
            return hidden.reshaped([rows * length, width]).rows(at: Tensor(cells))
        case .mean:
            var shares = [Double](repeating: 0, count: rows * length)
            for (row, real) in lengths.enumerated() {
                for position in 0..<Int(real) { shares[row * length + position] = 1 / Double(real) }
            }
            // [rows, 1, length] × [rows, length, width]; padding has the share 0.
            let share = Tensor(shares, shape: [rows, 1, length]).cast(to: hidden.elementType)
            return share.matmul(hidden).reshaped([rows, width])
        }
    }
}
