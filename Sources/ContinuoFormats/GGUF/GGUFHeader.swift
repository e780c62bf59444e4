import ContinuoTensor

/// The head of a GGUF file, read and checked: what follows it can be read without a further check.
struct GGUFHeader {
    let version: Int
    let metadata: GGUFMetadata
    let tensors: [GGUFTensor]
    let alignment: Int
    let dataOffset: Int

    /// Name, number of sizes, type and offset.
    private static let leastTensorSize = 8 + 4 + 4 + 8
    /// Length of the key and type, and one byte of value.
    private static let leastEntrySize = 8 + 4 + 1
    init(file: MappedFile) throws(DataFileError) {
        var cursor = GGUFCursor(file: file)
        version = try Self.version(&cursor)
        let tensorCount = try cursor.count(ofSize: Self.leastTensorSize, "tensors")
        let entryCount = try cursor.count(ofSize: Self.leastEntrySize, "metadata entries")
        metadata = try Self.metadata(&cursor, count: entryCount)
        alignment = try Self.alignment(metadata)
        var infos: [TensorInfo] = []
        for index in 0..<tensorCount { infos.append(try Self.info(&cursor, index: index)) }
        // A file without tensors may end with its metadata.
        let start = GGUFEncoding.aligned(cursor.offset, to: alignment) ?? Int.max
        dataOffset = start
        tensors = try Self.place(infos, from: start, alignment: alignment, file: file)
    }

    private static func version(_ cursor: inout GGUFCursor) throws(DataFileError) -> Int {
        let path = cursor.file.path
        let magic = try cursor.file.bytes[cursor.skip(4, "the mark \"GGUF\"")]
        guard magic.elementsEqual(GGUFEncoding.magic) else {
            let isReversed = magic.elementsEqual(GGUFEncoding.magic.reversed())
            throw DataFileError(
                isReversed ? .unsupported : .malformed,
                file: path,
                place: "byte 0",
                expected: "the mark \"GGUF\"",
                found: isReversed ? "a big-endian file" : "other bytes",
                advice: isReversed ? bigEndianAdvice : "Is this a GGUF file?"
            )
        }
        let version = try cursor.integer(UInt32.self, of: "the version")
        if version & 0xFFFF == 0 && version != 0 {
            throw DataFileError(
                .unsupported,
                file: path,
                place: "byte 4",
                expected: "a little-endian file",
                found: "a big-endian file of version \(version.byteSwapped)",
                advice: bigEndianAdvice
            )
        }
        guard version == 2 || version == 3 else {
            throw DataFileError(
                .unsupported,
                file: path,
                place: "byte 4",
                expected: "GGUF version 2 or 3",
                found: "version \(version)",
                advice: "Convert the model again with a current program"
            )
        }
        return Int(version)
    }

    private static let bigEndianAdvice = "Convert it with gguf-py's gguf_convert_endian"

    private static func metadata(_ cursor: inout GGUFCursor, count: Int) throws(DataFileError) -> GGUFMetadata {
        var metadata = GGUFMetadata(path: cursor.file.path)
        for index in 0..<count {
            let start = cursor.offset
            let key = try cursor.name("the key of metadata entry \(index)")
            guard metadata[key] == nil else {
                throw lie(
                    cursor.file.path,
                    "byte \(start)",
                    expected: "keys that differ",
                    found: "key \"\(key)\" twice"
                )
            }
            let type = try cursor.valueType(key)
            metadata[key] = try cursor.value(type, key: key)
        }
        return metadata
    }

    static func alignment(_ metadata: GGUFMetadata) throws(DataFileError) -> Int {
        let key = GGUFEncoding.alignmentKey
        guard let alignment = try metadata.optional(key, GGUFMetadata.integer) else {
            return GGUFEncoding.defaultAlignment
        }
        guard alignment > 0, alignment & (alignment - 1) == 0 else {
            throw lie(metadata.path, "key \"\(key)\"", expected: "a power of two", found: "\(alignment)")
        }
        return alignment
    }

    /// A tensor as the head lists it.
    private struct TensorInfo {
        let name: String
        let shape: [Int]
        let format: WeightFormat
        let byteCount: Int
        let offset: UInt64
    }

