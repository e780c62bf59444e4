/// The merges of a byte-pair vocabulary: which pairs of ids become one, and in which order of preference.
struct MergeTable: Sendable {
    private struct Entry {
        var key: UInt64
        var rank: Int32
        var merged: Int32
    }

    /// Left, right and merged id of each merge; the index is the rank, and lower ranks go first.
    let merges: [(left: Int32, right: Int32, merged: Int32)]

    private let entries: [Entry]

    private static let vacant = UInt64.max

    /// - Parameter merges: in the order of their ranks; of a pair that comes twice, the later rank counts.
    init(_ merges: [(left: Int32, right: Int32, merged: Int32)]) {
        self.merges = merges
        var size = 16
        while size < merges.count * 2 { size *= 2 }
        var entries = [Entry](repeating: Entry(key: Self.vacant, rank: .max, merged: -1), count: size)
        entries.withUnsafeMutableBufferPointer { entries in
            for (rank, merge) in merges.enumerated() {
                let key = PairTable.key(merge.left, merge.right)
                var slot = Self.slot(key, size)
                while entries[slot].key != key, entries[slot].key != Self.vacant { slot = (slot + 1) & (size - 1) }
                entries[slot] = Entry(key: key, rank: Int32(rank), merged: merge.merged)
            }
        }
        self.entries = entries
    }

    /// The rank of a pair and what it becomes; the rank is `Int32.max` when it does not merge.
    @inline(__always)
    func pair(_ left: Int32, _ right: Int32) -> (rank: Int32, merged: Int32) {
        entries.withUnsafeBufferPointer { entries in
            let key = PairTable.key(left, right)
            let mask = entries.count - 1
            var slot = Self.slot(key, entries.count)
            while true {
                let entry = entries[slot]
                if entry.key == key { return (entry.rank, entry.merged) }
                if entry.key == Self.vacant { return (.max, -1) }
                slot = (slot + 1) & mask
            }
        }
    }

    @inline(__always)
    private static func slot(_ key: UInt64, _ size: Int) -> Int {
        Int(truncatingIfNeeded: mix64(key)) & (size - 1)
    }
}
