import Continuo

/// Weights with elements of another type.
enum WeightConversion {
    /// Element types by the names of configurations.
    static let formats: [String: WeightFormat] = ["float32": .float32, "bfloat16": .bfloat16, "float16": .float16]

    /// The tensors of a model with another element type; nil leaves each as it is. Tensors that are no real numbers stay.
    static func sources(_ model: SafeTensorsModel, _ type: StoredElementType?) throws -> [SafeTensorsWriter.Source] {
        try model.entries.map { entry in
            let bytes = try model.bytes(entry.name)
            guard let type, type != entry.type, StoredNumber.reals.contains(entry.type) else {
                return SafeTensorsWriter.Source(name: entry.name, type: entry.type, shape: entry.shape) { write in
                    try withExtendedLifetime(model) { try write(bytes) }
                }
            }
            return SafeTensorsWriter.Source(name: entry.name, type: type, shape: entry.shape) { write in
                try withExtendedLifetime(model) { try convert(bytes, entry.type, to: type, write) }
            }
        }
    }

    /// Converts a piece at a time, so that little memory is needed.
    private static func convert(
        _ bytes: UnsafeRawBufferPointer,
        _ source: StoredElementType,
        to target: StoredElementType,
        _ write: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let size = source.bitWidth / 8
        let count = bytes.count / size
        let piece = 1 << 16
        for start in stride(from: 0, to: count, by: piece) {
            var output: [UInt8] = []
            output.reserveCapacity(piece * target.bitWidth / 8)
            for index in start..<min(start + piece, count) {
                let value = StoredNumber.read(bytes, index * size, source)
                StoredNumber.append(value, target, to: &output)
            }
            try output.withUnsafeBytes { try write($0) }
        }
    }
}

/// A real number as its bytes in a file of weights, little-endian.
enum StoredNumber {
    static let reals: Set<StoredElementType> = [.float32, .float64, .bfloat16, .float16]

    static func read(_ bytes: UnsafeRawBufferPointer, _ offset: Int, _ type: StoredElementType) -> Float {
        switch type {
        case .float64: Float(Double(bitPattern: word(bytes, offset)))
        case .bfloat16: Float(bitPattern: UInt32(word(bytes, offset) as UInt16) << 16)
        case .float16: halfToFloat(word(bytes, offset))
        default: Float(bitPattern: word(bytes, offset))
        }
    }

    static func append(_ value: Float, _ type: StoredElementType, to output: inout [UInt8]) {
        switch type {
        case .bfloat16: append(bfloat16(value), to: &output)
        case .float16: append(half(value), to: &output)
        default: append(value.bitPattern, to: &output)
        }
    }

    private static func word<Word: FixedWidthInteger>(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Word {
        Word(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Word.self))
    }

    private static func append<Word: FixedWidthInteger>(_ word: Word, to output: inout [UInt8]) {
        withUnsafeBytes(of: word.littleEndian) { output.append(contentsOf: $0) }
    }

    /// The nearest bfloat16, ties to even.
    static func bfloat16(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        if value.isNaN { return UInt16(bits >> 16) | 0x40 }
        return UInt16((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
    }

    /// The nearest IEEE half, ties to even. (`Float16` is missing on some platforms.)
    static func half(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        let sign = UInt16(bits >> 16 & 0x8000)
        let magnitude = Float(bitPattern: bits & 0x7FFF_FFFF)
        if magnitude.isNaN { return sign | 0x7E00 }
        if magnitude >= 65520 { return sign | 0x7C00 }
        if magnitude < 0x1p-14 {  // subnormal: a multiple of 2^−24
            return sign | UInt16((magnitude * 0x1p24).rounded(.toNearestOrEven))
        }
        let rest = bits & 0x7FFF_FFFF
        return sign | UInt16((rest - (112 << 23) + 0xFFF + (rest >> 13 & 1)) >> 13)
    }

    /// The number that the bits of an IEEE half stand for.
    static func halfToFloat(_ bits: UInt16) -> Float {
        let sign: Float = bits & 0x8000 == 0 ? 1 : -1
        let fraction = Float(bits & 0x3FF)
        switch bits >> 10 & 0x1F {
        case 0: return sign * fraction * 0x1p-24
        case 31: return fraction == 0 ? sign * .infinity : .nan
        case let exponent:
            return sign * (1 + fraction * 0x1p-10) * Float(sign: .plus, exponent: Int(exponent) - 15, significand: 1)
        }
    }
}
