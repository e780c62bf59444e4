/// A map from pairs of ids to an index, with open addressing: several times faster than `Dictionary` here, and it is all
/// that the inner loops of training and encoding do.
struct PairTable: Sendable {
    private var keys: [UInt64]
    private var values: [Int32]
    private(set) var count = 0

    private static let vacant = UInt64.max

    init(capacity: Int = 0) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        keys = [UInt64](repeating: Self.vacant, count: size)
        values = [Int32](repeating: 0, count: size)
    }

    /// The key of a pair of ids; keys are ordered as the pairs are.
    @inline(__always)
    static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    /// The value of a key.
    @inline(__always)
    func value(of key: UInt64) -> Int32? {
        keys.withUnsafeBufferPointer { keys in
            var slot = Self.slot(key, keys.count)
            while keys[slot] != key {
                if keys[slot] == Self.vacant { return nil }
                slot = (slot + 1) & (keys.count - 1)
            }
            return values[slot]
        }
    }

    /// Sets the value of a key.
    mutating func set(_ key: UInt64, _ value: Int32) {
        let slot = slotForWriting(key)
        values[slot] = value
    }

    /// The value of a key; a key that is new gets `value`.
    mutating func value(of key: UInt64, orInsert value: Int32) -> Int32 {
        let before = count
        let slot = slotForWriting(key)
        if count > before { values[slot] = value }
        return values[slot]
    }

    private mutating func slotForWriting(_ key: UInt64) -> Int {
        if (count + 1) * 3 > keys.count * 2 { grow() }
        var slot = Self.slot(key, keys.count)
        while keys[slot] != key {
            if keys[slot] == Self.vacant {
                keys[slot] = key
                count += 1
                break
            }
            slot = (slot + 1) & (keys.count - 1)
        }
        return slot
    }

    private mutating func grow() {
        let old = (keys, values)
        keys = [UInt64](repeating: Self.vacant, count: old.0.count * 2)
        values = [Int32](repeating: 0, count: old.0.count * 2)
        count = 0
        for (key, value) in zip(old.0, old.1) where key != Self.vacant {
            let slot = slotForWriting(key)
            values[slot] = value
        }
    }

    @inline(__always)
    private static func slot(_ key: UInt64, _ size: Int) -> Int {
        Int(truncatingIfNeeded: mix64(key)) & (size - 1)
    }
}
