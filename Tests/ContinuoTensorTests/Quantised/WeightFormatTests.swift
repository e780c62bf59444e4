import CKernels
import ContinuoTensor
import ContinuoTestSupport
import Foundation
import Testing

@Suite struct WeightFormatTests {
    @Test func namesAndNumbersFindTheirFormat() {
        #expect(WeightFormat.all.count == 15)
        #expect(Set(WeightFormat.all).count == 15)
        for format in WeightFormat.all {
            #expect(WeightFormat(name: format.name) == format)
            #expect(WeightFormat(name: format.name.lowercased()) == format)
            #expect(WeightFormat(number: format.number) == format)
            #expect(format.canEncode)
        }
        #expect(WeightFormat(name: "q4_k") == .q4_K)
        #expect(WeightFormat(name: "q4_k_m") == nil)
        #expect(WeightFormat(name: "") == nil)
        #expect(WeightFormat(number: 4) == nil)
        #expect(WeightFormat(number: -1) == nil)
    }

    @Test func sizesAreThoseOfWholeBlocks() {
        #expect(WeightFormat.q4_K.byteCount(rows: 3, columns: 512) == 3 * 2 * 144)
        #expect(WeightFormat.q4_K.byteCount(rows: 3, columns: 500) == nil)
        #expect(WeightFormat.float16.byteCount(rows: 3, columns: 5) == 30)
        #expect(WeightFormat.float32.byteCount(rows: 1 << 40, columns: 1 << 40) == nil)
        #expect(WeightFormat.float32.byteCount(rows: -1, columns: 4) == nil)
        #expect(WeightFormat.q8_0.byteCount(shape: [2, 3, 64]) == 2 * 3 * 2 * 34)
        #expect(WeightFormat.float32.byteCount(shape: []) == 4)
        #expect(WeightFormat.float32.byteCount(shape: [0, 7]) == 0)
        #expect(WeightFormat.float32.byteCount(shape: [-1, -7]) == nil)
        #expect(WeightFormat.q6_K.bitsPerElement == 6.5625)
    }

    @Test func formatsAreWrittenByTheirNames() throws {
        let formats = WeightFormat.all
        let json = try JSONEncoder().encode(formats)
        #expect(try JSONDecoder().decode([WeightFormat].self, from: json) == formats)
        #expect(try JSONDecoder().decode([WeightFormat].self, from: Data("[\"q5_k\"]".utf8)) == [.q5_K])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([WeightFormat].self, from: Data("[\"q9\"]".utf8))
        }
    }

    /// Normal numbers whose size differs from block to block.
    private static func values(_ count: Int) -> [Float] {
        var random = TestGenerator(seed: 5)
        return (0..<count).map { index in
            let sum = (0..<4).reduce(Float(0)) { sum, _ in sum + Float.random(in: -1...1, using: &random) }
            return sum * Float(sin(Double(index / 100)) + 1.1)
        }
    }

    @Test func encodingTwiceChangesNothingMore() {
        let values = Self.values(1024)
        for format in WeightFormat.all where format.blockElements == 1 || format == .q8_0 {
            let once = format.decode(format.encode(values))
            #expect(format.decode(format.encode(once)) == once, "\(format)")
        }
        #expect(WeightFormat.float32.decode(WeightFormat.float32.encode(values)) == values)
    }

    /// More bits leave less error: each format stays below a share of the values' own size that its bits imply.
    @Test func errorsFallWithTheBits() {
        let values = Self.values(256 * 64)
        let power = values.reduce(0) { $0 + Double($1 * $1) }
        for format in WeightFormat.all where format.isQuantised {
            let decoded = format.decode(format.encode(values))
            let error = zip(values, decoded).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
            let share = (error / power).squareRoot()
            #expect(share < 2 * exp2(1 - format.bitsPerElement.rounded(.down)), "\(format): \(share)")
            #expect(share > 0, "\(format)")
        }
    }

    @Test func theNumberOfThreadsChangesNoBit() {
        let values = Self.values(256 * 300)
        let threads = ck_thread_count()
        defer { ck_set_thread_count(threads) }
        for format in WeightFormat.all {
            ck_set_thread_count(1)
            let bytes = format.encode(values)
            let decoded = format.decode(bytes)
            for count: Int32 in [2, 3] {
                ck_set_thread_count(count)
                #expect(format.encode(values) == bytes, "\(format), \(count) threads")
                #expect(format.decode(bytes) == decoded, "\(format), \(count) threads")
            }
        }
    }

    /// A block of anything is a block: what is not finite may be lost, and harms nothing else.
    @Test func specialValuesAreEncodedWithoutHarm() {
        let special: [Float] = [
            .nan, .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0, 0, 1,
        ]
        let values = (0..<512).map { $0 < 256 ? special[$0 % special.count] : 1 }
        for format in WeightFormat.all {
            let decoded = format.decode(format.encode(values))
            #expect(decoded.count == values.count)
            #expect(decoded[256...].allSatisfy { abs($0 - 1) < 0.1 }, "\(format)")
            #expect(format.decode(format.encode([Float](repeating: 0, count: 256))).allSatisfy { $0 == 0 }, "\(format)")
        }
    }
}