    private static func info(_ cursor: inout GGUFCursor, index: Int) throws(DataFileError) -> TensorInfo {
        let path = cursor.file.path
        let name = try cursor.name("the name of tensor \(index)")
        let place = "tensor \"\(name)\""
        let dimensions = try cursor.integer(UInt32.self, of: "the number of dimensions of \(place)")
        guard dimensions <= GGUFEncoding.mostDimensions else {
            let expected = "at most \(GGUFEncoding.mostDimensions) dimensions"
            throw lie(path, place, expected: expected, found: "\(dimensions)")
        }
        var shape: [Int] = []
        for _ in 0..<dimensions {
            let size = try cursor.integer(UInt64.self, of: "a size of \(place)")
            guard let size = Int(exactly: size) else {
                throw lie(path, place, expected: "sizes below 2^63", found: "\(size)")
            }
            shape.insert(size, at: 0)
        }
        let number = try cursor.integer(UInt32.self, of: "the type of \(place)")
        guard let format = Int32(exactly: number).flatMap(WeightFormat.init(number:)) else {
            throw DataFileError(
                .unsupported,
                file: path,
                place: place,
                expected: "one of the types \(WeightFormat.all.map(\.name).joined(separator: ", "))",
                found: GGUFForeignType.names[number].map { "\($0) (type \(number))" } ?? "type \(number)",
                advice: "Take the model in another quantisation"
            )
        }
        guard let byteCount = format.byteCount(shape: shape) else {
            throw lie(
                path,
                place,
                expected: "rows of whole blocks of \(format.blockElements) for \(format), fewer than 2^63 bytes",
                found: "shape \(shape)"
            )
        }
        let offset = try cursor.integer(UInt64.self, of: "the offset of \(place)")
        return TensorInfo(name: name, shape: shape, format: format, byteCount: byteCount, offset: offset)
    }

    /// Checks where the tensors lie: aligned, within the file, apart from each other.
    private static func place(
        _ infos: [TensorInfo],
        from start: Int,
        alignment: Int,
        file: MappedFile
    ) throws(DataFileError) -> [GGUFTensor] {
        let available = max(file.count - start, 0)
        var names: Set<ExactText> = []
        var tensors: [GGUFTensor] = []
        for info in infos {
            let place = "tensor \"\(info.name)\""
            guard names.insert(ExactText(info.name)).inserted else {
                throw lie(file.path, place, expected: "names that differ", found: "this name twice")
            }
            guard info.offset % UInt64(alignment) == 0 else {
                throw lie(file.path, place, expected: "an offset that \(alignment) divides", found: "\(info.offset)")
            }
            guard info.byteCount <= available, info.offset <= UInt64(available - info.byteCount) else {
                throw DataFileError(
                    .truncated,
                    file: file.path,
                    place: place,
                    expected:
                        "\(info.byteCount) bytes of \(info.format) \(info.shape) at offset \(info.offset) of the data",
                    found: "\(available) bytes of data",
                    advice: "Was its download or copy interrupted?"
                )
            }
            let first = info.byteCount == 0 ? min(start, file.count) : start + Int(info.offset)
            let range = first..<first + info.byteCount
            tensors.append(GGUFTensor(name: info.name, shape: info.shape, format: info.format, range: range))
        }
        let ordered = tensors.filter { !$0.range.isEmpty }.sorted { $0.range.lowerBound < $1.range.lowerBound }
        for (before, tensor) in zip(ordered, ordered.dropFirst())
        where tensor.range.lowerBound < before.range.upperBound {
            throw lie(
                file.path,
                "tensor \"\(tensor.name)\"",
                expected: "bytes of its own",
                found: "bytes shared with tensor \"\(before.name)\""
            )
        }
        return tensors
    }

    private static func lie(_ path: String, _ place: String, expected: String, found: String) -> DataFileError {
        DataFileError(
            .malformed,
            file: path,
            place: place,
            expected: expected,
            found: found,
            advice: "The file is damaged or was written by a faulty program"
        )
    }
}
