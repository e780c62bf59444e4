/// A hash table of small numbers with open addressing, for things that lie elsewhere under these numbers: four bytes a slot, seven
/// bits of them from the hash, so that nearly every comparison is with what is looked for.
struct TaggedSlots: Sendable {
    /// Tag and number of each slot, or ``vacant``.
    private var slots: [UInt32]

    private static let numberBits: UInt32 = 24
    private static let vacant = UInt32.max

    /// Numbers lie below this.
    static let limit = 1 << Int(numberBits)

    /// - Parameter capacity: how many numbers go in at most; half of the slots stay vacant.
    init(capacity: Int) {
        precondition(capacity <= Self.limit, "\(capacity) numbers are more than a slot can tell apart")
        var size = 16
        while size < capacity * 2 { size *= 2 }
        slots = [UInt32](repeating: Self.vacant, count: size)
    }

    /// The first number under a hash that `isSought` accepts; -1 when there is none.
    @inline(__always)
    func find(_ hash: UInt64, where isSought: (Int) -> Bool) -> Int {
        slots.withUnsafeBufferPointer { slots in
            let mask = slots.count - 1
            let tag = Self.tag(hash)
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != Self.vacant {
                if slots[slot] >> Self.numberBits == tag {
                    let number = Int(slots[slot]) & (Self.limit - 1)
                    if isSought(number) { return number }
                }
                slot = (slot + 1) & mask
            }
            return -1
        }
    }

    /// Files a number under a hash, in place of the one that `isSame` accepts where there is one and `replaces` is true.
    mutating func insert(_ number: Int, _ hash: UInt64, replaces: Bool, where isSame: (Int) -> Bool) {
        let tag = Self.tag(hash)
        slots.withUnsafeMutableBufferPointer { slots in
            let mask = slots.count - 1
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != Self.vacant {
                if slots[slot] >> Self.numberBits == tag, isSame(Int(slots[slot]) & (Self.limit - 1)) {
                    if !replaces { return }
                    break
                }
                slot = (slot + 1) & mask
            }
            slots[slot] = tag << Self.numberBits | UInt32(number)
        }
    }

    /// The upper bits of a hash, one less than there is room for, so that no slot looks vacant; the lower ones choose the slot.
    @inline(__always)
    private static func tag(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 57) }
}
