/// A set of Unicode scalars: one bit each, and one for bytes that belong to no scalar.
struct ScalarSet: Sendable {
    private static let scalarCount: UInt32 = 0x110000

    private var bits = [UInt64](repeating: 0, count: Int(scalarCount) / 64)

    /// Whether bytes that are no valid UTF-8 count as members: they do in sets that are given by what they lack.
    private var containsInvalid = false

    init() {}

    /// The scalars of packed tables of ranges.
    init(_ tables: StaticString...) {
        for table in tables { UnicodeTables.forEachRange(table) { insert($0) } }
    }

    /// Whether a value is in the set.
    @inline(__always)
    func contains(_ value: UInt32) -> Bool {
        guard value < Self.scalarCount else { return containsInvalid }
        return bits[Int(value >> 6)] >> UInt64(value & 63) & 1 == 1
    }

    mutating func insert(_ range: some Sequence<UInt32>) {
        for value in range where value < Self.scalarCount { bits[Int(value >> 6)] |= 1 << UInt64(value & 63) }
    }

    mutating func formUnion(_ other: ScalarSet) {
        for index in bits.indices { bits[index] |= other.bits[index] }
        containsInvalid = containsInvalid || other.containsInvalid
    }

    mutating func formIntersection(_ other: ScalarSet) {
        for index in bits.indices { bits[index] &= other.bits[index] }
        containsInvalid = containsInvalid && other.containsInvalid
    }

    /// All scalars that are not in this set.
    var inverted: ScalarSet {
        var copy = self
        for index in bits.indices { copy.bits[index] = ~bits[index] }
        copy.containsInvalid = !containsInvalid
        return copy
    }
}
