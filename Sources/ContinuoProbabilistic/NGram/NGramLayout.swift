import ContinuoFormats
import Foundation

/// Where everything stands in the file of a `MappedNGramModel`.
///
///     "CNGRAM2\n", then as 8-byte little-endian numbers: order, V, end token + 1 (0 for none), the number of n-grams of each length,
///     and as Float64 the least logarithm and the step of probabilities, and of back-off weights; then the levels
///
/// A level is a string of bits, low bits first, that begins at a multiple of 8 bytes; one record more than it has n-grams ends its
/// list of first children. Eight bytes follow the last level, so that every field can be read by one load of eight bytes.
struct NGramLayout: Sendable {
    static let magic = Array("CNGRAM2\n".utf8)
    /// Bits of a logarithm.
    static let numberBits = 24

    /// A number between two limits in `numberBits` bits; code 0 is −∞.
    struct Scale: Sendable {
        var least: Double
        var step: Double

        /// The scale of numbers; infinite ones take no part.
        init(of values: some Sequence<Double>) {
            var (low, high) = (Double.infinity, -Double.infinity)
            for value in values where value.isFinite {
                low = min(low, value)
                high = max(high, value)
            }
            least = low.isFinite ? low : 0
            step = high > low ? (high - low) / Double((1 << NGramLayout.numberBits) - 2) : 1
        }

        init(least: Double, step: Double) {
            self.least = least
            self.step = step
        }

        @inline(__always)
        func value(_ code: Int) -> Double { code == 0 ? -.infinity : least + Double(code - 1) * step }

        func code(_ value: Double) -> Int {
            value.isFinite ? Int(((value - least) / step).rounded()) + 1 : 0
        }
    }

    /// The n-grams of one length.
    struct Level: Sendable {
        let count: Int
        /// Byte of the file where the records begin.
        let offset: Int
        /// Bits of each field; 0 for one that this level does not have.
        let tokenBits: Int
        let backOffBits: Int
        let childBits: Int
        let suffixBits: Int
        let recordBits: Int

        init(count: Int, offset: Int, tokenBits: Int, backOffBits: Int, childBits: Int, suffixBits: Int) {
            self.count = count
            self.offset = offset
            self.tokenBits = tokenBits
            self.backOffBits = backOffBits
            self.childBits = childBits
            self.suffixBits = suffixBits
            recordBits = tokenBits + NGramLayout.numberBits + backOffBits + childBits + suffixBits
        }

        var byteCount: Int { ((count + 1) * recordBits + 63) / 64 * 8 }

        @inline(__always)
        private func field(_ bytes: UnsafeRawPointer, _ place: Int, _ start: Int, _ width: Int) -> Int {
            let bit = place * recordBits + start
            let word = UInt64(
                littleEndian: bytes.loadUnaligned(fromByteOffset: offset + bit >> 3, as: UInt64.self)
            )
            return Int((word >> UInt64(bit & 7)) & (1 << UInt64(width) - 1))
        }

        @inline(__always)
        func token(_ bytes: UnsafeRawPointer, _ place: Int) -> Int {
            tokenBits == 0 ? place : field(bytes, place, 0, tokenBits)
        }
        @inline(__always)
        func probability(_ bytes: UnsafeRawPointer, _ place: Int) -> Int {
            field(bytes, place, tokenBits, NGramLayout.numberBits)
        }
        @inline(__always)
        func backOff(_ bytes: UnsafeRawPointer, _ place: Int) -> Int {
            field(bytes, place, tokenBits + NGramLayout.numberBits, backOffBits)
        }
        @inline(__always)
        func firstChild(_ bytes: UnsafeRawPointer, _ place: Int) -> Int {
            field(bytes, place, tokenBits + NGramLayout.numberBits + backOffBits, childBits)
        }
        @inline(__always)
        func suffix(_ bytes: UnsafeRawPointer, _ place: Int) -> Int {
            field(bytes, place, recordBits - suffixBits, suffixBits)
        }
    }

    let order: Int
    let vocabularySize: Int
    let endToken: Int32?
    let probabilities: Scale
    let backOffs: Scale
    let levels: [Level]

    var headerBytes: Int { Self.headerBytes(order) }
    var byteCount: Int { levels.reduce(headerBytes) { $0 + $1.byteCount } + 8 }

    private static func headerBytes(_ order: Int) -> Int { 8 * (1 + 3 + order + 4) }

    init(order: Int, vocabularySize: Int, endToken: Int32?, counts: [Int], _ probabilities: Scale, _ backOffs: Scale) {
        self.order = order
        self.vocabularySize = vocabularySize
        self.endToken = endToken
        self.probabilities = probabilities
        self.backOffs = backOffs
        var levels: [Level] = []
        var offset = Self.headerBytes(order)
        var shorter = 0
        for (index, count) in counts.enumerated() {
            let isLast = index == order - 1
            let level = Level(
                count: count,
                offset: offset,
                tokenBits: index == 0 ? 0 : bitWidth(vocabularySize - 1),
                backOffBits: isLast ? 0 : Self.numberBits,
                childBits: isLast ? 0 : bitWidth(counts[index + 1]),
                suffixBits: index == 0 ? 0 : bitWidth(shorter)
            )
            levels.append(level)
            offset += level.byteCount
            shorter += count
        }
        self.levels = levels
    }

    /// Reads and checks the head of a file.
    /// - Throws: `NGramError.badFile`; `DataFileError` for one that ends too early.
    init(_ file: MappedFile) throws {
        func bad(_ place: String, _ found: String, _ expected: String) -> NGramError {
            .badFile(name: file.path, place: place, found: found, expected: expected)
        }
        guard file.bytes.starts(with: Self.magic) else {
            throw bad("byte 0", "other bytes", "a Continuo n-gram model to be mapped")
        }
        func number(_ index: Int, _ range: ClosedRange<Int>, _ what: String) throws -> Int {
            let raw = try file.integer(at: 8 * (1 + index), as: UInt64.self, of: what)
            guard let value = Int(exactly: raw), range.contains(value) else {
                throw bad("byte \(8 * (1 + index))", "\(raw)", "\(what) of \(range.lowerBound) to \(range.upperBound)")
            }
            return value
        }
        let order = try number(0, 1...255, "an order")
        let size = try number(1, 1...min(file.count, Int(Int32.max) - 2), "a vocabulary")
        let end = try number(2, 0...size, "an end token")
        let counts = try (0..<order).map { try number(3 + $0, 0...min(file.count, 1 << 40), "a number of n-grams") }
        guard counts[0] == size + 1 else { throw bad("byte 32", "\(counts[0])", "\(size + 1) unigrams") }
        let scales = try (0..<4).map { index in
            let pattern = try file.integer(at: 8 * (1 + 3 + order + index), as: UInt64.self, of: "a scale")
            let value = Double(bitPattern: pattern)
            guard value.isFinite else { throw bad("byte \(8 * (4 + order + index))", "\(value)", "a finite number") }
            return value
        }
        self.init(
            order: order,
            vocabularySize: size,
            endToken: end == 0 ? nil : Int32(end - 1),
            counts: counts,
            Scale(least: scales[0], step: scales[1]),
            Scale(least: scales[2], step: scales[3])
        )
        guard file.count == byteCount else {
            throw bad("the end", "\(file.count) bytes", "\(byteCount) bytes; was a copy interrupted?")
        }
    }
}
