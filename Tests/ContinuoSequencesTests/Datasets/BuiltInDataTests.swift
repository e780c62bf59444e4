import Testing

@testable import ContinuoSequences

@Suite("Built-in data")
struct BuiltInDataTests {
    /// The 64-bit FNV-1a hash: any changed, lost or moved byte changes it.
    private func checksum(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    @Test("Sunspots: every month from 1749 to September 2013")
    func sunspots() throws {
        let series = Sunspots.monthly
        #expect(series.count == 264 * 12 + 9)
        #expect(series[0] == (year: 1749, month: 1, value: 58.0))
        #expect(try #require(series.last) == (year: 2013, month: 9, value: 37.0))
        for (earlier, later) in zip(series, series.dropFirst()) {
            #expect(later.year * 12 + later.month == earlier.year * 12 + earlier.month + 1)
        }
        let tenths = series.map { UInt32(($0.value * 10).rounded()) }
        #expect(tenths.reduce(0, +) == 1_650_922)
        #expect(checksum(tenths.flatMap { withUnsafeBytes(of: $0.littleEndian, Array.init) }) == 0x4925_e397_caaf_c432)
    }

    @Test("Sunspots: the highest month is October 1957")
    func sunspotMaximum() throws {
        let highest = try #require(Sunspots.monthly.max { $0.value < $1.value })
        #expect(highest == (year: 1957, month: 10, value: 253.8))
    }

    @Test("phiX174: 5,386 bases, with the ends and the composition of the reference sequence")
    func genome() {
        let genome = PhiX174.genome
        #expect(genome.count == 5_386)
        #expect(genome.starts(with: Array("GAGTTTTATCGCTTCCATGACGCAG".utf8)))
        #expect(genome.suffix(20).elementsEqual(Array("ATTGGCGTATCCAACCTGCA".utf8)))
        let counts = Dictionary(grouping: genome) { $0 }.mapValues(\.count)
        #expect(
            counts == [
                UInt8(ascii: "A"): 1_291, UInt8(ascii: "C"): 1_157, UInt8(ascii: "G"): 1_254, UInt8(ascii: "T"): 1_684,
            ]
        )
        #expect(checksum(genome) == 0xa611_943d_5e78_79af)
    }

    @Test("Digits: 1,797 images of 64 pixels, and as many labels")
    func digits() {
        #expect(Digits.labels.count == 1_797)
        #expect(Digits.pixels.count == 1_797 * 64)
        #expect(Digits.pixels.max() == Digits.maximum)
        #expect(
            (0..<10).map { digit in Digits.labels.count { $0 == digit } } == [
                178, 182, 177, 183, 181, 182, 181, 179, 174, 180,
            ]
        )
        #expect(checksum(Digits.pixels) == 0x493f_a2f6_7df5_50a1)
        #expect(checksum(Digits.labels) == 0x5c66_ed87_5b0a_9785)
    }

    @Test("Digits: an image is its 64 pixels row by row")
    func firstDigit() {
        #expect(Array(Digits.image(0).prefix(16)) == [0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0])
        #expect(Digits.image(1_796).count == 64)
        #expect(Digits.image(1_796).last == 0)
    }
}
