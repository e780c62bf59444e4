/// A set of Unicode scalars (code points that are no surrogates) as sorted ranges that do not touch.
struct ScalarSet: Sendable, Equatable {
    private(set) var ranges: [ClosedRange<UInt32>]

    /// Every scalar.
    static let all = ScalarSet([0...0x10FFFF])

    private static let surrogates: ClosedRange<UInt32> = 0xD800...0xDFFF

    /// The union of some ranges; surrogates in them are left out.
    init(_ ranges: [ClosedRange<UInt32>] = []) {
        var merged: [ClosedRange<UInt32>] = []
        for range in ranges.flatMap(ScalarSet.withoutSurrogates).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound + 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        self.ranges = merged
    }

    /// The scalars of a text.
    init(_ text: String) { self.init(text.unicodeScalars.map { $0.value...$0.value }) }

    var isEmpty: Bool { ranges.isEmpty }

    func contains(_ scalar: UInt32) -> Bool { ranges.contains { $0.contains(scalar) } }

    func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(ranges + other.ranges) }

    func subtracting(_ other: ScalarSet) -> ScalarSet {
        var result: [ClosedRange<UInt32>] = []
        for range in ranges {
            var start = range.lowerBound
            for hole in other.ranges where hole.upperBound >= start && hole.lowerBound <= range.upperBound {
                if hole.lowerBound > start { result.append(start...(hole.lowerBound - 1)) }
                start = hole.upperBound + 1
            }
            if start <= range.upperBound { result.append(start...range.upperBound) }
        }
        return ScalarSet(result)
    }

    func intersection(_ other: ScalarSet) -> ScalarSet { subtracting(ScalarSet.all.subtracting(other)) }

    var inverted: ScalarSet { ScalarSet.all.subtracting(self) }

    private static func withoutSurrogates(_ range: ClosedRange<UInt32>) -> [ClosedRange<UInt32>] {
        guard range.overlaps(surrogates) else { return [range] }
        var parts: [ClosedRange<UInt32>] = []
        if range.lowerBound < surrogates.lowerBound { parts.append(range.lowerBound...(surrogates.lowerBound - 1)) }
        if range.upperBound > surrogates.upperBound { parts.append((surrogates.upperBound + 1)...range.upperBound) }
        return parts
    }
}

extension ScalarSet {
    /// The UTF-8 forms of the set: sequences of byte ranges, each of which stands for every combination of its bytes.
    ///
    /// A range of scalars is cut where the number of bytes changes, and where the bytes after one that varies would not
    /// take all of 80…BF (RFC 3629, section 4).
    var utf8Sequences: [[ClosedRange<UInt8>]] {
        let blocks: [ClosedRange<UInt32>] = [0...0x7F, 0x80...0x7FF, 0x800...0xFFFF, 0x10000...0x10FFFF]
        var result: [[ClosedRange<UInt8>]] = []
        for range in ranges {
            for (extra, block) in blocks.enumerated() where range.overlaps(block) {
                ScalarSet.split(range.clamped(to: block), continuationBytes: extra, into: &result)
            }
        }
        return result
    }

    private static func split(
        _ range: ClosedRange<UInt32>,
        continuationBytes count: Int,
        into result: inout [[ClosedRange<UInt8>]]
    ) {
        for level in stride(from: count, to: 0, by: -1) {
            let mask = (UInt32(1) << (6 * UInt32(level))) - 1
            guard range.lowerBound & ~mask != range.upperBound & ~mask else { continue }
            if range.lowerBound & mask != 0 {
                split(range.lowerBound...(range.lowerBound | mask), continuationBytes: count, into: &result)
                split(((range.lowerBound | mask) + 1)...range.upperBound, continuationBytes: count, into: &result)
                return
            }
            if range.upperBound & mask != mask {
                split(range.lowerBound...((range.upperBound & ~mask) - 1), continuationBytes: count, into: &result)
                split((range.upperBound & ~mask)...range.upperBound, continuationBytes: count, into: &result)
                return
            }
        }
        let (low, high) = (utf8(range.lowerBound, count), utf8(range.upperBound, count))
        result.append(zip(low, high).map { $0...$1 })
    }

    private static func utf8(_ scalar: UInt32, _ continuationBytes: Int) -> [UInt8] {
        guard continuationBytes > 0 else { return [UInt8(scalar)] }
        let leading: [UInt8] = [0, 0xC0, 0xE0, 0xF0]
        let first = leading[continuationBytes] | UInt8(scalar >> (6 * UInt32(continuationBytes)))
        let rest = (0..<continuationBytes).reversed().map { place -> UInt8 in
            let bits: UInt32 = scalar >> (6 * UInt32(place)) & 0x3F
            return 0x80 | UInt8(bits)
        }
        return [first] + rest
    }
}
