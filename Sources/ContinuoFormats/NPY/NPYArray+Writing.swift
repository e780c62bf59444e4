extension NPYArray {
    /// The array as the bytes of a `.npy` file, version 1.0, with elements that begin at a multiple of 64.
    public var npyBytes: [UInt8] {
        let sizes = shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
        var header = "{'descr': '\(typeName)', 'fortran_order': False, 'shape': (\(sizes)), }"
        // The line end belongs to the header, which is padded with spaces before it.
        header += String(repeating: " ", count: (64 - (10 + header.utf8.count + 1) % 64) % 64) + "\n"
        var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
        bytes += [UInt8(header.utf8.count & 0xFF), UInt8(header.utf8.count >> 8)]
        bytes += Array(header.utf8)
        switch elements {
        case .float32(let values): Self.append(values.map(\.bitPattern), to: &bytes)
        case .float64(let values): Self.append(values.map(\.bitPattern), to: &bytes)
        case .int32(let values): Self.append(values, to: &bytes)
        case .int64(let values): Self.append(values, to: &bytes)
        case .uint8(let values): bytes += values
        }
        return bytes
    }

    /// Writes a `.npy` file, whole or not at all.
    /// - Throws: `DataFileError` when the system refuses.
    public func write(to path: String) throws(DataFileError) { try AtomicFile.write(npyBytes, to: path) }

    private var typeName: String {
        switch elements {
        case .float32: "<f4"
        case .float64: "<f8"
        case .int32: "<i4"
        case .int64: "<i8"
        case .uint8: "|u1"
        }
    }

    private static func append(_ values: [some FixedWidthInteger & BitwiseCopyable], to bytes: inout [UInt8]) {
        values.map(\.littleEndian).withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
}
