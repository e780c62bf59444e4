import ContinuoTensor

/// Single positions of tensors `[rows, positions, channels]`, in place: for buffers that belong to one state.
extension Tensor {
    private func offset(_ row: Int, _ position: Int) -> Int { (row * shape[1] + position) * shape[2] }

    func copyPosition(of source: Tensor, row: Int, from place: Int, to position: Int) {
        let (from, to) = (source.offset(row, place), offset(row, position))
        switch elementType {
        case .float32: (pointer(Float.self) + to).update(from: source.pointer(Float.self) + from, count: shape[2])
        default: (pointer(Double.self) + to).update(from: source.pointer(Double.self) + from, count: shape[2])
        }
    }

    func addPosition(of source: Tensor, row: Int, from place: Int, to position: Int) {
        let (from, to) = (source.offset(row, place), offset(row, position))
        switch elementType {
        case .float32: Self.add(source.pointer(Float.self) + from, to: pointer(Float.self) + to, shape[2])
        default: Self.add(source.pointer(Double.self) + from, to: pointer(Double.self) + to, shape[2])
        }
    }

    private static func add<Real: BinaryFloatingPoint>(
        _ source: UnsafeMutablePointer<Real>,
        to target: UnsafeMutablePointer<Real>,
        _ count: Int
    ) {
        for index in 0..<count { target[index] += source[index] }
    }

    func clearPosition(row: Int, _ position: Int) {
        let to = offset(row, position)
        switch elementType {
        case .float32: (pointer(Float.self) + to).update(repeating: 0, count: shape[2])
        default: (pointer(Double.self) + to).update(repeating: 0, count: shape[2])
        }
    }

    /// Some rows of the leading axis, in their order; recorded for gradients.
    func leadingRows(_ rows: [Int]) -> Tensor { self.rows(at: Tensor(rows.map(Int32.init))) }
}
