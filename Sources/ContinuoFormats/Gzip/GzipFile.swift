/// Files packed by gzip (RFC 1952): one or more members, each with a header, DEFLATE data and a check.
public enum GzipFile {
    /// Reads and expands a file.
    /// - Throws: `DataFileError` for a file that is missing, no gzip file, cut short or damaged.
    public static func read(_ path: String) throws(DataFileError) -> [UInt8] {
        let packed = try FileSystem.read(path, allowsEmpty: false)
        return try expand(packed, file: path)
    }

    /// Expands the contents of a gzip file; `file` names it in errors.
    public static func expand(_ packed: [UInt8], file: String) throws(DataFileError) -> [UInt8] {
        var output: [UInt8] = []
        var start = 0
        repeat {
            let first = try header(packed, start, file)
            let result: Result<(bytes: [UInt8], used: Int), Inflate.Failure> = packed.withUnsafeBytes { memory in
                do throws(Inflate.Failure) {
                    return .success(try Inflate.expand(UnsafeRawBufferPointer(rebasing: memory[first...])))
                } catch {
                    return .failure(error)
                }
            }
            switch result {
            case .failure(.truncated):
                throw truncated(packed, file)
            case .failure(.malformed(let byte)):
                throw DataFileError(
                    .malformed,
                    file: file,
                    place: "byte \(first + byte)",
                    expected: "DEFLATE data",
                    found: "a bad code"
                )
            case .success(let (bytes, used)):
                let end = first + used
                guard end + 8 <= packed.count else { throw truncated(packed, file) }
                let (check, size) = (number(packed, end), number(packed, end + 4))
                guard check == CRC32.checksum(of: bytes), size == UInt32(truncatingIfNeeded: bytes.count) else {
                    throw DataFileError(
                        .malformed,
                        file: file,
                        place: "byte \(end)",
                        expected: "the check and the size of the data",
                        found: "others: the file is damaged"
                    )
                }
                output += bytes
                start = end + 8
            }
        } while start < packed.count
        return output
    }

    /// Where the data of the member that begins at `start` begin.
    private static func header(_ packed: [UInt8], _ start: Int, _ file: String) throws(DataFileError) -> Int {
        guard packed.count >= start + 10 else { throw truncated(packed, file) }
        guard packed[start] == 0x1f, packed[start + 1] == 0x8b, packed[start + 2] == 8 else {
            throw DataFileError(
                .malformed,
                file: file,
                place: "byte \(start)",
                expected: "a gzip header",
                found: "something else"
            )
        }
        let flags = packed[start + 3]
        var position = start + 10
        if flags & 4 != 0 {  // extra field
            guard position + 2 <= packed.count else { throw truncated(packed, file) }
            position += 2 + Int(packed[position]) + Int(packed[position + 1]) << 8
        }
        for flag: UInt8 in [8, 16] where flags & flag != 0 {  // name, comment: text up to a zero
            guard position < packed.count, let end = packed[position...].firstIndex(of: 0) else {
                throw truncated(packed, file)
            }
            position = end + 1
        }
        if flags & 2 != 0 { position += 2 }  // check of the header
        guard position <= packed.count else { throw truncated(packed, file) }
        return position
    }

    private static func number(_ bytes: [UInt8], _ start: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
    }

    private static func truncated(_ packed: [UInt8], _ file: String) -> DataFileError {
        DataFileError(
            .truncated,
            file: file,
            expected: "a whole gzip file",
            found: "an end after \(packed.count) bytes",
            advice: "Was it copied or downloaded in full?"
        )
    }
}

/// The check of gzip, PNG and zip: a cyclic redundancy code of 32 bits.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1 }
    }

    static func checksum(of bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
    }
}
