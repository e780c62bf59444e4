import CKernels

extension Tensor {
    /// Rows of a table `[rows, width…]` by index: `[indices.shape…, width…]`. The gradient adds repeated rows.
    public func rows(at indices: Tensor) -> Tensor {
        precondition(indices.elementType == .int32, "row indices must be int32")
        precondition(rank >= 1, "a scalar has no rows")
        let width = shape[1...].reduce(1, *)
        let tableRows = shape[0]
        checkIndices(indices, below: tableRows)
        if elementType == .packed { return packedRows(at: indices) }
        let result = Tensor(uninitialised: indices.shape + shape[1...], elementType)
        switch elementType {
        case .float64: ck_gather_rows_f64(double, indices.int32, result.double, indices.count, width)
        default: ck_gather_rows_f32(float, indices.int32, result.float, indices.count, width)
        }
        guard elementType.isReal else { return result }
        let original = shape
        return result.recorded(from: self) { gradient in
            let table = Tensor.zeros(original, gradient.elementType)
            table.addRows(gradient, at: indices)
            return [table]
        }
    }

    /// Adds rows of `source` `[indices.count, width]` to the rows of this table, in place, in rising order.
    func addRows(_ source: Tensor, at indices: Tensor) {
        let width = shape[1...].reduce(1, *)
        switch elementType {
        case .float32: ck_scatter_add_rows_f32(source.float, indices.int32, float, indices.count, width)
        default: ck_scatter_add_rows_f64(source.double, indices.int32, double, indices.count, width)
        }
    }

    /// This table `[rows, width…]` with the rows of `source` added at `indices` (repeats add up).
    public func scatterAdding(_ source: Tensor, at indices: Tensor) -> Tensor {
        precondition(
            source.shape == indices.shape + shape[1...],
            "scatter of \(source.shape) at \(indices.shape) into \(shape)"
        )
        checkIndices(indices, below: shape[0])
        let result = copy()
        result.addRows(source, at: indices)
        return result.recorded(from: self, source) { [$0, $0.rows(at: indices)] }
    }

    /// One element of each row of the last axis: `result[i…] = self[i…, indices[i…]]`.
    public func gathered(_ indices: Tensor) -> Tensor {
        precondition(
            indices.shape == Array(shape.dropLast()),
            "indices \(indices.shape) do not fit rows of \(shape)"
        )
        let width = size(-1)
        checkIndices(indices, below: width)
        let flat = Tensor((0..<indices.count).map { Int32($0 * width) + indices.int32[$0] }, shape: indices.shape)
        return reshaped([count]).rows(at: flat)
    }

    private func checkIndices(_ indices: Tensor, below bound: Int) {
        for position in 0..<indices.count {
            let index = indices.int32[position]
            precondition(
                index >= 0 && index < bound,
                "index \(index) at position \(position) is outside of 0 ..< \(bound)"
            )
        }
    }
}

/// Zeroes each element with probability `rate` and scales the others by 1 / (1 − rate) (Srivastava et al. 2014).
public func dropout(_ x: Tensor, rate: Double, using random: inout RandomStream) -> Tensor {
    guard rate > 0 else { return x }
    let scale = 1 / (1 - rate)
    return x * Tensor.generate(x.shape, x.elementType) { random.uniform() < rate ? 0 : scale }
}
