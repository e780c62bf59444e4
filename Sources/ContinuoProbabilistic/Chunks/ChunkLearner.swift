import Foundation

/// Learns chunks and variables from sequences of symbols.
///
/// Block by block: the sequence is read by the longest item first; pairs of neighbours that depend on each other become chunks, the best
/// first; and where several items stand between the same two, they become a variable, and the two with it a chunk. What stands
/// between is also looked for in the parse with its chunks opened once and twice, since a frame's fillers may have been joined to its
/// ends before the frame was known. After each pass over the text everything is counted anew, and items that save fewer bits than it takes to
/// write them down are forgotten; passes go on while the parse gets shorter.
/// - Source: Wu et al. 2025. Where versions of its public code differ, what is taken stands at the settings; that the tests of a round
///   share one error rate, and that forgetting weighs bits, are ours: without either, chance pairs fill the library.
public struct ChunkLearner: Sendable {
    /// Whether there are variables (HVM) or chunks alone (HCM).
    public var hasVariables = true
    /// Symbols that are read between two rounds of proposals.
    public var block = 1000
    /// Chunks that a round adds at most.
    public var chunksPerRound = 10
    /// Variables that a round adds at most.
    public var variablesPerRound = 5
    /// A round's bits: the chunks that it adds take −log₂ of their frequency each.
    public var bitsPerRound = 200.0
    /// How often a pair or a triple must have been seen: more often than this; with variables a pair that is to become a chunk more often
    /// than this for each member that a variable may have.
    public var leastCount = 6
    /// Members of a variable, when both links of each must be significant.
    public var members = 2...4
    /// The chance, over all pairs that a round tests, that one independent pair passes the χ² test.
    public var errorRate = 0.05
    /// Chunks at most.
    public var maximumChunks = 100_000
    /// Passes over the text at most.
    public var maximumPasses = 12

    public init() {}

    /// What was learnt, and how the parse of the training text got shorter.
    public struct Result: Sendable {
        public let library: ChunkLibrary
        /// Items in the parse after each pass.
        public let parseLengths: [Int]
    }

    /// - Parameters:
    ///   - sequences: symbols below `alphabet`; chunks do not cross from one to the next.
    ///   - progress: told the pass, the chunks and the parse length.
    public func learn(
        _ sequences: [[Int]],
        alphabet: Int,
        progress: (_ pass: Int, _ chunks: Int, _ length: Int) -> Void = { _, _, _ in }
    ) -> Result {
        var library = ChunkLibrary(alphabet: alphabet)
        var lengths = [sequences.reduce(0) { $0 + $1.count }]
        for pass in 0..<maximumPasses {
            grow(&library, sequences)
            let length = recount(&library, sequences)
            progress(pass, library.items.count - alphabet, length)
            let hasStopped = Double(length) > 0.999 * Double(lengths[lengths.count - 1])
            lengths.append(length)
            if hasStopped { break }
        }
        return Result(library: library, parseLengths: lengths)
    }

    /// One pass with proposals behind each block.
    private func grow(_ library: inout ChunkLibrary, _ sequences: [[Int]]) {
        var levels = [NeighbourCounts](repeating: NeighbourCounts(), count: hasVariables ? 3 : 1)
        var trie = ChunkTrie(library, smoothing: 0)
        var sinceRound = 0
        for sequence in sequences {
            for start in stride(from: 0, to: sequence.count, by: block) {
                let piece = sequence[start..<min(start + block, sequence.count)]
                var parse = trie.parse(piece)
                for level in levels.indices {
                    levels[level].add(parse.map(\.item))
                    if level + 1 < levels.count { parse = library.cut(parse, level: 1) }
                }
                sinceRound += piece.count
                guard sinceRound >= block || start + block >= sequence.count else { continue }
                sinceRound = 0
                guard library.items.count - library.alphabet < maximumChunks else { return }
                let added = propose(&library, levels)
                if trie.variableRoots.count < library.variables.count {
                    trie = ChunkTrie(library, smoothing: 0)
                } else {
                    for chunk in added { trie.insert(chunk.parts, chunk.item, 1) }
                }
            }
        }
    }

