import ContinuoTensor
import Foundation
import Testing

/// Matrices of packed weights as tensors.
@Suite struct PackedTensorTests {
    private static func numbers(_ count: Int, seed: UInt64) -> [Float] {
        var random = RandomStream(seed: seed)
        return Tensor.normal([count], using: &random).array()
    }

    /// A packed matrix `[rows, 64]` of parts in several formats, and the numbers that it stands for.
    private static func matrix(_ formats: [WeightFormat], rows: Int) -> (packed: Tensor, plain: Tensor) {
        let blocks = formats.enumerated().map { $1.encode(numbers(rows * 64, seed: UInt64($0) + 1)) }
        let packed = Tensor(packed: [formats.count * rows, 64])
        let buffers = blocks.map { block -> UnsafeRawBufferPointer in
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: block.count, alignment: 64)
            memory.copyBytes(from: block)
            return UnsafeRawBufferPointer(memory)
        }
        defer { buffers.forEach { $0.deallocate() } }
        packed.fill(packed: zip(formats, buffers).map { StoredMatrix($0, rows: rows, bytes: $1) })
        let values = zip(formats, blocks).flatMap { $0.decode($1) }
        return (packed, Tensor(values, shape: [formats.count * rows, 64]))
    }

    @Test func rowsAreTheFormatsOwnNumbers() {
        let (packed, plain) = Self.matrix([.q8_0, .float16, .q4_1], rows: 5)
        let ids = Tensor([Int32(14), 0, 7, 7, 4], shape: [5])
        #expect(packed.rows(at: ids).array(of: Float.self) == plain.rows(at: ids).array(of: Float.self))
        #expect(packed.unpacked().array(of: Float.self) == plain.array(of: Float.self))
        #expect(packed.packedFormats == [.q8_0, .float16, .q4_1])
    }

    @Test func productsAreNearThoseOfTheNumbers() {
        let (packed, plain) = Self.matrix([.q8_0, .q4_1, .float32], rows: 6)
        let x = Tensor(Self.numbers(3 * 64, seed: 9), shape: [1, 3, 64])
        let bias = Tensor(Self.numbers(18, seed: 10), shape: [18])
        for activation in [Activation.identity, .silu] {
            let found = linear(x, weight: packed, bias: bias, activation: activation).doubles
            let wanted = linear(x, weight: plain, bias: bias, activation: activation).doubles
            for (a, b) in zip(found, wanted) { #expect(abs(a - b) < 0.15, "\(a) is not near \(b)") }
        }
        // The last part is float32: its products are as exact as the others'.
        let exact = linear(x, weight: packed, parts: [12, 6])[1].doubles
        let wanted = linear(x, weight: plain, parts: [12, 6])[1].doubles
        for (a, b) in zip(exact, wanted) { #expect(abs(a - b) < 1e-4) }
    }

    @Test func piecesOfOneMemoryDoNotOverlap() {
        let memory = PackedMemory(chunkSize: 4096)
        let values = (0..<6).map { Self.numbers(8 * 32, seed: UInt64($0)) }
        let tensors = values.map { numbers in
            let tensor = Tensor(packed: [8, 32])
            WeightFormat.q8_0.encode(numbers).withUnsafeBytes {
                tensor.fill(packed: [StoredMatrix(.q8_0, rows: 8, bytes: $0)], in: memory)
            }
            return tensor
        }
        for (tensor, numbers) in zip(tensors, values) {
            let wanted = WeightFormat.q8_0.decode(WeightFormat.q8_0.encode(numbers))
            #expect(tensor.unpacked().array(of: Float.self) == wanted)
        }
    }

    @Test(arguments: [WeightFormat.float32, .q8_0]) func largeMatricesArePackedPieceByPiece(_ format: WeightFormat) {
        // More than two pieces of 4 MiB, the last one with rows that fill no group.
        let rows = format == .float32 ? 40_003 : 140_003
        let blocks = format.encode(Self.numbers(rows * 64, seed: 1))
        let packed = Tensor(packed: [rows, 64])
        var read: [Range<Int>] = []
        blocks.withUnsafeBytes { bytes in
            packed.fill(packed: [StoredMatrix(format, rows: rows, bytes: bytes) { read.append($0) }])
        }
        #expect(read.count > 2)
        #expect(read.first?.lowerBound == 0 && read.last?.upperBound == blocks.count)
        for (part, next) in zip(read, read.dropFirst()) { #expect(part.upperBound == next.lowerBound) }
        #expect(packed.unpacked().array(of: Float.self) == format.decode(blocks))
    }

    @Test(arguments: [0, 1, 3, 31, 64, 100, 1000]) func theGreatestIsFoundAtEveryLength(_ count: Int) {
        var values = Self.numbers(count, seed: UInt64(count))
        func greatest() -> (index: Int, value: Float) { values.withUnsafeBufferPointer { greatestElement(of: $0) } }
        #expect(greatest().value == values.max() ?? -.infinity)
        #expect(greatest().index == values.max().flatMap { values.firstIndex(of: $0) } ?? -1)
        guard count > 0 else { return }
        values[count / 2] = -.infinity
        #expect(greatest().value == values.max())
        values[count - 1] = .nan
        #expect(greatest().value == .infinity)
    }
}
