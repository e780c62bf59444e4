/// Reads the head of a GGUF file from front to back. Nothing is allocated before the bytes for it are known to be there.
struct GGUFCursor {
    let file: MappedFile
    private(set) var offset = 0

    /// Arrays within arrays within arrays: more than this is not metadata.
    private static let deepestNesting = 16

    init(file: MappedFile) { self.file = file }

    var remaining: Int { file.count - offset }

    private func truncated(_ count: String, of what: String) -> DataFileError {
        DataFileError(
            .truncated,
            file: file.path,
            place: "byte \(offset)",
            expected: "\(count) of \(what)",
            found: "a file of \(file.count) bytes",
            advice: "Was its download or copy interrupted?"
        )
    }

    mutating func integer<Value: FixedWidthInteger & BitwiseCopyable>(
        _ type: Value.Type,
        of what: @autoclosure () -> String
    ) throws(DataFileError) -> Value {
        let size = MemoryLayout<Value>.size
        guard size <= remaining else { throw truncated("\(size) bytes", of: what()) }
        let value = file.bytes.loadUnaligned(fromByteOffset: offset, as: Value.self)
        offset += size
        return Value(littleEndian: value)
    }

    /// A number of things that take at least `size` bytes each.
    mutating func count(ofSize size: Int, _ what: @autoclosure () -> String) throws(DataFileError) -> Int {
        let start = offset
        let count = try integer(UInt64.self, of: "the number of \(what())")
        guard count <= UInt64(remaining / size) else {
            offset = start
            throw truncated("\(count) (at least \(size) bytes each)", of: what())
        }
        return Int(count)
    }

    /// Passes over bytes, and says where they are.
    mutating func skip(_ count: Int, _ what: @autoclosure () -> String) throws(DataFileError) -> Range<Int> {
        guard count <= remaining else { throw truncated("\(count) bytes", of: what()) }
        defer { offset += count }
        return offset..<offset + count
    }

    mutating func text(_ what: @autoclosure () -> String) throws(DataFileError) -> [UInt8] {
        let count = try count(ofSize: 1, "bytes of \(what())")
        return try Array(file.bytes[skip(count, what())])
    }

    /// A name, which must be UTF-8.
    mutating func name(_ what: @autoclosure () -> String) throws(DataFileError) -> String {
        let start = offset
        let bytes = try text(what())
        guard let name = String(validating: bytes, as: UTF8.self) else {
            throw DataFileError(
                .malformed,
                file: file.path,
                place: "byte \(start)",
                expected: "\(what()) in UTF-8",
                found: "other bytes"
            )
        }
        return name
    }

    mutating func valueType(_ key: String) throws(DataFileError) -> GGUFValueType {
        let start = offset
        let number = try integer(UInt32.self, of: "the type of key \"\(key)\"")
        guard let type = GGUFValueType(rawValue: number) else {
            throw DataFileError(
                .malformed,
                file: file.path,
                place: "byte \(start), key \"\(key)\"",
                expected: "a type from 0 to \(GGUFValueType.float64.rawValue)",
                found: "\(number)"
            )
        }
        return type
    }

    mutating func value(_ type: GGUFValueType, key: String) throws(DataFileError) -> GGUFValue {
        let what = "key \"\(key)\""
        switch type {
        case .uint8: return try .uint8(integer(UInt8.self, of: what))
        case .int8: return try .int8(integer(Int8.self, of: what))
        case .uint16: return try .uint16(integer(UInt16.self, of: what))
        case .int16: return try .int16(integer(Int16.self, of: what))
        case .uint32: return try .uint32(integer(UInt32.self, of: what))
        case .int32: return try .int32(integer(Int32.self, of: what))
        case .uint64: return try .uint64(integer(UInt64.self, of: what))
        case .int64: return try .int64(integer(Int64.self, of: what))
        case .float32: return try .float32(Float(bitPattern: integer(UInt32.self, of: what)))
        case .float64: return try .float64(Double(bitPattern: integer(UInt64.self, of: what)))
        case .bool: return try .bool(integer(UInt8.self, of: what) != 0)
        case .string: return try .string(text(what))
        case .array: return try .array(array(key: key, depth: 1))
        }
    }

    private mutating func array(key: String, depth: Int) throws(DataFileError) -> GGUFArray {
        guard depth <= Self.deepestNesting else {
            throw DataFileError(
                .malformed,
                file: file.path,
                place: "byte \(offset), key \"\(key)\"",
                expected: "arrays nested at most \(Self.deepestNesting) deep",
                found: "deeper ones"
            )
        }
        let type = try valueType(key)
        let count = try count(ofSize: type.leastSize, "elements of key \"\(key)\"")
        let start = offset
        var starts: [Int] = []
        var children: [GGUFArray] = []
        switch type {
        case .string: starts = try texts(count, key: key)
        case .array: for _ in 0..<count { children.append(try array(key: key, depth: depth + 1)) }
        default: _ = try skip(count * type.leastSize, "key \"\(key)\"")
        }
        let content = GGUFBytes(file, start..<offset)
        return GGUFArray(elementType: type, count: count, content: content, starts: starts, children: children)
    }

    /// Where each of `count` texts begins, counted from the first: the only pass over a vocabulary.
    private mutating func texts(_ count: Int, key: String) throws(DataFileError) -> [Int] {
        let bytes = file.bytes
        let first = offset
        var position = offset
        var starts: [Int] = []
        starts.reserveCapacity(min(count, 1 << 20))
        for _ in 0..<count {
            guard bytes.count - position >= 8 else {
                offset = position
                throw truncated("8 bytes", of: "a length in key \"\(key)\"")
            }
            let length = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            guard length <= UInt64(bytes.count - position - 8) else {
                offset = position
                throw truncated("\(length) bytes", of: "a text in key \"\(key)\"")
            }
            starts.append(position - first)
            position += 8 + Int(length)
        }
        offset = position
        return starts
    }
}
