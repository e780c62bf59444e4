/// The merges of a byte-pair vocabulary: which pairs of ids become one, and in which order of preference.
struct MergeTable: Sendable {
    /// Left, right and merged id of each merge; the index is the rank, and lower ranks go first.
    let merges: [(left: Int32, right: Int32, merged: Int32)]

    private let slots: TaggedSlots

    /// - Parameter merges: in the order of their ranks; of a pair that comes twice, the later rank counts.
    init(_ merges: [(left: Int32, right: Int32, merged: Int32)]) {
        self.merges = merges
        var slots = TaggedSlots(capacity: merges.count)
        for (rank, merge) in merges.enumerated() {
            slots.insert(rank, mix64(PairTable.key(merge.left, merge.right)), replaces: true) {
                merges[$0].left == merge.left && merges[$0].right == merge.right
            }
        }
        self.slots = slots
    }

    /// The rank of a pair and what it becomes; the rank is `Int32.max` when it does not merge.
    @inline(__always)
    func pair(_ left: Int32, _ right: Int32) -> (rank: Int32, merged: Int32) {
        merges.withUnsafeBufferPointer { merges in
            let rank = slots.find(mix64(PairTable.key(left, right))) {
                merges[$0].left == left && merges[$0].right == right
            }
            return rank < 0 ? (.max, -1) : (Int32(truncatingIfNeeded: rank), merges[rank].merged)
        }
    }
}
