/// Byte strings with values, for finding those that a text continues with. Children are found in one table for all nodes.
struct ByteTrie: Sendable {
    /// What ``child(of:_:)`` gives when there is none.
    static let none: Int32 = -1

    /// The most nodes that the keys of the table can tell apart.
    static let nodeLimit = 1 << 24

    private static let vacant = UInt64.max

    /// Node and byte in the upper half, child in the lower one.
    private var slots: [UInt64]
    private var shift: UInt64
    private var values: [Int32] = [none]

    /// Children of the root: every search begins there.
    private var first = [Int32](repeating: none, count: 256)

    init() {
        slots = [UInt64](repeating: Self.vacant, count: 256)
        shift = 64 - 8
    }

    var isEmpty: Bool { values.count == 1 }

    /// Number of nodes.
    var nodeCount: Int { values.count }

    /// Gives a byte string a value, the last one when it is given several. Empty strings are passed over.
    mutating func insert(_ bytes: UnsafeBufferPointer<UInt8>, value: Int32) {
        guard !bytes.isEmpty else { return }
        var node: Int32 = 0
        for byte in bytes {
            var next = child(of: node, byte)
            if next == Self.none {
                next = Int32(values.count)
                values.append(Self.none)
                if node == 0 { first[Int(byte)] = next } else { link(node, byte, next) }
            }
            node = next
        }
        values[Int(node)] = value
    }

    mutating func insert(_ bytes: [UInt8], value: Int32) {
        bytes.withUnsafeBufferPointer { insert($0, value: value) }
    }

    @inline(__always)
    func child(of node: Int32, _ byte: UInt8) -> Int32 {
        if node == 0 { return first[Int(byte)] }
        let key = Self.key(node, byte)
        return slots.withUnsafeBufferPointer { slots in
            let mask = slots.count - 1
            var slot = self.slot(key)
            while slots[slot] != Self.vacant {
                if slots[slot] >> 32 == key { return Int32(truncatingIfNeeded: slots[slot] & 0xFFFF_FFFF) }
                slot = (slot + 1) & mask
            }
            return Self.none
        }
    }

    /// The value of a node; ``none`` for one that no string ends at.
    @inline(__always)
    func value(of node: Int32) -> Int32 { values[Int(node)] }

    /// The longest string that stands at a position: its length and value.
    @inline(__always)
    func longest(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> (length: Int, value: Int32)? {
        var node = first[Int(bytes[position])]
        var end = position + 1
        var best: (length: Int, value: Int32)?
        while node != Self.none {
            let value = values[Int(node)]
            if value != Self.none { best = (end - position, value) }
            guard end < bytes.count else { break }
            node = child(of: node, bytes[end])
            end += 1
        }
        return best
    }

    private mutating func link(_ node: Int32, _ byte: UInt8, _ child: Int32) {
        if values.count * 2 > slots.count { grow() }
        place(Self.key(node, byte) << 32 | UInt64(child))
    }

    private mutating func place(_ entry: UInt64) {
        let mask = slots.count - 1
        var slot = self.slot(entry >> 32)
        while slots[slot] != Self.vacant { slot = (slot + 1) & mask }
        slots[slot] = entry
    }

    private mutating func grow() {
        let old = slots
        slots = [UInt64](repeating: Self.vacant, count: old.count * 4)
        shift -= 2
        for entry in old where entry != Self.vacant { place(entry) }
    }

    @inline(__always)
    private func slot(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> shift)
    }

    @inline(__always)
    private static func key(_ node: Int32, _ byte: UInt8) -> UInt64 { UInt64(node) << 8 | UInt64(byte) }
}
