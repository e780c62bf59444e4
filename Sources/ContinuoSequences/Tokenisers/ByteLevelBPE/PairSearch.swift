/// The words of a text as ids, and for each pair of neighbouring ids how often it occurs and where.
struct PairSearch {
    /// The most frequent pair, and the words to look for it in.
    struct Pair {
        let left: Int32
        let right: Int32
        fileprivate let places: Int
    }

    private struct Candidate: Comparable {
        var count: Int
        let key: UInt64
        let places: Int

        /// The higher count comes out of the heap first; of equal counts the lower pair.
        static func < (a: Candidate, b: Candidate) -> Bool {
            a.count != b.count ? a.count < b.count : a.key > b.key
        }
    }

    /// The ids of all words one after the other; a word shrinks where it stands.
    private var symbols: [Int32] = []
    private var starts: [Int] = []
    private var lengths: [Int32] = []
    private let wordCounts: [Int]

    private var pairs = PairTable(capacity: 1 << 16)
    private var pairCounts: [Int] = []
    private var heap = BinaryHeap<Candidate>()

    /// Lists of words; a candidate owns one of them.
    private var places: [[Int32]] = []
    private var freePlaces: [Int] = []

    /// The list of new places of each pair that has one in this round, and the pairs that do.
    private var newPlaces: [Int32] = []
    private var touched: [(pair: Int, key: UInt64)] = []

    init(words: WordTable, counts: [Int], byteIDs: [Int32]) {
        wordCounts = counts
        for word in 0..<words.count {
            starts.append(symbols.count)
            for byte in words[word] { symbols.append(byteIDs[Int(byte)]) }
            lengths.append(Int32(symbols.count - starts[word]))
        }
        for word in 0..<words.count {
            let end = starts[word] + Int(lengths[word])
            for position in starts[word]..<max(end - 1, starts[word]) {
                change(symbols[position], symbols[position + 1], by: 1, word)
            }
        }
        offerTouched()
    }

    /// The most frequent pair; `nil` when none occurs often enough.
    mutating func next(minimumFrequency: Int) -> Pair? {
        while var candidate = heap.popMax() {
            let count = pairCounts[Int(pairs.value(of: candidate.key)!)]
            if candidate.count != count {
                candidate.count = count
                heap.insert(candidate)
                continue
            }
            if candidate.count < max(1, minimumFrequency) { return nil }
            return Pair(
                left: Int32(truncatingIfNeeded: candidate.key >> 32),
                right: Int32(truncatingIfNeeded: candidate.key),
                places: candidate.places
            )
        }
        return nil
    }

    /// Replaces a pair by an id in the words that it was found in. The pair's own count stays: should the same id come about
    /// in another way later, the count goes on from there, as it does in the `tokenizers` package.
    mutating func merge(_ pair: Pair, into merged: Int32) {
        let words = places[pair.places]
        places[pair.places] = []
        freePlaces.append(pair.places)
        for word in words { merge(pair, into: merged, inWord: Int(word)) }
        offerTouched()
    }

    private mutating func merge(_ pair: Pair, into merged: Int32, inWord word: Int) {
        let start = starts[word]
        let end = start + Int(lengths[word])
        var read = start
        var write = start
        while read < end {
            guard symbols[read] == pair.left, read + 1 < end, symbols[read + 1] == pair.right else {
                symbols[write] = symbols[read]
                read += 1
                write += 1
                continue
            }
            if write > start {
                change(symbols[write - 1], pair.left, by: -1, word)
                change(symbols[write - 1], merged, by: 1, word)
            }
            if read + 2 < end {
                change(pair.right, symbols[read + 2], by: -1, word)
                change(merged, symbols[read + 2], by: 1, word)
            }
            symbols[write] = merged
            read += 2
            write += 1
        }
        lengths[word] = Int32(write - start)
    }

    /// Counts a pair of a word once more or less often, and remembers where it has become more.
    private mutating func change(_ left: Int32, _ right: Int32, by sign: Int, _ word: Int) {
        let key = PairTable.key(left, right)
        let pair = Int(pairs.value(of: key, orInsert: Int32(pairCounts.count)))
        if pair == pairCounts.count {
            pairCounts.append(0)
            newPlaces.append(-1)
        }
        pairCounts[pair] += sign * wordCounts[word]
        guard sign > 0 else { return }
        if newPlaces[pair] < 0 {
            newPlaces[pair] = Int32(takePlaces())
            touched.append((pair, key))
        }
        let list = Int(newPlaces[pair])
        if places[list].last != Int32(word) { places[list].append(Int32(word)) }
    }

    private mutating func takePlaces() -> Int {
        if let free = freePlaces.popLast() { return free }
        places.append([])
        return places.count - 1
    }

    /// Makes candidates of the pairs that this round has made more of.
    private mutating func offerTouched() {
        for (pair, key) in touched {
            let list = Int(newPlaces[pair])
            newPlaces[pair] = -1
            if pairCounts[pair] > 0 {
                heap.insert(Candidate(count: pairCounts[pair], key: key, places: list))
            } else {
                places[list] = []
                freePlaces.append(list)
            }
        }
        touched.removeAll(keepingCapacity: true)
    }
}
