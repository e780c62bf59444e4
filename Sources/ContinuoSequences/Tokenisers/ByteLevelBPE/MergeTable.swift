/// The merges of a byte-pair vocabulary: which pairs of ids become one, and in which order of preference.
struct MergeTable: Sendable {
    /// Left, right and merged id of each merge; the index is the rank, and lower ranks go first.
    let merges: [(left: Int32, right: Int32, merged: Int32)]

    /// Ranks by pair.
    private let ranks: PairTable

    /// - Parameter merges: in the order of their ranks; of a pair that comes twice, the later rank counts.
    init(_ merges: [(left: Int32, right: Int32, merged: Int32)]) {
        self.merges = merges
        var ranks = PairTable(capacity: merges.count)
        for (rank, merge) in merges.enumerated() { ranks.set(PairTable.key(merge.left, merge.right), Int32(rank)) }
        self.ranks = ranks
    }

    /// Words of at most this many ids are merged by looking through them again and again, longer ones with a heap.
    static let longestScanned = 24

    /// Merges a word's ids in place: again and again the pair of lowest rank, the leftmost one of these.
    func apply(to ids: inout [Int32]) {
        guard ids.count > 1, !merges.isEmpty else { return }
        if ids.count <= Self.longestScanned { applyScanning(to: &ids) } else { applyWithHeap(to: &ids) }
    }

    /// ``apply(to:)`` in time quadratic in the word's length, with little overhead.
    func applyScanning(to ids: inout [Int32]) {
        var pairRanks = zip(ids, ids.dropFirst()).map(rank)
        while let best = pairRanks.min(), best != .max {
            let position = pairRanks.firstIndex(of: best)!
            ids[position] = merges[Int(best)].merged
            ids.remove(at: position + 1)
            pairRanks.remove(at: position)
            if position > 0 { pairRanks[position - 1] = rank(ids[position - 1], ids[position]) }
            if position < pairRanks.count { pairRanks[position] = rank(ids[position], ids[position + 1]) }
        }
    }

    /// ``apply(to:)`` in time `n log n`: ids in a linked list, candidate merges in a heap, those that came to nothing skipped.
    func applyWithHeap(to ids: inout [Int32]) {
        struct Candidate: Comparable {
            let rank: Int32
            let position: Int32

            /// Lower ranks, then lower positions, come out of the heap first.
            static func < (a: Candidate, b: Candidate) -> Bool {
                a.rank != b.rank ? a.rank > b.rank : a.position > b.position
            }
        }
        let count = Int32(ids.count)
        var next = (0..<count).map { $0 + 1 }
        var previous = (0..<count).map { $0 - 1 }
        var heap = BinaryHeap<Candidate>()
        func offer(_ position: Int32) {
            guard position >= 0, next[Int(position)] < count else { return }
            let rank = rank(ids[Int(position)], ids[Int(next[Int(position)])])
            if rank != .max { heap.insert(Candidate(rank: rank, position: position)) }
        }
        for position in 0..<count { offer(position) }
        while let candidate = heap.popMax() {
            let position = Int(candidate.position)
            let merge = merges[Int(candidate.rank)]
            let right = next[position]
            guard ids[position] == merge.left, right < count, ids[Int(right)] == merge.right else { continue }
            ids[position] = merge.merged
            ids[Int(right)] = -1
            next[position] = next[Int(right)]
            if next[position] < count { previous[Int(next[position])] = candidate.position }
            offer(candidate.position)
            offer(previous[position])
        }
        ids.removeAll { $0 == -1 }
    }

    @inline(__always)
    private func rank(_ left: Int32, _ right: Int32) -> Int32 {
        ranks.value(of: PairTable.key(left, right)) ?? .max
    }
}
