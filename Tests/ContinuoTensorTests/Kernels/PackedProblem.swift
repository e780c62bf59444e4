import CKernels

/// A matrix of random blocks of one format: as stored, as the values the format defines, and packed.
final class PackedProblem {
    let format: ck_weight_info
    let rows: Int
    let columns: Int
    let values: [Float]
    private let memory: UnsafeMutableRawPointer

    var packed: ck_packed {
        ck_packed(format: format.format, rows: Int64(rows), columns: Int64(columns), data: UnsafeRawPointer(memory))
    }
    var isQuantised: Bool { format.block_elements > 1 }

    init(_ format: ck_weight_info, rows: Int, columns: Int) {
        self.format = format
        self.rows = rows
        self.columns = columns
        let stored = Self.blocks(of: format, count: rows * columns / Int(format.block_elements))
        var values = [Float](repeating: .nan, count: rows * columns)
        ck_weight_decode(format.format, stored, Int64(rows * columns), &values)
        self.values = values
        let bytes = ck_packed_bytes(format.format, Int64(rows), Int64(columns))
        memory = .allocate(byteCount: bytes, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0xFF, count: bytes)
        ck_pack(format.format, Int64(rows), Int64(columns), stored, memory)
    }

    deinit { memory.deallocate() }

    static var formats: [ck_weight_info] {
        var count: Int32 = 0
        let lines = ck_weight_formats(&count)
        return Array(UnsafeBufferPointer(start: lines, count: Int(count)))
    }

    /// Random codes with scales of ordinary size; float formats hold ordinary values.
    private static func blocks(of format: ck_weight_info, count: Int) -> [UInt8] {
        let size = Int(format.block_bytes)
        var bytes = uniform(count * size, 0...255.99, seed: UInt64(format.format) &+ 7).map { UInt8($0) }
        let scales = uniform(2 * count, -0.1...0.1, seed: 11)
        func put(_ value: Double, at place: Int) {
            withUnsafeBytes(of: Float16Bits(value).bits.littleEndian) {
                bytes.replaceSubrange(place..<place + 2, with: $0)
            }
        }
        for block in 0..<count {
            let start = block * size
            switch ck_weight_format(UInt32(format.format)) {
            case CK_WEIGHT_F32:
                withUnsafeBytes(of: Float(scales[block]).bitPattern.littleEndian) {
                    bytes.replaceSubrange(start..<start + 4, with: $0)
                }
            case CK_WEIGHT_F16: put(scales[block], at: start)
            case CK_WEIGHT_BF16:
                let upper = UInt16(Float(scales[block]).bitPattern >> 16)
                bytes[start] = UInt8(upper & 255)
                bytes[start + 1] = UInt8(upper >> 8)
            case CK_WEIGHT_MXFP4: bytes[start] = 110 + bytes[start] % 16
            default:
                // The halves stand at the start of the block, or, in these three, at its end.
                let atEnd: [ck_weight_format: Int] = [CK_WEIGHT_Q2_K: 4, CK_WEIGHT_Q3_K: 2, CK_WEIGHT_Q6_K: 2]
                let place = atEnd[ck_weight_format(UInt32(format.format))].map { start + size - $0 } ?? start
                put(scales[2 * block], at: place)
                if [CK_WEIGHT_Q4_1, CK_WEIGHT_Q5_1, CK_WEIGHT_Q2_K, CK_WEIGHT_Q4_K, CK_WEIGHT_Q5_K]
                    .contains(ck_weight_format(UInt32(format.format)))
                {
                    put(scales[2 * block + 1], at: place + 2)
                }
            }
        }
        return bytes
    }

    /// Activations as the kernels round them, in blocks of 32: to multiples of the largest magnitude over 127, and what that
    /// leaves to 254ths of them.
    static func rounded(_ x: [Float]) -> [Float] {
        stride(from: 0, to: x.count, by: 32).flatMap { start -> [Float] in
            let block = x[start..<start + 32]
            let largest = block.map(abs).max() ?? 0
            return block.map { value in
                let scaled = value * (127 / largest)
                let high = scaled.rounded(.toNearestOrEven)
                let low = ((scaled - high) * 254).rounded(.toNearestOrEven)
                return (254 * high + low) * (largest / (127 * 254))
            }
        }
    }

    func product(_ x: [Float], count: Int, bias: [Float]) -> [Float] {
        var y = [Float](repeating: .nan, count: count * 2 * rows)
        ck_packed_product([packed, packed], 2, x, Int64(count), bias, &y)
        return y
    }
}

/// The bits of the half nearest to a number of ordinary size, cut off: what a random scale needs.
private struct Float16Bits {
    let bits: UInt16

    init(_ value: Double) {
        let pattern = Float(value).bitPattern
        let exponent = Int(pattern >> 23 & 255) - 127 + 15
        bits =
            exponent <= 0 ? 0 : UInt16(pattern >> 16 & 0x8000) | UInt16(exponent) << 10 | UInt16(pattern >> 13 & 0x3FF)
    }
}
