import ContinuoFormats
import ContinuoTensor

extension TensorNameMap {
    /// What a checkpoint of `module` holds, for `SafeTensorsModel.write`. Elements are stored in the type that they have; packed
    /// weights as the float32 numbers that they stand for.
    public func sources(of module: any Module) -> [SafeTensorsWriter.Source] {
        module.parameters.flatMap { parameter in
            pieces(of: parameter).map { piece in
                SafeTensorsWriter.Source(
                    name: piece.name,
                    type: parameter.tensor.elementType == .float64 ? .float64 : .float32,
                    shape: piece.shape
                ) { write in
                    try supply(TensorNameMap.stored(parameter.tensor.detached, piece), to: write)
                }
            }
        }
    }

    /// What is stored of a parameter as one of its pieces; packed weights become float32.
    static func stored(_ tensor: Tensor, _ piece: Piece) -> Tensor {
        guard !tensor.shape.isEmpty else { return tensor }
        let rows =
            tensor.elementType == .packed
            ? tensor.rows(at: Tensor.range(piece.rows.count, from: piece.rows.lowerBound, .int32))
            : tensor.sliced(piece.rows)
        return piece.layout.stored(rows)
    }
}

/// Hands the bytes of a tensor to a writer.
private func supply(_ tensor: Tensor, to write: (UnsafeRawBufferPointer) throws -> Void) throws {
    switch tensor.elementType {
    case .float64:
        try write(UnsafeRawBufferPointer(UnsafeBufferPointer(start: tensor.pointer(Double.self), count: tensor.count)))
    default:
        try write(UnsafeRawBufferPointer(UnsafeBufferPointer(start: tensor.pointer(Float.self), count: tensor.count)))
    }
}
