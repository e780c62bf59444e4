import ContinuoFormats
import ContinuoTensor

extension TensorNameMap {
    /// What a checkpoint of `module` holds, for `SafeTensorsModel.write`. Elements are stored in the type that they have.
    public func sources(of module: any Module) -> [SafeTensorsWriter.Source] {
        module.parameters.flatMap { parameter in
            pieces(of: parameter).map { piece in
                SafeTensorsWriter.Source(
                    name: piece.name,
                    type: parameter.tensor.elementType == .float64 ? .float64 : .float32,
                    shape: piece.shape
                ) { write in
                    try supply(stored(parameter.tensor.detached, piece), to: write)
                }
            }
        }
    }

    private func stored(_ tensor: Tensor, _ piece: Piece) -> Tensor {
        guard !tensor.shape.isEmpty else { return tensor }
        return piece.layout.stored(tensor.sliced(piece.rows))
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
