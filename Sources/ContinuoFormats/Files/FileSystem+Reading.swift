extension FileSystem {
    /// The whole contents of a file. Works for pipes too.
    /// - Parameter allowsEmpty: whether a file of no bytes is acceptable.
    /// - Throws: `DataFileError` for a missing path, a directory, a refusal, or an unwanted empty file.
    public static func read(_ path: String, allowsEmpty: Bool = true) throws(DataFileError) -> [UInt8] {
        let file = try FileDescriptor(path: path, mode: .read)
        var bytes = [UInt8](repeating: 0, count: max(try file.length(), 4096))
        var count = 0
        while true {
            if count == bytes.count { bytes += [UInt8](repeating: 0, count: bytes.count) }
            let got = try bytes.withUnsafeMutableBufferPointer { buffer throws(DataFileError) in
                try file.read(
                    into: UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[count...]))
                )
            }
            if got == 0 { break }
            count += got
        }
        if count == 0 && !allowsEmpty { throw emptyFile(path) }
        bytes.removeSubrange(count...)
        return bytes
    }

    /// The whole contents of a file as text.
    /// - Throws: as `read`, and `DataFileError` of kind `malformed` with the byte offset of the first invalid UTF-8.
    public static func readText(_ path: String) throws(DataFileError) -> String {
        let bytes = try read(path)
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        throw DataFileError(
            .malformed,
            file: path,
            place: "byte \(firstInvalidUTF8(bytes) ?? 0)",
            expected: "UTF-8 text",
            found: "bytes that are not UTF-8",
            advice: "Convert the file to UTF-8, or read it as bytes"
        )
    }

    /// The error for a file that holds nothing.
    static func emptyFile(_ path: String) -> DataFileError {
        DataFileError(.empty, file: path, found: "the file is empty", advice: "Was its download or copy interrupted?")
    }

    /// The offset of the first byte that does not belong to well-formed UTF-8; nil when all do.
    public static func firstInvalidUTF8(_ bytes: some Collection<UInt8>) -> Int? {
        var decoder = UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var offset = 0
        while true {
            switch decoder.parseScalar(from: &iterator) {
            case .valid(let scalar): offset += scalar.count
            case .emptyInput: return nil
            case .error: return offset
            }
        }
    }
}
