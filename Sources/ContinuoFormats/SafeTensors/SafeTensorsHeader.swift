/// The header of a safetensors file, read and checked.
struct SafeTensorsHeader {
    let entries: [SafeTensorsEntry]
    let metadata: [String: String]
    private let path: String

    init(bytes: UnsafeRawBufferPointer, path: String) throws(DataFileError) {
        self.path = path
        guard bytes.count >= 8 else {
            throw DataFileError(
                .truncated,
                file: path,
                place: "byte 0",
                expected: "the 8-byte length of a safetensors header",
                found: "a file of \(bytes.count) bytes",
                advice: "Was its download or copy interrupted?"
            )
        }
        let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        guard length <= UInt64(SafeTensorsFile.longestHeader) else {
            throw DataFileError(
                .malformed,
                file: path,
                place: "byte 0",
                expected: "a header of at most \(SafeTensorsFile.longestHeader) bytes",
                found: "\(length)",
                advice: "Is this a safetensors file?"
            )
        }
        guard length <= UInt64(bytes.count - 8) else {
            throw DataFileError(
                .truncated,
                file: path,
                place: "byte 0",
                expected: "a header of \(length) bytes",
                found: "a file of \(bytes.count) bytes",
                advice: "Was its download or copy interrupted?"
            )
        }
        let start = 8 + Int(length)
        var options = JSONParser.Options()
        options.refusesDuplicateKeys = true
        options.depthLimit = 8
        let json: JSONValue
        do {
            json = try JSONParser.parse(bytes[8..<start], source: path, options: options)
        } catch {
            var failure = error
            failure.kind = .malformed
            failure.place = "header" + (error.place.isEmpty ? "" : ", " + error.place)
            throw failure
        }
        guard case .object(let object) = json else {
            throw Self.lie(path, "header", expected: "an object of tensors", found: json.kindDescription)
        }
        var entries: [SafeTensorsEntry] = []
        var metadata: [String: String] = [:]
        for (name, value) in object {
            if name == "__metadata__" {
                metadata = try Self.metadata(value, path)
            } else {
                entries.append(try Self.entry(name, value, dataStart: start, dataCount: bytes.count - start, path))
            }
        }
        entries.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
        try Self.checkCover(entries, from: start, to: bytes.count, path)
        self.entries = entries
        self.metadata = metadata
    }

    private static func metadata(_ value: JSONValue, _ path: String) throws(DataFileError) -> [String: String] {
        guard let object = value.objectValue else {
            throw lie(path, "__metadata__", expected: "an object of texts", found: value.kindDescription)
        }
        var metadata: [String: String] = [:]
        for (key, value) in object {
            guard let text = value.stringValue else {
                throw lie(path, "__metadata__ \"\(key)\"", expected: "text", found: value.kindDescription)
            }
            metadata[key] = text
        }
        return metadata
    }

    private static func entry(
        _ name: String,
        _ value: JSONValue,
        dataStart: Int,
        dataCount: Int,
        _ path: String
    ) throws(DataFileError) -> SafeTensorsEntry {
        let place = "tensor \"\(name)\""
        guard let fields = value.objectValue else {
            throw lie(path, place, expected: "an object of dtype, shape and data_offsets", found: value.kindDescription)
        }
        for key in fields.keys where !["dtype", "shape", "data_offsets"].contains(key) {
            throw lie(path, place, expected: "dtype, shape and data_offsets", found: "also \"\(key)\"")
        }
        guard let typeName = fields["dtype"]?.stringValue else {
            throw lie(path, place, expected: "a dtype", found: "none")
        }
        guard let type = StoredElementType(rawValue: typeName) else {
            throw DataFileError(
                .unsupported,
                file: path,
                place: place,
                expected: "one of the types \(StoredElementType.allCases.map(\.rawValue).joined(separator: ", "))",
                found: "dtype \"\(typeName)\""
            )
        }
        let shape = try integers(fields["shape"], "shape", place, path)
        let offsets = try integers(fields["data_offsets"], "data_offsets", place, path)
        guard offsets.count == 2, offsets[0] <= offsets[1] else {
            throw lie(path, place, expected: "data_offsets [begin, end] with begin ≤ end", found: "\(offsets)")
        }
        guard offsets[1] <= dataCount else {
            throw DataFileError(
                .truncated,
                file: path,
                place: place,
                expected: "data up to offset \(offsets[1])",
                found: "\(dataCount) bytes of data",
                advice: "Was its download or copy interrupted?"
            )
        }
        guard let byteCount = type.byteCount(shape: shape) else {
            throw lie(
                path,
                place,
                expected: "a shape whose size in bytes is a whole number below 2^63",
                found: "\(typeName) \(shape)"
            )
        }
        guard byteCount == offsets[1] - offsets[0] else {
            throw lie(
                path,
                place,
                expected: "\(byteCount) bytes for \(typeName) \(shape)",
                found: "data_offsets \(offsets): \(offsets[1] - offsets[0]) bytes"
            )
        }
        return SafeTensorsEntry(
            name: name,
            type: type,
            shape: shape,
            range: dataStart + offsets[0]..<dataStart + offsets[1]
        )
    }

    private static func integers(
        _ value: JSONValue?,
        _ field: String,
        _ place: String,
        _ path: String
    ) throws(DataFileError) -> [Int] {
        guard let values = value?.arrayValue else {
            throw lie(path, place, expected: "\(field), a list of integers", found: value?.kindDescription ?? "none")
        }
        var integers: [Int] = []
        for value in values {
            guard case .integer(let integer) = value, integer >= 0 else {
                throw lie(path, place, expected: "\(field) of integers from 0 to 2^63 − 1", found: "\(value)")
            }
            integers.append(integer)
        }
        return integers
    }

    /// The format wants the tensors to fill the data without gap or overlap.
    private static func checkCover(
        _ entries: [SafeTensorsEntry],
        from start: Int,
        to end: Int,
        _ path: String
    ) throws(DataFileError) {
        var position = start
        var previous = ""
        for entry in entries {
            if entry.range.lowerBound < position {
                throw lie(
                    path,
                    "tensor \"\(entry.name)\"",
                    expected: "bytes of its own",
                    found: "bytes shared with tensor \"\(previous)\""
                )
            }
            if entry.range.lowerBound > position {
                throw lie(
                    path,
                    "tensor \"\(entry.name)\"",
                    expected: "data from offset \(position - start), where the tensor before ends",
                    found: "offset \(entry.range.lowerBound - start)"
                )
            }
            position = entry.range.upperBound
            previous = entry.name
        }
        if position != end {
            throw lie(
                path,
                "byte \(position)",
                expected: "the end of the file after the last tensor",
                found: "\(end - position) bytes more"
            )
        }
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

    static func missing(_ name: String, among names: [String], file: String) -> DataFileError {
        .missingTensor(name, among: names, file: file, advice: "Does config.json belong to this model?")
    }
}
