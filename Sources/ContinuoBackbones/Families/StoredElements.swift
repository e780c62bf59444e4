import ContinuoFormats
import ContinuoTensor

/// Converts the elements of stored tensors into those of parameters.
enum StoredElements {
    /// The types that can be read as real numbers.
    static let readable: [StoredElementType] = [.float32, .bfloat16, .float16, .float64]

    /// Writes all elements of `bytes` (little-endian, any alignment) into `target` from element `start`.
    static func copy(
        _ bytes: UnsafeRawBufferPointer,
        _ type: StoredElementType,
        into target: Tensor,
        from start: Int
    ) {
        switch target.elementType {
        case .float64: convert(bytes, type, to: target.pointer(Double.self) + start)
        default:
            let floats = target.pointer(Float.self) + start
            if type == .float32, let base = bytes.baseAddress {
                UnsafeMutableRawPointer(floats).copyMemory(from: base, byteCount: bytes.count)
            } else {
                convert(bytes, type, to: floats)
            }
        }
    }

    private static func convert<T: BinaryFloatingPoint>(
        _ bytes: UnsafeRawBufferPointer,
        _ type: StoredElementType,
        to target: UnsafeMutablePointer<T>
    ) {
        switch type {
        case .float64: read(bytes, UInt64.self, to: target) { T(Double(bitPattern: $0)) }
        case .float32: read(bytes, UInt32.self, to: target) { T(Float(bitPattern: $0)) }
        case .bfloat16: read(bytes, UInt16.self, to: target) { T(Float(bitPattern: UInt32($0) << 16)) }
        default: read(bytes, UInt16.self, to: target) { T(float(half: $0)) }
        }
    }

    @inline(__always)
    private static func read<Word: FixedWidthInteger, T>(
        _ bytes: UnsafeRawBufferPointer,
        _: Word.Type,
        to target: UnsafeMutablePointer<T>,
        _ number: (Word) -> T
    ) {
        let size = MemoryLayout<Word>.size
        for index in 0..<(bytes.count / size) {
            let word = bytes.loadUnaligned(fromByteOffset: index * size, as: Word.self)
            target[index] = number(Word(littleEndian: word))
        }
    }

    /// The number that the bits of an IEEE half-precision number stand for. (`Float16` is missing on some platforms.)
    static func float(half bits: UInt16) -> Float {
        let sign = UInt32(bits & 0x8000) << 16
        let exponent = UInt32(bits >> 10) & 0x1F
        let fraction = UInt32(bits & 0x3FF)
        switch exponent {
        case 0: return Float(bitPattern: sign | (Float(fraction) * 0x1p-24).bitPattern)
        case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
        default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }
}
