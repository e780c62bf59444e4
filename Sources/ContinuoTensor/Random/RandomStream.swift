#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A reproducible, splittable source of random numbers.
///
/// Counter-based (Philox 4x32-10, Salmon et al. 2011): the k-th block of a stream is a function of its key and k alone, so
/// a stream can be saved as two numbers, and independent streams come from `split` without drawing from the parent.
public struct RandomStream: RandomNumberGenerator, Codable, Sendable, Equatable {
    private var key: UInt64
    private var position: UInt64 = 0

    public init(seed: UInt64) { key = RandomStream.mix(seed) }

    /// An independent stream, named by what it is for. The parent does not change.
    public func split(_ name: String) -> RandomStream {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return split(Int(truncatingIfNeeded: hash))
    }

    /// An independent stream, numbered.
    public func split(_ index: Int) -> RandomStream {
        var child = self
        child.key = RandomStream.mix(key ^ RandomStream.mix(UInt64(bitPattern: Int64(index)) &+ 0x9e37_79b9_7f4a_7c15))
        child.position = 0
        return child
    }

    /// 64 random bits: half of a Philox block.
    public mutating func next() -> UInt64 {
        let block = RandomStream.philox(counter: position >> 1, key: key)
        defer { position &+= 1 }
        return position & 1 == 0 ? block.0 : block.1
    }

    /// Evenly from [0, 1), 53 bits.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Standard normal (Box and Muller 1958; one of the pair is used, so that a draw is one step of the stream).
    public mutating func normal() -> Double {
        let bits = next()
        let radius = (-2 * log((Double(bits >> 32) + 1) * 0x1p-32)).squareRoot()
        return radius * cos(2 * Double.pi * Double(bits & 0xffff_ffff) * 0x1p-32)
    }

    /// Evenly from `0 ..< bound`.
    public mutating func integer(below bound: Int) -> Int {
        precondition(bound > 0, "a bound must be positive, got \(bound)")
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// An index drawn in proportion to non-negative weights, at least one of which is positive.
    public mutating func categorical(_ weights: [Double]) -> Int {
        let total = weights.reduce(0, +)
        precondition(total > 0, "weights must have a positive sum")
        var rest = uniform() * total
        var last = 0
        for (index, weight) in weights.enumerated() where weight > 0 {
            last = index
            rest -= weight
            if rest < 0 { return index }
        }
        return last
    }

    /// A random order of `0 ..< count` (Fisher and Yates).
    public mutating func permutation(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        for index in stride(from: count - 1, to: 0, by: -1) { order.swapAt(index, integer(below: index + 1)) }
        return order
    }

    /// Steele and Vigna's 64-bit finaliser: spreads seeds that differ little.
    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value &+ 0x9e37_79b9_7f4a_7c15
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    static func philox(counter: UInt64, key: UInt64) -> (UInt64, UInt64) {
        var c0 = UInt32(truncatingIfNeeded: counter)
        var c1 = UInt32(truncatingIfNeeded: counter >> 32)
        var c2: UInt32 = 0
        var c3: UInt32 = 0
        var k0 = UInt32(truncatingIfNeeded: key)
        var k1 = UInt32(truncatingIfNeeded: key >> 32)
        for _ in 0..<10 {
            let first = UInt64(c0) &* 0xD251_1F53
            let second = UInt64(c2) &* 0xCD9E_8D57
            (c0, c1, c2, c3) = (
                UInt32(truncatingIfNeeded: second >> 32) ^ c1 ^ k0, UInt32(truncatingIfNeeded: second),
                UInt32(truncatingIfNeeded: first >> 32) ^ c3 ^ k1, UInt32(truncatingIfNeeded: first)
            )
            k0 = k0 &+ 0x9E37_79B9
            k1 = k1 &+ 0xBB67_AE85
        }
        return (UInt64(c0) | UInt64(c1) << 32, UInt64(c2) | UInt64(c3) << 32)
    }
}
