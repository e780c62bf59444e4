/// Numbers the distinct byte strings that it is shown, in the order of their first appearance.
struct WordTable {
    private var arena: [UInt8] = []
    private var ends: [Int] = []
    private var hashes: [UInt64] = []
    private var slots: [Int32]

    private static let vacant: Int32 = -1

    init() {
        slots = [Int32](repeating: Self.vacant, count: 1024)
    }

    /// Number of distinct words.
    var count: Int { ends.count }

    /// The bytes of a word.
    subscript(index: Int) -> ArraySlice<UInt8> {
        arena[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    /// The number of a word and whether it is new.
    mutating func insert(_ word: UnsafeBufferPointer<UInt8>) -> (index: Int, isNew: Bool) {
        let hash = ByteHash.hash(word)
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != Self.vacant {
            let index = Int(slots[slot])
            if hashes[index] == hash, isEqual(index, word) { return (index, false) }
            slot = (slot + 1) & mask
        }
        slots[slot] = Int32(ends.count)
        arena.append(contentsOf: word)
        ends.append(arena.count)
        hashes.append(hash)
        if ends.count * 2 > slots.count { grow() }
        return (ends.count - 1, true)
    }

    private func isEqual(_ index: Int, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = index == 0 ? 0 : ends[index - 1]
        guard ends[index] - start == word.count, let base = word.baseAddress else { return word.isEmpty }
        return arena.withUnsafeBufferPointer { ByteHash.areEqual($0.baseAddress! + start, base, word.count) }
    }

    private mutating func grow() {
        slots = [Int32](repeating: Self.vacant, count: slots.count * 2)
        let mask = slots.count - 1
        for (index, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != Self.vacant { slot = (slot + 1) & mask }
            slots[slot] = Int32(index)
        }
    }
}
