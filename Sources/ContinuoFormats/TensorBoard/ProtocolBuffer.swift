/// Encodes a protocol-buffer message field by field.
/// Source: the Protocol Buffers encoding (Google).
struct ProtocolBuffer {
    private(set) var bytes: [UInt8] = []

    /// An integer field; negative numbers take ten bytes, as for the type `int64`.
    mutating func integer(_ field: Int, _ value: Int) {
        variableLength(UInt64(field << 3))
        variableLength(UInt64(bitPattern: Int64(value)))
    }

    /// A field of type `double`.
    mutating func double(_ field: Int, _ value: Double) {
        variableLength(UInt64(field << 3 | 1))
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// A field of type `float`.
    mutating func float(_ field: Int, _ value: Float) {
        variableLength(UInt64(field << 3 | 5))
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// A field of type `string`.
    mutating func text(_ field: Int, _ value: String) { data(field, Array(value.utf8)) }

    /// A field that is a message.
    mutating func message(_ field: Int, _ build: (inout ProtocolBuffer) -> Void) {
        var inner = ProtocolBuffer()
        build(&inner)
        data(field, inner.bytes)
    }

    private mutating func data(_ field: Int, _ value: [UInt8]) {
        variableLength(UInt64(field << 3 | 2))
        variableLength(UInt64(value.count))
        bytes += value
    }

    private mutating func variableLength(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
