/// Merges neighbouring symbols of a word, again and again the pair of lowest rank, the leftmost one of these; with memory that is
/// used for word after word.
struct PairMerger {
    /// What decides which pairs merge.
    enum Rule: Sendable {
        /// A list of merges, in order of preference.
        case ranked(MergeTable)

        /// The pieces of a vocabulary: two symbols merge when together they spell one, and the piece of the highest score goes
        /// first. One key for each id; lower keys go first.
        case scored(keys: [Int32])
    }

    /// A symbol that spells no id of the vocabulary.
    static let unknown: Int32 = -1

    /// Words of at most this many symbols are merged by looking through them again and again, longer ones with a heap.
    static let longestScanned = 32

    /// The ids of the word's symbols; afterwards those of the merged ones.
    var ids: [Int32] = []

    /// Where each symbol begins in the word's bytes, and at last where the word ends. Ranked merges do not need it.
    var starts: [Int32] = []

    /// Where the pieces that may not stay were put together, counted from their beginning; kept when asked for.
    var splits: [Int32: Int32] = [:]
    var keepsSplits = false

    private var ranks: [Int32] = []
    private var merged: [Int32] = []
    private var next: [Int32] = []
    private var previous: [Int32] = []
    private var heap = BinaryHeap<Candidate>()

    private struct Candidate: Comparable {
        let rank: Int32
        let position: Int32
        /// The ids that merge; for scored merges the id that they become and where it ends.
        let left: Int32
        let right: Int32

        /// Lower ranks, then lower positions, come out of the heap first.
        static func < (a: Candidate, b: Candidate) -> Bool {
            a.rank != b.rank ? a.rank > b.rank : a.position > b.position
        }
    }

    mutating func removeAll() {
        if keepsSplits { splits.removeAll(keepingCapacity: true) }
        ids.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
    }

    /// Merges the symbols of a word.
    mutating func merge(by rule: Rule, _ table: TokenTable, in word: UnsafeBufferPointer<UInt8>) {
        guard ids.count > 1 else { return }
        if ids.count <= Self.longestScanned {
            mergeScanning(by: rule, table, in: word)
        } else {
            mergeWithHeap(by: rule, table, in: word)
        }
    }

    /// ``merge(by:_:in:)`` in time quadratic in the word's length, with little overhead.
    mutating func mergeScanning(by rule: Rule, _ table: TokenTable, in word: UnsafeBufferPointer<UInt8>) {
        var count = ids.count
        ranks.removeAll(keepingCapacity: true)
        merged.removeAll(keepingCapacity: true)
        for index in 0..<count - 1 {
            let pair = pair(index, index + 1, rule, table, word)
            ranks.append(pair.rank)
            merged.append(pair.merged)
        }
        while count > 1 {
            var best = 0
            for index in 1..<max(count - 1, 1) where ranks[index] < ranks[best] { best = index }
            guard ranks[best] != .max else { break }
            ids[best] = merged[best]
            count -= 1
            for index in best + 1..<max(count, best + 1) { ids[index] = ids[index + 1] }
            for index in best..<max(count - 1, best) {
                ranks[index] = ranks[index + 1]
                merged[index] = merged[index + 1]
            }
            if !starts.isEmpty { starts.remove(at: best + 1) }
            if best > 0 { (ranks[best - 1], merged[best - 1]) = pair(best - 1, best, rule, table, word) }
            if best + 1 < count { (ranks[best], merged[best]) = pair(best, best + 1, rule, table, word) }
        }
        ids.removeLast(ids.count - count)
    }

    /// The rank of two neighbouring symbols and the id that they become.
    @inline(__always)
    private mutating func pair(
        _ left: Int,
        _ right: Int,
        _ rule: Rule,
        _ table: TokenTable,
        _ word: UnsafeBufferPointer<UInt8>
    ) -> (rank: Int32, merged: Int32) {
        switch rule {
        case .ranked(let merges): return merges.pair(ids[left], ids[right])
        case .scored(let keys):
            return scored(keys, table, word, from: starts[left], middle: starts[right], to: starts[right + 1])
        }
    }

    @inline(__always)
    private mutating func scored(
        _ keys: [Int32],
        _ table: TokenTable,
        _ word: UnsafeBufferPointer<UInt8>,
        from start: Int32,
        middle: Int32,
        to end: Int32
    ) -> (rank: Int32, merged: Int32) {
        let id = table.id(word.baseAddress! + Int(start), Int(end - start))
        guard id >= 0 else { return (.max, -1) }
        if keepsSplits, table.kinds[Int(id)] == .unused { splits[id] = middle - start }
        return (keys[Int(id)], id)
    }

    /// ``merge(by:_:in:)`` in time `n log n`: symbols in a linked list, candidates in a heap, those that came to nothing skipped.
    mutating func mergeWithHeap(by rule: Rule, _ table: TokenTable, in word: UnsafeBufferPointer<UInt8>) {
        let count = Int32(ids.count)
        next.removeAll(keepingCapacity: true)
        previous.removeAll(keepingCapacity: true)
        next.append(contentsOf: 1...count)
        previous.append(contentsOf: -1..<count - 1)
        heap.removeAll()
        for position in 0..<count { offer(position, count, rule, table, word) }
        while let candidate = heap.popMax() {
            let position = Int(candidate.position)
            let right = Int(next[position])
            guard right < count, ids[position] != Self.removed else { continue }
            switch rule {
            case .ranked(let merges):
                guard ids[position] == candidate.left, ids[right] == candidate.right else { continue }
                ids[position] = merges.pair(candidate.left, candidate.right).merged
            case .scored:
                let end = next[right] < count ? starts[Int(next[right])] : starts[Int(count)]
                guard end == candidate.right else { continue }
                ids[position] = candidate.left
            }
            ids[right] = Self.removed
            next[position] = next[right]
            if next[position] < count { previous[Int(next[position])] = candidate.position }
            offer(candidate.position, count, rule, table, word)
            offer(previous[position], count, rule, table, word)
        }
        compact(count)
    }

    private static let removed: Int32 = -2

    @inline(__always)
    private mutating func offer(
        _ position: Int32,
        _ count: Int32,
        _ rule: Rule,
        _ table: TokenTable,
        _ word: UnsafeBufferPointer<UInt8>
    ) {
        guard position >= 0, next[Int(position)] < count else { return }
        let right = next[Int(position)]
        switch rule {
        case .ranked(let merges):
            let pair = merges.pair(ids[Int(position)], ids[Int(right)])
            guard pair.rank != .max else { return }
            heap.insert(
                Candidate(rank: pair.rank, position: position, left: ids[Int(position)], right: ids[Int(right)])
            )
        case .scored(let keys):
            let end = starts[Int(next[Int(right)])]
            let pair = scored(keys, table, word, from: starts[Int(position)], middle: starts[Int(right)], to: end)
            guard pair.rank != .max else { return }
            heap.insert(Candidate(rank: pair.rank, position: position, left: pair.merged, right: end))
        }
    }

    /// Closes the gaps that merging with a heap has left.
    private mutating func compact(_ count: Int32) {
        var kept = 0
        for index in 0..<Int(count) where ids[index] != Self.removed {
            ids[kept] = ids[index]
            if !starts.isEmpty { starts[kept] = starts[index] }
            kept += 1
        }
        if !starts.isEmpty {
            starts[kept] = starts[Int(count)]
            starts.removeLast(starts.count - kept - 1)
        }
        ids.removeLast(ids.count - kept)
    }
}
