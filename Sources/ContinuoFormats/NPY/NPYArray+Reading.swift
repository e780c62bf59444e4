extension NPYArray {
    /// Reads a file.
    /// - Throws: `DataFileError` when the file cannot be read, is damaged, or holds elements of another type or order.
    public init(path: String) throws(DataFileError) {
        let file = try MappedFile(path: path)
        guard file.bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
            throw Self.malformed(
                path,
                expected: "\\x93NUMPY at the start",
                found: "other bytes",
                advice: "Is this a .npy file?"
            )
        }
        let version = try file.integer(at: 6, as: UInt8.self, of: "version")
        guard (1...3).contains(version) else {
            throw Self.malformed(path, expected: "format version 1, 2 or 3", found: "\(version)")
        }
        let prefix = version == 1 ? 10 : 12
        let length =
            version == 1
            ? Int(try file.integer(at: 8, as: UInt16.self, of: "header length"))
            : Int(try file.integer(at: 8, as: UInt32.self, of: "header length"))
        let header = Array(try file.bytes(prefix..<prefix + length, of: "header"))
        let fields = try NPYHeader(header, path: path)
        let data = try file.bytes(prefix + length..<file.count)
        let (count, type) = (fields.count, fields.type)
        guard let width = NPYHeader.widths[type] else {
            throw DataFileError(
                .unsupported,
                file: path,
                place: "header",
                expected: "one of the types <f4, <f8, <i4, <i8, |u1",
                found: "\"\(type)\"",
                advice: "Convert with array.astype('<f4')"
            )
        }
        if fields.isFortranOrder && fields.shape.count > 1 {
            throw DataFileError(
                .unsupported,
                file: path,
                place: "header",
                expected: "C order",
                found: "Fortran order",
                advice: "Convert with numpy.ascontiguousarray"
            )
        }
        let (needed, overflow) = count.multipliedReportingOverflow(by: width)
        guard !overflow, needed == data.count else {
            throw DataFileError(
                overflow || needed > data.count ? .truncated : .malformed,
                file: path,
                place: "byte \(prefix + length)",
                expected: "\(overflow ? "too many" : String(needed)) bytes for shape \(fields.shape)",
                found: "\(data.count) bytes",
                advice: "Was its download or copy interrupted?"
            )
        }
        shape = fields.shape
        elements =
            switch type {
            case "<f4": .float32(Self.integers(data, as: UInt32.self).map { Float(bitPattern: $0) })
            case "<f8": .float64(Self.integers(data, as: UInt64.self).map { Double(bitPattern: $0) })
            case "<i4": .int32(Self.integers(data, as: Int32.self))
            case "<i8": .int64(Self.integers(data, as: Int64.self))
            default: .uint8(Array(data))
            }
    }

    private static func integers<Value: FixedWidthInteger & BitwiseCopyable>(
        _ data: UnsafeRawBufferPointer,
        as type: Value.Type
    ) -> [Value] {
        let width = MemoryLayout<Value>.size
        return (0..<data.count / width).map {
            Value(littleEndian: data.loadUnaligned(fromByteOffset: $0 * width, as: Value.self))
        }
    }

    static func malformed(_ path: String, expected: String, found: String, advice: String = "") -> DataFileError {
        DataFileError(.malformed, file: path, place: "header", expected: expected, found: found, advice: advice)
    }
}