    /// Adds chunks and variables.
    /// - Returns: the new items.
    private func propose(
        _ library: inout ChunkLibrary,
        _ levels: [NeighbourCounts]
    ) -> [(item: Int, parts: [ChunkLibrary.Part])] {
        var added: [(item: Int, parts: [ChunkLibrary.Part])] = []
        func add(_ parts: [ChunkLibrary.Part], to library: inout ChunkLibrary) -> Bool {
            guard library.items.count - library.alphabet < maximumChunks else { return false }
            let (item, isNew) = library.add(parts)
            if isNew { added.append((item, library.items[item].flat)) }
            return isNew
        }
        if hasVariables {
            var count = 0
            for candidate in variables(levels) where count < variablesPerRound {
                let variable = library.addVariable(candidate.members)
                let parts: [ChunkLibrary.Part] = [.item(candidate.before), .variable(variable), .item(candidate.after)]
                if add(parts, to: &library) { count += 1 }
            }
        }
        var bits = 0.0
        var count = 0
        for pair in chunks(levels[0], library) where count < chunksPerRound {
            bits += pair.bits
            if bits > bitsPerRound { break }
            if add([.item(pair.first), .item(pair.second)], to: &library) { count += 1 }
        }
        return added
    }

    /// Pairs that depend on each other, by what they explain for what they cost: length · p / (−p · log₂ p).
    private func chunks(
        _ statistics: NeighbourCounts,
        _ library: ChunkLibrary
    ) -> [(first: Int, second: Int, bits: Double, gain: Double)] {
        let threshold = threshold(statistics)
        // A frame's ends must not be joined to some of its fillers before all of them are known.
        let least = hasVariables ? leastCount * members.upperBound : leastCount
        return statistics.pairs.compactMap { key, count in
            let (first, second) = NeighbourCounts.pair(key)
            guard count > least, isSignificant(first, second, statistics, threshold) else { return nil }
            let bits = -log2(Double(count) / Double(statistics.total))
            let length = library.items[first].flat.count + library.items[second].flat.count
            return (first, second, bits, Double(length) / max(bits, 1e-9))
        }.sorted { ($0.gain, $1.first, $1.second) > ($1.gain, $0.first, $0.second) }
    }

    /// Sets of items that stand between the same two on any level, the most frequent first.
    private func variables(
        _ levels: [NeighbourCounts]
    ) -> [(before: Int, members: Set<Int>, after: Int, count: Int)] {
        var found: [UInt64: (members: Set<Int>, count: Int)] = [:]
        for statistics in levels {
            let threshold = threshold(statistics)
            for (triple, count) in statistics.triples where count > 1 {
                guard isSignificant(triple.before, triple.middle, statistics, threshold),
                    isSignificant(triple.middle, triple.after, statistics, threshold)
                else { continue }
                var entry = found[NeighbourCounts.key(triple.before, triple.after)] ?? ([], 0)
                entry.members.insert(triple.middle)
                entry.count += count
                found[NeighbourCounts.key(triple.before, triple.after)] = entry
            }
        }
        return found.compactMap { key, entry in
            let (before, after) = NeighbourCounts.pair(key)
            guard members.contains(entry.members.count), entry.count > leastCount else { return nil }
            return (before, entry.members, after, entry.count)
        }.sorted { ($0.count, $1.before, $1.after) > ($1.count, $0.before, $0.after) }
    }

    /// The χ² of one degree of freedom that an independent pair passes with probability `errorRate` / number of pairs.
    private func threshold(_ statistics: NeighbourCounts) -> Double {
        let chance = errorRate / Double(max(statistics.pairs.count, 1))
        var (low, high) = (0.0, 200.0)
        for _ in 0..<50 {
            let middle = (low + high) / 2
            if erfc((middle / 2).squareRoot()) > chance { low = middle } else { high = middle }
        }
        return high
    }

