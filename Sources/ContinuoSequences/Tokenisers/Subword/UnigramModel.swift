/// The unigram language model (Kudo 2018): of all ways to cut a text into pieces, the one of the highest sum of scores.
///
/// Where several ways have the same sum it matters how it was computed: the reference packages differ, and each is followed.
struct UnigramModel: Sendable {
    /// How sums are computed.
    enum Arithmetic: Sendable {
        /// As in SentencePiece: single precision, pieces of the user cost nothing.
        case single

        /// As in `tokenizers`: double precision, no pieces of the user.
        case double

        /// As in llama.cpp: double precision, pieces of the user cost nothing.
        case doubleWithFreePieces
    }

    /// How much worse than the worst piece an unknown character is.
    private static let unknownPenalty = 10.0

    let table: TokenTable

    /// The score of each id: the logarithm of its probability.
    let scores: [Double]

    /// The id of characters that are no piece.
    let unknown: Int32?

    /// The ids of the bytes that an unknown character is spelled with; empty for none.
    let byteFallback: [Int32]

    let arithmetic: Arithmetic

    private let trie: ByteTrie
    private let unknownScore: Double

    /// The best way to get to each place of a text.
    struct Lattice {
        fileprivate var scores: [Double] = []
        fileprivate var starts: [Int32] = []
        fileprivate var ids: [Int32] = []
    }

    /// - Parameter isPiece: whether an id may be found in text.
    init(
        table: TokenTable,
        scores: [Double],
        unknown: Int32?,
        byteFallback: [Int32],
        arithmetic: Arithmetic,
        isPiece: (Int32) -> Bool
    ) {
        self.table = table
        self.scores = scores
        self.unknown = unknown
        self.byteFallback = byteFallback
        self.arithmetic = arithmetic
        var trie = ByteTrie()
        var lowest = Double.infinity
        table.forEach { id, bytes in
            if isPiece(id) { trie.insert(bytes, value: id) }
            guard arithmetic == .double || table.kinds[Int(id)] == .normal else { return }
            lowest = min(lowest, scores[Int(id)])
        }
        self.trie = trie
        let unknownScore = (lowest.isFinite ? lowest : 0) - Self.unknownPenalty
        self.unknownScore = arithmetic == .single ? Double(Float(unknownScore)) : unknownScore
    }

    /// Appends the ids of a text.
    func encode(_ text: UnsafeBufferPointer<UInt8>, with lattice: inout Lattice, into ids: inout [Int32]) {
        fill(&lattice, text)
        var path: [Int32] = []
        var end = Int32(truncatingIfNeeded: text.count)
        while end > 0 {
            path.append(end)
            end = lattice.starts[Int(end)]
        }
        var lastIsUnknown = false
        var start = 0
        for end in path.reversed() {
            let id = lattice.ids[Int(end)]
            if id >= 0 {
                ids.append(id)
                lastIsUnknown = false
            } else if !byteFallback.isEmpty {
                for byte in text[start..<Int(end)] { ids.append(byteFallback[Int(byte)]) }
                lastIsUnknown = false
            } else {
                if let unknown, !lastIsUnknown { ids.append(unknown) }
                lastIsUnknown = true
            }
            start = Int(end)
        }
    }

    /// Goes through the places of a text from the left and through the pieces that begin at each.
    private func fill(_ lattice: inout Lattice, _ text: UnsafeBufferPointer<UInt8>) {
        let count = text.count + 1
        lattice.scores.removeAll(keepingCapacity: true)
        lattice.scores.append(contentsOf: repeatElement(0, count: count))
        lattice.starts.removeAll(keepingCapacity: true)
        lattice.starts.append(contentsOf: repeatElement(-1, count: count))
        if lattice.ids.count < count { lattice.ids = [Int32](repeating: -1, count: count) }
        let isSingle = arithmetic == .single
        lattice.scores.withUnsafeMutableBufferPointer { best in
            lattice.starts.withUnsafeMutableBufferPointer { starts in
                lattice.ids.withUnsafeMutableBufferPointer { ids in
                    @inline(__always)
                    func offer(_ id: Int32, _ score: Double, from start: Int, to end: Int) {
                        let sum = score + best[start]
                        let candidate = isSingle ? Double(Float(sum)) : sum
                        guard starts[end] < 0 || candidate > best[end] else { return }
                        best[end] = candidate
                        starts[end] = Int32(truncatingIfNeeded: start)
                        ids[end] = id
                    }
                    var start = 0
                    while start < text.count {
                        let length = Self.characterLength(text, start)
                        var hasCharacter = false
                        var node: Int32 = 0
                        var end = start
                        while end < text.count {
                            node = trie.child(of: node, text[end])
                            guard node != ByteTrie.none else { break }
                            end += 1
                            let id = trie.value(of: node)
                            guard id != ByteTrie.none else { continue }
                            offer(id, score(id), from: start, to: end)
                            if end - start == length { hasCharacter = true }
                        }
                        if !hasCharacter { offer(-1, unknownScore, from: start, to: start + length) }
                        start += length
                    }
                }
            }
        }
    }

    @inline(__always)
    private func score(_ id: Int32) -> Double {
        arithmetic != .double && table.kinds[Int(id)] == .userDefined ? 0 : scores[Int(id)]
    }

    @inline(__always)
    private static func characterLength(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Int {
        text[position] < 0x80 ? 1 : UTF8Scanner.scalar(in: text, at: position).length
    }
}
