/// Writes safetensors files, byte for byte as the reference program does: tensors with wider types first, then by name; the
/// header padded with spaces to a multiple of 8.
///
/// The tensors' bytes are streamed: none of them is held in memory by the writer. The file appears whole or not at all.
/// Source: the safetensors format (Hugging Face), version 0.8.
public enum SafeTensorsWriter {
    /// A tensor to be written.
    public struct Source {
        /// The tensor's name.
        public var name: String
        /// How its elements are written.
        public var type: StoredElementType
        /// Its sizes, outermost first.
        public var shape: [Int]
        /// Gives the tensor's bytes (C order, little-endian) to `write`, in as many pieces as is convenient.
        public var supply: (_ write: (UnsafeRawBufferPointer) throws -> Void) throws -> Void

        /// Describes a tensor whose bytes are made when they are needed.
        public init(
            name: String,
            type: StoredElementType,
            shape: [Int],
            supply: @escaping (_ write: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
        ) {
            self.name = name
            self.type = type
            self.shape = shape
            self.supply = supply
        }

        /// Describes a tensor whose elements are in an array.
        public init<Element: BitwiseCopyable & Sendable>(
            name: String,
            type: StoredElementType,
            shape: [Int],
            elements: [Element]
        ) {
            self.init(name: name, type: type, shape: shape) { write in try elements.withUnsafeBytes { try write($0) } }
        }
    }

    /// Writes one file.
    /// - Parameters:
    ///   - path: where the file shall be.
    ///   - tensors: their names must differ.
    ///   - metadata: for the header's `__metadata__`, in this order; transformers asks for `("format", "pt")`.
    /// - Throws: `DataFileError` when the system refuses, when a name is used twice or reserved, or when a tensor supplies
    ///   another number of bytes than its shape asks for; whatever a `supply` throws. The old file stays then.
    public static func write(
        to path: String,
        tensors: [Source],
        metadata: KeyValuePairs<String, String> = [:]
    ) throws {
        try write(to: path, tensors: tensors, metadata: JSONObject(metadata.map { ($0.key, .string($0.value)) }))
    }

    static func write(to path: String, tensors: [Source], metadata: JSONObject) throws {
        let ordered = order(tensors)
        let header = try header(ordered, metadata: metadata, path: path)
        let file = try AtomicFile(path: path)
        do {
            try withUnsafeBytes(of: UInt64(header.count).littleEndian) { try file.write($0) }
            try file.write(header)
            for tensor in ordered {
                let before = file.count
                try tensor.supply { try file.write($0) }
                let expected = tensor.type.byteCount(shape: tensor.shape)
                if file.count - before != expected {
                    throw DataFileError(
                        .malformed,
                        file: path,
                        place: "tensor \"\(tensor.name)\"",
                        expected: "\(expected ?? 0) bytes for \(tensor.type.rawValue) \(tensor.shape)",
                        found: "\(file.count - before) bytes supplied"
                    )
                }
            }
            try file.commit()
        } catch {
            file.discard()
            throw error
        }
    }

    /// The order of the reference program.
    static func order(_ tensors: [Source]) -> [Source] {
        tensors.sorted { left, right in
            left.type == right.type
                ? left.name.utf8.lexicographicallyPrecedes(right.name.utf8) : left.type > right.type
        }
    }

    private static func header(
        _ tensors: [Source],
        metadata: JSONObject,
        path: String
    ) throws(DataFileError) -> [UInt8] {
        var object = JSONObject()
        if !metadata.isEmpty { object["__metadata__"] = .object(metadata) }
        var offset = 0
        for tensor in tensors {
            guard tensor.name != "__metadata__", !object.contains(tensor.name) else {
                throw DataFileError(
                    .malformed,
                    file: path,
                    place: "tensor \"\(tensor.name)\"",
                    expected: "names that differ",
                    found: "this name twice (or the reserved \"__metadata__\")"
                )
            }
            guard let byteCount = tensor.type.byteCount(shape: tensor.shape) else {
                throw DataFileError(
                    .malformed,
                    file: path,
                    place: "tensor \"\(tensor.name)\"",
                    expected: "a shape with a size in bytes",
                    found: "\(tensor.type.rawValue) \(tensor.shape)"
                )
            }
            object[tensor.name] = [
                "dtype": .string(tensor.type.rawValue),
                "shape": .array(tensor.shape.map { .integer($0) }),
                "data_offsets": [.integer(offset), .integer(offset + byteCount)],
            ]
            offset += byteCount
        }
        var bytes = JSONWriter.bytes(.object(object))
        bytes += [UInt8](repeating: UInt8(ascii: " "), count: (8 - bytes.count % 8) % 8)
        return bytes
    }
}
