import ContinuoDecoding
import Foundation

/// A model of sequences as chunks and variables, learnt from the sequences themselves.
///
/// As a distribution it is a multigram: items are drawn one after another by their frequencies, each variable's member by its own,
/// and a sequence's probability is the sum over all ways to read it. What is held of a prefix are the places in the trees of items at
/// which it can stand, each with its probability, so that the law of the next symbol is exact and sums to one. A variable keeps a share for
/// any item that is no member of it, d / (d + n) for d members seen n times (Witten and Bell 1991), so that a known frame is known
/// around a stranger too.
/// - Source: Wu, Thalmann, Dayan, Akata, Schulz 2025 (hierarchical variable learning); the likelihood over all readings is ours.
public struct HierarchicalVariableModel: SteppedModel, Sendable {
    public let library: ChunkLibrary
    /// Added to the uses of each item and member, so that every sequence is possible.
    public static let smoothing = 0.5
    private let trie: ChunkTrie
    /// The share of strangers of each variable.
    private let strangers: [Double]
    /// The sum of the uses of all items, smoothed.
    private let total: Double

    public var vocabularySize: Int { library.alphabet }

    /// - Parameter isOpen: whether variables take items that are no members.
    public init(_ library: ChunkLibrary, isOpen: Bool = true) {
        self.library = library
        strangers = library.variables.map { variable in
            let seen = Double(variable.counts.filter { $0 > 0 }.count)
            return isOpen ? max(seen, 1) / (max(seen, 1) + variable.counts.reduce(0, +)) : 0
        }
        trie = ChunkTrie(library, smoothing: Self.smoothing)
        total = library.items.reduce(0) { $0 + $1.count + Self.smoothing }
    }

    /// The longest-item-first reading of a sequence.
    /// - Throws: `SessionError` for a symbol outside of the alphabet.
    public func parse(_ tokens: [Int32]) throws -> [ParsedItem] {
        try requireVocabulary(tokens)
        return trie.parse(tokens.map { Int($0) }[...])
    }

    /// Bits of a parse: −Σ log₂ p(item) − Σ log₂ p(member | variable).
    public func bits(of parse: [ParsedItem]) -> Double {
        parse.reduce(0) { sum, parsed in
            sum - log2((library.items[parsed.item].count + Self.smoothing) / total) + choiceBits(parsed, isInner: false)
        }
    }

    private func choiceBits(_ parsed: ParsedItem, isInner: Bool) -> Double {
        var choices = parsed.choices.makeIterator()
        return library.items[parsed.item].flat.reduce(0) { sum, part in
            guard case .variable(let number) = part, let choice = choices.next() else { return sum }
            let variable = library.variables[number]
            let all = variable.counts.reduce(0) { $0 + $1 + Self.smoothing }
            let index = variable.members.firstIndex(of: choice.item)
            let own = index.map { variable.counts[$0] + Self.smoothing } ?? Self.smoothing
            let closed = isInner ? 1 : 1 - strangers[number]
            return sum - log2(own / all * closed) + choiceBits(choice, isInner: true)
        }
    }

    /// Bits that it takes to write down the items, −Σ log₂ p over chunks.
    public var storageBits: Double {
        library.items.dropFirst(library.alphabet).reduce(0) { $0 - log2(($1.count + Self.smoothing) / total) }
    }

    /// Entropy of an item, bits.
    public var representationEntropy: Double {
        library.items.reduce(0) { sum, item in
            let p = (item.count + Self.smoothing) / total
            return sum - p * log2(p)
        }
    }

    /// A place in the trees: the node reached, and the nodes to go on from when the variables around it are complete, outermost first.
    struct Place: Hashable, Sendable {
        var returns: [Int]
        var node: Int
    }

    /// Where a prefix can stand, with the probability of each.
    typealias State = [Place: Double]

    var startState: State { [Place(returns: [], node: ChunkTrie.root): 1] }

    /// p of a symbol, and where the longer prefix can stand.
    func step(_ state: State, _ token: Int32) -> (logProbability: Double, next: State) {
        var next: State = [:]
        var sum = 0.0
        forEachReader(of: state) { place, weight in
            let node = trie.nodes[place.node]
            guard let child = node.symbols[Int(token)] else { return }
            let share = weight * trie.nodes[child].mass / node.mass
            next[Place(returns: place.returns, node: child), default: 0] += share
            sum += share
        }
        return (log(sum), next.mapValues { $0 / sum })
    }

    func logits(of state: State) -> [Float] { distribution(state).map { Float(log($0)) } }

    /// p of every next symbol.
    func distribution(_ state: State) -> [Double] {
        var result = [Double](repeating: 0, count: vocabularySize)
        forEachReader(of: state) { place, weight in
            let node = trie.nodes[place.node]
            for (symbol, child) in node.symbols { result[symbol] += weight * trie.nodes[child].mass / node.mass }
        }
        return result
    }

    /// Goes from each place to those at which a symbol is read next: through the ends of items and the beginnings of variables. The
    /// weights stay as if symbols' shares of a node were still to be taken.
    private func forEachReader(of state: State, _ body: (Place, Double) -> Void) {
        var pending: [(Place, Double)] = []
        var atRoot = 0.0
        func visit(_ place: Place, _ weight: Double) {
            if place.returns.isEmpty, place.node == ChunkTrie.root {
                atRoot += weight
            } else {
                pending.append((place, weight))
            }
        }
        func expand() {
            while let (place, weight) = pending.popLast() {
                let node = trie.nodes[place.node]
                if node.stop > 0 {
                    var returns = place.returns
                    let next = returns.popLast() ?? ChunkTrie.root
                    visit(Place(returns: returns, node: next), weight * node.stop / node.mass)
                }
                for (variable, next) in node.variables {
                    let share = weight * trie.nodes[next].mass / node.mass
                    let returns = place.returns + [next]
                    // Strangers within strangers would make the places of a text grow without end.
                    let open = place.returns.isEmpty ? strangers[variable] : 0
                    visit(Place(returns: returns, node: trie.variableRoots[variable]), share * (1 - open))
                    if open > 0 { visit(Place(returns: returns, node: ChunkTrie.root), share * open) }
                }
                if !node.symbols.isEmpty { body(place, weight) }
            }
        }
        for (place, weight) in state.sorted(by: { Self.isBefore($0.key, $1.key) }) { visit(place, weight) }
        expand()
        // All items that end here go on alike, by a new item; no item is empty, so that this happens once.
        guard atRoot > 0 else { return }
        pending.append((Place(returns: [], node: ChunkTrie.root), atRoot))
        atRoot = 0
        expand()
    }

    /// Any fixed order, so that sums are the same bits every time.
    private static func isBefore(_ first: Place, _ second: Place) -> Bool {
        first.node != second.node
            ? first.node < second.node : first.returns.lexicographicallyPrecedes(second.returns)
    }
}
