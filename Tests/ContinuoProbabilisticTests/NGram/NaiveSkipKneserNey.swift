import Foundation

/// The generalised language model as its definition reads: each count by looking through all windows of the text, no lattice, no trie.
///
/// A pattern is a list of context tokens, nil where there is a gap, the farthest first and never nil.
struct NaiveSkipKneserNey {
    typealias Pattern = [Int32?]

    /// The share of child `index` among those of a pattern.
    typealias Shares = (_ children: [Pattern], _ index: Int) -> Double

    let order: Int
    let vocabularySize: Int
    let begin: Int32
    private let texts: [[Int32]]
    private let shares: Shares
    private var tables: [[Bool]: [[Int32]: [Int32: Int]]] = [:]
    private var discounts: [[Bool]: [Double]] = [:]

    init(documents: [[Int32]], order: Int, vocabularySize: Int, shares: @escaping Shares) {
        self.order = order
        self.vocabularySize = vocabularySize
        self.shares = shares
        let begin = Int32(vocabularySize)
        self.begin = begin
        texts = documents.map { [begin] + $0 }
        for kept in NaiveSkipKneserNey.shapes(order) {
            let table = count(kept)
            tables[kept] = table
            let counts = table.values.flatMap(\.values)
            func number(_ n: Int) -> Double { Double(counts.filter { $0 == n }.count) }
            let y = number(1) / (number(1) + 2 * number(2))
            let estimate = (1...3).map { Double($0) - Double($0 + 1) * y * number($0 + 1) / number($0) }
            let usable = (1...3).allSatisfy { number($0) > 0 && (0...Double($0)).contains(estimate[$0 - 1]) }
            discounts[kept] = usable ? [0] + estimate : [0, 0.5, 1, 1.5]
        }
    }

    /// Which places of a pattern are kept: every list that begins with a kept place.
    private static func shapes(_ order: Int) -> [[Bool]] {
        [[]]
            + (1..<max(order, 1)).filter { $0 < order }.flatMap { length -> [[Bool]] in
                (0..<(1 << (length - 1))).map { bits in
                    [true] + (0..<(length - 1)).map { bits >> $0 & 1 == 1 }
                }
            }
    }

    private func count(_ kept: [Bool]) -> [[Int32]: [Int32: Int]] {
        let isWhole = kept.allSatisfy { $0 }
        var windows: [[Int32]: Int] = [:]
        for text in texts {
            for end in text.indices.dropFirst() where end >= kept.count {
                // The window and, where the pattern was made by dropping a token, the place before it.
                let needsOneMore = kept.count < order - 1 && end - kept.count > 0
                let start = end - kept.count - (needsOneMore ? 1 : 0)
                windows[Array(text[start...end]), default: 0] += 1
            }
        }
        var table: [[Int32]: [Int32: Int]] = [:]
        for (window, occurrences) in windows {
            let context = Array(window.suffix(kept.count + 1).dropLast())
            let key = zip(context, kept).filter(\.1).map(\.0)
            let isRaw = isWhole && (kept.count == order - 1 || context.first == begin)
            table[key, default: [:]][window[window.count - 1], default: 0] += isRaw ? occurrences : 1
        }
        return table
    }

    func continuations(_ pattern: Pattern) -> [Int32: Int] {
        tables[pattern.map { $0 != nil }]?[pattern.compactMap { $0 }] ?? [:]
    }

    /// The patterns with one more gap, the nearest token left out first; a gap at the far end is no part of a pattern.
    private func children(_ pattern: Pattern) -> [Pattern] {
        pattern.indices.reversed().filter { pattern[$0] != nil }.map { place in
            var child = pattern
            child[place] = nil
            return Array(child.drop { $0 == nil })
        }
    }

    func probability(_ token: Int32, after history: [Int32]) -> Double {
        probability(token, ([begin] + history).suffix(order - 1).map { $0 })
    }

    private func probability(_ token: Int32, _ pattern: Pattern) -> Double {
        let children = children(pattern)
        let lower =
            children.isEmpty
            ? 1 / Double(vocabularySize)
            : children.indices.reduce(0.0) { $0 + shares(children, $1) * probability(token, children[$1]) }
        let following = continuations(pattern)
        let total = Double(following.values.reduce(0, +))
        guard total > 0 else { return lower }
        let discount = discounts[pattern.map { $0 != nil }]!
        let count = following[token] ?? 0
        let taken = following.values.reduce(0.0) { $0 + discount[min($1, 3)] }
        return (Double(count) - discount[min(count, 3)]) / total + taken / total * lower
    }
}
