import ContinuoTensor

extension GGUFModel {
    /// Keys that tell how a file is written, not what the model is.
    private static let fileTypeKey = "general.file_type"
    private static let quantisationKey = "general.quantization_version"
    /// The version of the block formats that ggml has today.
    private static let quantisationVersion: UInt32 = 2

    /// States in metadata how a file's tensors are stored.
    public static func describe(_ scheme: GGUFScheme, in metadata: inout GGUFMetadata) {
        metadata[fileTypeKey] = .uint32(scheme.fileType)
        metadata[quantisationKey] = .uint32(quantisationVersion)
    }

    /// Whether some matrix is quantised already, so that quantising it again adds an error to another.
    public var isQuantised: Bool { tensors.contains { $0.format.isQuantised } }

    /// Writes the same model with its tensors stored in another way, as one file. A part of one tensor is in memory at a time;
    /// tensors that have the wanted format already are copied.
    /// - Parameter progress: told each tensor when it begins, with its number and the number of all.
    /// - Throws: `DataFileError` for numbers that are not finite where they would be quantised, and as `GGUFWriter`.
    public func write(
        to output: String,
        _ scheme: GGUFScheme,
        progress: @escaping (_ tensor: String, _ number: Int, _ count: Int) throws -> Void = { _, _, _ in }
    ) throws {
        var metadata = GGUFMetadata(path: path)
        for (key, value) in self.metadata.entries where !key.hasPrefix("split.") { metadata[key] = value }
        Self.describe(scheme, in: &metadata)
        let formats = scheme.formats(of: tensors.map { ($0.name, $0.shape) })
        let sources = zip(tensors, formats).enumerated().map { index, pair in
            let (tensor, format) = pair
            return GGUFWriter.Source(name: tensor.name, shape: tensor.shape, format: format) { [self] write in
                try progress(tensor.name, index, tensors.count)
                try supply(tensor, as: format, to: write)
            }
        }
        try GGUFWriter.write(to: output, metadata: metadata, tensors: sources)
    }

    private func supply(
        _ tensor: GGUFTensor,
        as format: WeightFormat,
        to write: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let bytes = try bytes(tensor.name)
        defer { willNotNeed(tensor.name, 0..<bytes.count) }
        if format == tensor.format { return try write(bytes) }
        let columns = max(tensor.shape.last ?? 1, 1)
        let rows = tensor.elementCount / columns
        guard let width = tensor.format.byteCount(rows: 1, columns: columns) else { return }
        let step = max(1, GGUFWriter.partSize / columns)
        for first in stride(from: 0, to: rows, by: step) {
            let last = min(first + step, rows)
            let values = tensor.format.decode(UnsafeRawBufferPointer(rebasing: bytes[(first * width)..<(last * width)]))
            try format.encodeChecked(values, file: path, tensor: tensor.name).withUnsafeBytes { try write($0) }
            willNotNeed(tensor.name, (first * width)..<(last * width))
        }
    }
}

extension WeightFormat {
    /// Encodes whole blocks.
    /// - Throws: `DataFileError` for numbers that are not finite, of which a quantised block can say nothing.
    public func encodeChecked(_ values: [Float], file: String, tensor: String) throws(DataFileError) -> [UInt8] {
        if isQuantised, let place = values.firstIndex(where: { !$0.isFinite }) {
            throw DataFileError(
                .malformed,
                file: file,
                place: "tensor \"\(tensor)\"",
                expected: "finite numbers, to be quantised as \(name)",
                found: "\(values[place])"
            )
        }
        return encode(values)
    }
}
