import ContinuoFormats

/// Reads the fields of a message in the wire format of protocol buffers, checked against the end of the message.
struct ProtocolBufferReader {
    /// The value of a field.
    enum Value {
        case integer(UInt64)
        case fixed32(UInt32)
        case fixed64(UInt64)
        /// Where the bytes of a text or an inner message are.
        case bytes(Range<Int>)
    }

    let bytes: UnsafeRawBufferPointer
    let file: String
    /// What the message is, for errors.
    let name: String
    private(set) var position: Int
    let end: Int

    init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, file: String, name: String) {
        self.bytes = bytes
        self.file = file
        self.name = name
        position = range.lowerBound
        end = range.upperBound
    }

    func failure(_ expected: String, found: String = "the end of the message") -> DataFileError {
        DataFileError(
            position >= bytes.count ? .truncated : .malformed,
            file: file,
            place: "\(name), byte \(position)",
            expected: expected,
            found: position >= bytes.count ? "the end of the file" : found,
            advice: "Is it a SentencePiece model, and was its download or copy complete?"
        )
    }

    /// The next field; `nil` at the end of the message.
    mutating func next() throws(DataFileError) -> (field: UInt64, value: Value)? {
        guard position < end else { return nil }
        let key = try variable()
        let field = key >> 3
        guard field > 0 else { throw failure("a field of number 1 or more", found: "number 0") }
        switch key & 7 {
        case 0: return (field, .integer(try variable()))
        case 1: return (field, .fixed64(UInt64(littleEndian: try load())))
        case 2:
            let length = try variable()
            guard length <= UInt64(end - position) else {
                position = end
                throw failure("\(length) bytes of field \(field)", found: "a message that ends before them")
            }
            defer { position += Int(length) }
            return (field, .bytes(position..<position + Int(length)))
        case 5: return (field, .fixed32(UInt32(littleEndian: try load())))
        case let type: throw failure("a field of type 0, 1, 2 or 5", found: "type \(type)")
        }
    }

    private mutating func load<Value: FixedWidthInteger & BitwiseCopyable>() throws(DataFileError) -> Value {
        guard MemoryLayout<Value>.size <= end - position else {
            position = end
            throw failure("\(MemoryLayout<Value>.size) bytes of a number")
        }
        defer { position += MemoryLayout<Value>.size }
        return bytes.loadUnaligned(fromByteOffset: position, as: Value.self)
    }

    private mutating func variable() throws(DataFileError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < end {
            let byte = bytes[position]
            position += 1
            guard shift < 64 else { throw failure("an integer of at most 10 bytes", found: "a longer one") }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
        throw failure("an integer")
    }
}
