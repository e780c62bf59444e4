import ContinuoTensor

/// An order in which a recurrence passes over the positions of a sequence, or of a grid in row-major order.
struct ScanOrder {
    /// Rows and columns where it goes along the columns; nil where it goes along the sequence.
    let grid: (rows: Int, columns: Int)?
    let isBackwards: Bool

    /// Forwards and backwards along the sequence, and with four along the columns too.
    /// - Parameter shape: rows and columns, for four scans.
    static func orders(_ scans: Int, shape: [Int]) -> [ScanOrder] {
        let along = [false, true].map { ScanOrder(grid: nil, isBackwards: $0) }
        guard scans == 4 else { return along }
        return along + [false, true].map { ScanOrder(grid: (shape[0], shape[1]), isBackwards: $0) }
    }

    /// `[batch, length, heads, width]` in the order of the scan.
    func arranged(_ x: Tensor) -> Tensor {
        let moved = grid.map { transposed(x, rows: $0.rows, columns: $0.columns) } ?? x
        return isBackwards ? moved.reversed(axis: 1) : moved
    }

    /// What stands in the order of the scan, in that of the sequence again.
    func restored(_ x: Tensor) -> Tensor {
        let moved = isBackwards ? x.reversed(axis: 1) : x
        return grid.map { transposed(moved, rows: $0.columns, columns: $0.rows) } ?? moved
    }

    private func transposed(_ x: Tensor, rows: Int, columns: Int) -> Tensor {
        precondition(x.shape[1] == rows * columns, "\(x.shape[1]) positions do not fill \(rows) × \(columns)")
        let element = x.shape[2] * x.shape[3]
        return x.reshaped([x.shape[0], rows, columns, element]).permuted([0, 2, 1, 3]).reshaped(x.shape)
    }
}
