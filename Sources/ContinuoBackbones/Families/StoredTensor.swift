import ContinuoFormats
import ContinuoTensor

/// A tensor of a network under the name and in the form that files of some layout have it in. Its numbers are made when they are
/// needed, so that a model is written while one parameter is in memory.
public struct StoredTensor {
    public let name: String
    /// The shape in the file, outermost size first.
    public let shape: [Int]
    /// The format that holds what is known of the numbers: that of the file that they come from, float32 for others.
    public let format: WeightFormat
    /// What the numbers come from, for errors.
    let file: String
    /// Makes the numbers: float32, as many as `shape` has.
    let make: () throws -> Tensor

    /// The tensor for a GGUF file, encoded a part at a time.
    public func source(gguf format: WeightFormat) -> GGUFWriter.Source {
        GGUFWriter.Source(name: name, shape: shape, format: format) { try supply(as: format, to: $0) }
    }

    /// The types that safetensors files have for weights, by the formats that encode them.
    public static let safeTensorsTypes: [WeightFormat: StoredElementType] = [
        .float32: .float32, .bfloat16: .bfloat16, .float16: .float16,
    ]

    /// The tensor for a safetensors file.
    /// - Parameter format: one of ``safeTensorsTypes``.
    public func source(safeTensors format: WeightFormat) -> SafeTensorsWriter.Source {
        guard let type = Self.safeTensorsTypes[format] else {
            preconditionFailure("safetensors files have no type for \(format)")
        }
        return SafeTensorsWriter.Source(name: name, type: type, shape: shape) { try supply(as: format, to: $0) }
    }

    private func supply(as format: WeightFormat, to write: (UnsafeRawBufferPointer) throws -> Void) throws {
        let numbers = try make()
        let values = UnsafeBufferPointer(start: numbers.pointer(Float.self), count: numbers.count)
        if format == .float32 { return try write(UnsafeRawBufferPointer(values)) }
        let columns = max(shape.last ?? 1, 1)
        let step = max(1, GGUFWriter.partSize / columns) * columns
        for first in stride(from: 0, to: values.count, by: step) {
            let part = Array(values[first..<min(first + step, values.count)])
            try format.encodeChecked(part, file: file, tensor: name).withUnsafeBytes { try write($0) }
        }
        withExtendedLifetime(numbers) {}
    }
}

extension TensorNameMap {
    /// The tensors of a checkpoint in this layout, with the numbers of `module`.
    public func tensors(of module: any Module) -> [StoredTensor] {
        module.parameters.flatMap { parameter in
            pieces(of: parameter).map { piece in
                let packed = parameter.tensor.packedFormats
                return StoredTensor(
                    name: piece.name,
                    shape: piece.shape,
                    format: packed.first ?? .float32,
                    file: "the model"
                ) {
                    let tensor = TensorNameMap.stored(parameter.tensor.detached, piece)
                    return tensor.elementType == .float32 ? tensor : tensor.cast(to: .float32)
                }
            }
        }
    }

    /// The tensors of a checkpoint in this layout, with the numbers of a checkpoint in another one.
    /// - Parameters:
    ///   - module: tells names and shapes; its own numbers do not matter.
    ///   - source: the other layout.
    ///   - configuration: what the module was built from; stands in errors.
    /// - Throws: `DataFileError` where the other checkpoint is not one of `module`.
    public func tensors(
        of module: any Module,
        from files: any WeightFiles,
        in source: TensorNameMap,
        configuration: String
    ) throws -> [StoredTensor] {
        try source.plan(module, files, configuration: configuration).flatMap { parameter, found in
            try pieces(of: parameter).map { piece in
                let needed = found.filter {
                    parameter.tensor.shape.isEmpty || $0.piece.rows.overlaps(piece.rows)
                }
                let formats = try needed.map { try files.weightFormat(of: $0.name) ?? .float32 }
                return StoredTensor(
                    name: piece.name,
                    shape: piece.shape,
                    format: formats.max { $0.bitsPerElement < $1.bitsPerElement } ?? .float32,
                    file: files.path
                ) {
                    let ours = Tensor(uninitialised: parameter.tensor.shape)
                    for (other, name) in needed {
                        try TensorNameMap.fill(ours, other, name, files)
                        files.willNotNeed(name)
                    }
                    return TensorNameMap.stored(ours, piece)
                }
            }
        }
    }
}
