import ContinuoTensor

/// Writes GGUF files of version 3, little-endian, as llama.cpp and Python's `gguf` read them.
///
/// Metadata and tensors keep their order. The tensors' bytes are streamed: none of them is held in memory by the writer. The
/// file appears whole or not at all. Source: the GGUF specification (ggml), version 3.
public enum GGUFWriter {
    /// Elements that are encoded at a time: whole blocks of every format.
    public static let partSize = 1 << 20

    /// A tensor to be written.
    public struct Source {
        /// The tensor's name, at most 63 bytes.
        public var name: String
        /// Its sizes, outermost first, at most four; the last is a multiple of the format's block.
        public var shape: [Int]
        /// How its elements are stored.
        public var format: WeightFormat
        /// Gives the tensor's bytes, row by row, to `write`, in as many pieces as is convenient.
        public var supply: (_ write: (UnsafeRawBufferPointer) throws -> Void) throws -> Void

        /// Describes a tensor whose bytes are made when they are needed.
        public init(
            name: String,
            shape: [Int],
            format: WeightFormat,
            supply: @escaping (_ write: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
        ) {
            self.name = name
            self.shape = shape
            self.format = format
            self.supply = supply
        }

        /// Describes a tensor whose bytes are in an array, blocks and all.
        public init(name: String, shape: [Int], format: WeightFormat, bytes: [UInt8]) {
            self.init(name: name, shape: shape, format: format) { write in try bytes.withUnsafeBytes { try write($0) } }
        }

        /// Describes a tensor whose values are encoded while it is written, a part at a time.
        public init(name: String, shape: [Int], format: WeightFormat, values: [Float]) {
            self.init(name: name, shape: shape, format: format) { write in
                var first = 0
                while first < values.count {
                    let last = min(first + GGUFWriter.partSize, values.count)
                    guard format.byteCount(rows: 1, columns: last - first) != nil else { return }
                    try format.encode(Array(values[first..<last])).withUnsafeBytes { try write($0) }
                    first = last
                }
            }
        }
    }

    /// Writes one file.
    /// - Parameters:
    ///   - path: where the file shall be.
    ///   - metadata: in this order; `general.alignment` sets the alignment, which is 32 otherwise.
    ///   - tensors: in this order; their names must differ.
    /// - Throws: `DataFileError` when the system refuses, when a tensor's name or shape cannot be written, or when a tensor
    ///   supplies another number of bytes than its shape asks for; whatever a `supply` throws. The old file stays then.
    public static func write(to path: String, metadata: GGUFMetadata, tensors: [Source]) throws {
        let byteCounts = try check(tensors, path: path)
        let alignment: Int
        do { alignment = try GGUFHeader.alignment(metadata) } catch { throw error.of(file: path) }
        let file = try AtomicFile(path: path)
        do {
            try writeHead(metadata, tensors, byteCounts, alignment: alignment, to: file)
            try pad(file, to: alignment)
            for (tensor, byteCount) in zip(tensors, byteCounts) {
                let before = file.count
                try tensor.supply { try file.write($0) }
                if file.count - before != byteCount {
                    throw DataFileError(
                        .malformed,
                        file: path,
                        place: "tensor \"\(tensor.name)\"",
                        expected: "\(byteCount) bytes for \(tensor.format) \(tensor.shape)",
                        found: "\(file.count - before) bytes supplied"
                    )
                }
                try pad(file, to: alignment)
            }
            try file.commit()
        } catch {
            file.discard()
            throw error
        }
    }

    private static func writeHead(
        _ metadata: GGUFMetadata,
        _ tensors: [Source],
        _ byteCounts: [Int],
        alignment: Int,
        to file: AtomicFile
    ) throws(DataFileError) {
        var bytes = GGUFEncoding.magic
        GGUFEncoding.append(GGUFEncoding.version, to: &bytes)
        GGUFEncoding.append(UInt64(tensors.count), to: &bytes)
        GGUFEncoding.append(UInt64(metadata.entries.count), to: &bytes)
        for (key, value) in metadata.entries {
            GGUFEncoding.append(Array(key.utf8), to: &bytes)
            GGUFEncoding.append(value.type.rawValue, to: &bytes)
            GGUFEncoding.append(value, to: &bytes)
            try file.write(bytes)
            bytes.removeAll(keepingCapacity: true)
        }
        var offset = 0
        for (tensor, byteCount) in zip(tensors, byteCounts) {
            GGUFEncoding.append(Array(tensor.name.utf8), to: &bytes)
            GGUFEncoding.append(UInt32(tensor.shape.count), to: &bytes)
            for size in tensor.shape.reversed() { GGUFEncoding.append(UInt64(size), to: &bytes) }
            GGUFEncoding.append(UInt32(tensor.format.number), to: &bytes)
            GGUFEncoding.append(UInt64(offset), to: &bytes)
            guard let end = GGUFEncoding.end(of: byteCount, at: offset, alignment: alignment) else {
                throw DataFileError(
                    .malformed,
                    file: file.path,
                    place: "tensor \"\(tensor.name)\"",
                    expected: "fewer than 2^63 bytes in all",
                    found: "more"
                )
            }
            offset = end
        }
        try file.write(bytes)
    }

    private static func pad(_ file: AtomicFile, to alignment: Int) throws(DataFileError) {
        let rest = file.count % alignment
        if rest != 0 { try file.write([UInt8](repeating: 0, count: alignment - rest)) }
    }

    /// The tensors' sizes in bytes.
    private static func check(_ tensors: [Source], path: String) throws(DataFileError) -> [Int] {
        var names: Set<ExactText> = []
        var byteCounts: [Int] = []
        for tensor in tensors {
            let place = "tensor \"\(tensor.name)\""
            func refusal(expected: String, found: String) -> DataFileError {
                DataFileError(.malformed, file: path, place: place, expected: expected, found: found)
            }
            guard names.insert(ExactText(tensor.name)).inserted else {
                throw refusal(expected: "names that differ", found: "this name twice")
            }
            guard tensor.name.utf8.count <= GGUFEncoding.longestName else {
                throw refusal(
                    expected: "a name of at most \(GGUFEncoding.longestName) bytes",
                    found: "\(tensor.name.utf8.count)"
                )
            }
            guard tensor.shape.count <= GGUFEncoding.mostDimensions else {
                throw refusal(
                    expected: "at most \(GGUFEncoding.mostDimensions) dimensions",
                    found: "shape \(tensor.shape)"
                )
            }
            guard let byteCount = tensor.format.byteCount(shape: tensor.shape) else {
                throw refusal(
                    expected: "rows of whole blocks of \(tensor.format.blockElements) for \(tensor.format)",
                    found: "shape \(tensor.shape)"
                )
            }
            byteCounts.append(byteCount)
        }
        return byteCounts
    }
}
