/// An array of a GGUF file's metadata: a view of its bytes, so that a vocabulary of a quarter of a million tokens costs
/// nothing until it is asked for.
public struct GGUFArray: Sendable {
    /// The type of the elements.
    public let elementType: GGUFValueType
    /// The number of elements.
    public let count: Int

    /// The elements as they lie in the file, without the array's own type and length.
    let content: GGUFBytes
    /// Where each text begins in `content`, at its length; empty for other elements.
    private let starts: [Int]
    /// The elements when these are arrays themselves.
    private let children: [GGUFArray]

    init(elementType: GGUFValueType, count: Int, content: GGUFBytes, starts: [Int] = [], children: [GGUFArray] = []) {
        self.elementType = elementType
        self.count = count
        self.content = content
        self.starts = starts
        self.children = children
    }

    /// Whether there are no elements.
    public var isEmpty: Bool { count == 0 }

    /// The element at an index below `count`.
    public subscript(index: Int) -> GGUFValue {
        precondition(index >= 0 && index < count, "GGUF array: index \(index) of \(count)")
        switch elementType {
        case .uint8: return .uint8(load(index))
        case .int8: return .int8(load(index))
        case .uint16: return .uint16(load(index))
        case .int16: return .int16(load(index))
        case .uint32: return .uint32(load(index))
        case .int32: return .int32(load(index))
        case .uint64: return .uint64(load(index))
        case .int64: return .int64(load(index))
        case .float32: return .float32(load(index))
        case .float64: return .float64(load(index))
        case .bool: return .bool(load(index) as UInt8 != 0)
        case .string: return .string(withBytes(at: index) { Array($0) })
        case .array: return .array(children[index])
        }
    }

    private func load<Value: GGUFScalar>(_ index: Int) -> Value {
        content.withBytes {
            $0.loadUnaligned(fromByteOffset: index * MemoryLayout<Value>.size, as: Value.self)
        }
    }

    /// Gives the bytes of a text to `body`, without copying them. The elements are texts.
    public func withBytes<Result>(at index: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        precondition(elementType == .string, "GGUF array: \(elementType) has no bytes of a text")
        return try content.withBytes { bytes in
            let start = starts[index] + 8
            let end = index + 1 < count ? starts[index + 1] : bytes.count
            return try body(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
        }
    }
}

extension GGUFArray {
    /// All elements of exactly this type; nil when the elements have another one.
    public func values<Value: GGUFScalar>(as type: Value.Type) -> [Value]? {
        guard Value.valueType == elementType else { return nil }
        return content.withBytes { bytes in
            [Value](unsafeUninitializedCapacity: count) { values, filled in
                UnsafeMutableRawBufferPointer(values).copyMemory(from: bytes)
                filled = count
            }
        }
    }

    /// All elements of any integer type; nil for other types, or when one is beyond 2^63 − 1.
    public var integers: [Int]? {
        switch elementType {
        case .uint8: values(as: UInt8.self)?.map(Int.init)
        case .int8: values(as: Int8.self)?.map(Int.init)
        case .uint16: values(as: UInt16.self)?.map(Int.init)
        case .int16: values(as: Int16.self)?.map(Int.init)
        case .uint32: values(as: UInt32.self)?.map(Int.init)
        case .int32: values(as: Int32.self)?.map(Int.init)
        case .int64: values(as: Int64.self)?.map(Int.init)
        case .uint64: values(as: UInt64.self).flatMap { Self.all($0.map { Int(exactly: $0) }) }
        case .float32, .float64, .bool, .string, .array: nil
        }
    }

    /// All elements of any number type, rounded to Float; nil for other types.
    public var floats: [Float]? {
        switch elementType {
        case .float32: values(as: Float.self)
        case .float64: values(as: Double.self)?.map { Float($0) }
        default: integers?.map { Float($0) }
        }
    }

    /// All truth values; nil for other types.
    public var bools: [Bool]? {
        elementType == .bool ? content.withBytes { bytes in bytes.map { $0 != 0 } } : nil
    }

    /// The bytes of all texts; nil for other types.
    public var byteStrings: [[UInt8]]? {
        elementType == .string ? (0..<count).map { withBytes(at: $0) { Array($0) } } : nil
    }

    /// All texts; nil for other types, or when one is not UTF-8.
    public var strings: [String]? {
        guard elementType == .string else { return nil }
        return Self.all((0..<count).map { withBytes(at: $0) { String(validating: $0, as: UTF8.self) } })
    }

    /// All inner arrays; nil for other types.
    public var arrays: [GGUFArray]? { elementType == .array ? children : nil }

    private static func all<Value>(_ values: [Value?]) -> [Value]? {
        let present = values.compactMap(\.self)
        return present.count == values.count ? present : nil
    }
}

extension GGUFArray {
    /// An array of numbers.
    public init<Value: GGUFScalar>(_ values: [Value]) {
        self.init(
            elementType: Value.valueType,
            count: values.count,
            content: GGUFBytes(values.withUnsafeBytes(Array.init))
        )
    }

    /// An array of truth values.
    public init(_ values: [Bool]) {
        self.init(elementType: .bool, count: values.count, content: GGUFBytes(values.map { $0 ? 1 : 0 }))
    }

    /// An array of texts.
    public init(_ texts: [String]) { self.init(byteStrings: texts.map { Array($0.utf8) }) }

    /// An array of texts, given as bytes.
    public init(byteStrings texts: [[UInt8]]) {
        var content: [UInt8] = []
        var starts: [Int] = []
        content.reserveCapacity(texts.reduce(0) { $0 + 8 + $1.count })
        starts.reserveCapacity(texts.count)
        for text in texts {
            starts.append(content.count)
            GGUFEncoding.append(text, to: &content)
        }
        self.init(elementType: .string, count: texts.count, content: GGUFBytes(content), starts: starts)
    }

    /// An array of arrays.
    public init(_ arrays: [GGUFArray]) {
        var content: [UInt8] = []
        for array in arrays { GGUFEncoding.append(array, to: &content) }
        self.init(elementType: .array, count: arrays.count, content: GGUFBytes(content), children: arrays)
    }
}

extension GGUFArray: Equatable {
    /// Whether type, number and bytes of the elements are the same.
    public static func == (left: GGUFArray, right: GGUFArray) -> Bool {
        left.elementType == right.elementType && left.count == right.count
            && left.content.withBytes { first in right.content.withBytes { first.elementsEqual($0) } }
    }
}