    /// Whether two items follow each other more often than they would by chance: χ² of the 2 × 2 table.
    private func isSignificant(
        _ first: Int,
        _ second: Int,
        _ statistics: NeighbourCounts,
        _ threshold: Double
    ) -> Bool {
        let both = Double(statistics.pairs[NeighbourCounts.key(first, second)] ?? 0)
        let n = Double(statistics.total)
        let (a, b) = (Double(statistics.firsts[first] ?? 0), Double(statistics.seconds[second] ?? 0))
        let expected = a * b / n
        guard both > Double(leastCount), both > expected else { return false }
        let difference = both - expected
        // The four cells differ from their expectations by the same amount.
        let rest = [expected, a - expected, b - expected, n - a - b + expected].filter { $0 > 0 }
        return rest.reduce(0) { $0 + difference * difference / $1 } > threshold
    }

    /// Counts items anew by a parse of everything, and forgets those of no use.
    /// - Returns: the length of the parse.
    private func recount(_ library: inout ChunkLibrary, _ sequences: [[Int]]) -> Int {
        count(&library, sequences)
        let total = library.items.reduce(0) { $0 + $1.count + HierarchicalVariableModel.smoothing }
        let bits = library.items.map { -log2(($0.count + HierarchicalVariableModel.smoothing) / total) }
        let used = Set(
            library.items.indices.dropFirst(library.alphabet).filter {
                library.items[$0].count > 1 && isWorthStorage(bits, $0, library)
            }
        )
        library = library.restricted(to: used).library
        return count(&library, sequences)
    }

    /// Whether an item saves more bits, against its parts one by one, than it takes to write its parts down.
    private func isWorthStorage(_ bits: [Double], _ item: Int, _ library: ChunkLibrary) -> Bool {
        var (apart, storage, choice) = (0.0, 0.0, 0.0)
        for part in library.items[item].parts {
            switch part {
            case .item(let other):
                apart += bits[other]
                storage += bits[other]
            case .variable(let number):
                let variable = library.variables[number]
                let total = max(variable.counts.reduce(0, +), 1)
                for (member, count) in zip(variable.members, variable.counts) where count > 0 {
                    apart += count / total * bits[member]
                    choice -= count / total * log2(count / total)
                }
                storage += variable.members.reduce(0) { $0 + bits[$1] }
            }
        }
        return library.items[item].count * (apart - choice - bits[item]) > storage
    }

    @discardableResult
    private func count(_ library: inout ChunkLibrary, _ sequences: [[Int]]) -> Int {
        library.clearCounts()
        let trie = ChunkTrie(library, smoothing: 0)
        var length = 0
        for sequence in sequences {
            let parse = trie.parse(sequence[...])
            length += parse.count
            for parsed in parse { library.count(parsed) }
        }
        return length
    }
}

/// How often items follow each other in parses.
private struct NeighbourCounts {
    struct Triple: Hashable {
        let before: Int
        let middle: Int
        let after: Int
    }

    private(set) var pairs: [UInt64: Int] = [:]
    private(set) var triples: [Triple: Int] = [:]
    private(set) var firsts: [Int: Int] = [:]
    private(set) var seconds: [Int: Int] = [:]
    private(set) var total = 0

    static func key(_ first: Int, _ second: Int) -> UInt64 { UInt64(first) << 32 | UInt64(second) }
    static func pair(_ key: UInt64) -> (Int, Int) { (Int(key >> 32), Int(key & 0xFFFF_FFFF)) }

    /// Adds a parse. Of a run of one item only every second pair counts, as the others overlap with it.
    mutating func add(_ items: [Int]) {
        var lastOfRun = -2
        for place in items.indices.dropFirst() {
            let (first, second) = (items[place - 1], items[place])
            if first == second, lastOfRun == place - 1 { continue }
            if first == second { lastOfRun = place }
            pairs[Self.key(first, second), default: 0] += 1
            firsts[first, default: 0] += 1
            seconds[second, default: 0] += 1
            total += 1
            if place > 1 { triples[Triple(before: items[place - 2], middle: first, after: second), default: 0] += 1 }
        }
    }
}
