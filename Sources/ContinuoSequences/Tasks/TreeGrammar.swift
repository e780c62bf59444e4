import ContinuoTensor
import Foundation

/// Leaves of a full binary tree whose inner nodes produce pairs of children, and the same with the upper levels filtered out:
/// long-range dependence that can be taken away level by level.
///
/// The pairs of symbols are dealt out to the parents, as many to each as there are symbols, so that a pair tells its parent:
/// M_{abc} > 0 for one a only. With the filter k the nodes of level k are drawn independently of each other given the root,
/// each by the product of the marginal rules on its path; below them the rules hold. So every node keeps its own law.
///
/// - Source: Garnier-Brun et al. 2024, "How transformers learn structured data: insights from hierarchical filtering".
public struct TreeGrammar: Sendable, Equatable {
    /// Levels below the root: 2^depth leaves.
    public let depth: Int
    /// q
    public let symbols: Int
    /// k: 0 for the whole hierarchy, `depth` for leaves that are independent given the root.
    public let filter: Int
    /// M `[q, q, q]` of parent, left and right child, row-major; each parent's sum to 1.
    public let rules: [Double]

    /// Rules drawn at random: within a parent's pairs the softmax of `spread` times normal numbers.
    public init(depth: Int, symbols: Int, spread: Double = 1, filter: Int = 0, using random: inout RandomStream) {
        precondition(
            (1...10).contains(depth) && symbols >= 2 && (0...depth).contains(filter),
            "a grammar of \(depth) levels, \(symbols) symbols and filter \(filter)"
        )
        var rules = [Double](repeating: 0, count: symbols * symbols * symbols)
        let pairs = random.permutation(symbols * symbols)
        for parent in 0..<symbols {
            let weights = (0..<symbols).map { _ in exp(spread * random.normal()) }
            let sum = weights.reduce(0, +)
            for (index, weight) in weights.enumerated() {
                rules[parent * symbols * symbols + pairs[parent * symbols + index]] = weight / sum
            }
        }
        (self.depth, self.symbols, self.filter, self.rules) = (depth, symbols, filter, rules)
    }

    private init(depth: Int, symbols: Int, filter: Int, rules: [Double]) {
        (self.depth, self.symbols, self.filter, self.rules) = (depth, symbols, filter, rules)
    }

    /// The same rules under another filter.
    public func filtered(_ filter: Int) -> TreeGrammar {
        precondition((0...depth).contains(filter), "a filter of \(filter) in a tree of \(depth) levels")
        return TreeGrammar(depth: depth, symbols: symbols, filter: filter, rules: rules)
    }

    public var leaves: Int { 1 << depth }

    /// The symbols of all levels, the root first; those between the root and the filter's level are not drawn and empty.
    public func draw(using random: inout RandomStream) -> [[Int]] {
        var levels = [[random.integer(below: symbols)]]
        if filter > 0 {
            levels += Array(repeating: [], count: filter - 1)
            let row = (levels[0][0] * symbols)..<((levels[0][0] + 1) * symbols)
            levels.append(pathProducts.map { random.categorical(Array($0[row])) })
        }
        while levels.count <= depth {
            levels.append(
                levels[levels.count - 1].flatMap { parent -> [Int] in
                    let size = symbols * symbols
                    let pair = random.categorical(Array(rules[(parent * size)..<((parent + 1) * size)]))
                    return [pair / symbols, pair % symbols]
                }
            )
        }
        return levels
    }

    /// For each node of the filter's level its law given the root, `[q, q]`.
    private var pathProducts: [[Double]] {
        let (left, right) = (marginal(isLeft: true), marginal(isLeft: false))
        var products = [(0..<(symbols * symbols)).map { $0 % (symbols + 1) == 0 ? 1.0 : 0 }]
        for _ in 0..<filter { products = products.flatMap { [multiply($0, left), multiply($0, right)] } }
        return products
    }

    /// Σ_c M_{abc} or Σ_b M_{abc}.
    private func marginal(isLeft: Bool) -> [Double] {
        var result = [Double](repeating: 0, count: symbols * symbols)
        for parent in 0..<symbols {
            for first in 0..<symbols {
                for second in 0..<symbols {
                    let child = isLeft ? first : second
                    result[parent * symbols + child] += rules[(parent * symbols + first) * symbols + second]
                }
            }
        }
        return result
    }

    private func multiply(_ one: [Double], _ two: [Double]) -> [Double] {
        (0..<(symbols * symbols)).map { cell in
            (0..<symbols).reduce(0) { $0 + one[cell / symbols * symbols + $1] * two[$1 * symbols + cell % symbols] }
        }
    }

    /// The law of the whole tree; its last 2^depth nodes are the leaves in their order.
    public var lattice: TreeLattice {
        var branches: [TreeLattice.Branch] = []
        var next = 1
        if filter > 0 {
            branches.append(.single(pathProducts.enumerated().map { (1 + $0.offset, $0.element.map { log($0) }) }))
            next += 1 << filter
        }
        let weights = rules.map { log($0) }
        for level in filter..<depth {
            for _ in 0..<(1 << level) where level > 0 || filter == 0 {
                branches.append(.pair(left: next, right: next + 1, weights: weights))
                next += 2
            }
        }
        branches += Array(repeating: .leaf, count: leaves)
        return TreeLattice(root: Array(repeating: -log(Double(symbols)), count: symbols), branches: branches)
    }
}

/// What a tree grammar says exactly, by belief propagation.
public struct TreeGrammarOracle: Sendable {
    public let grammar: TreeGrammar
    private let lattice: TreeLattice

    public init(_ grammar: TreeGrammar) {
        self.grammar = grammar
        lattice = grammar.lattice
    }

    /// ln weights of every node by itself, given the leaves that are known.
    private func local(_ leaves: [Int?]) -> [[Double]] {
        precondition(leaves.count == grammar.leaves, "\(leaves.count) leaves for a tree of \(grammar.leaves)")
        let open = [Double](repeating: 0, count: grammar.symbols)
        let known = leaves.map { leaf in
            leaf.map { symbol in open.indices.map { $0 == symbol ? 0 : -Double.infinity } } ?? open
        }
        return Array(repeating: open, count: lattice.nodes - leaves.count) + known
    }

    /// ln p of what is known of the leaves; nil is not known.
    public func logProbability(_ leaves: [Int?]) -> Double { lattice.total(SumProduct.self, local: local(leaves)) }

    /// The laws of the root and of every leaf, given the leaves that are known. What cannot be is given as 0 throughout.
    public func posteriors(_ leaves: [Int?]) -> (root: [Double], leaves: [[Double]]) {
        let found = lattice.marginals(local: local(leaves)).map { row in row.map { $0.isNaN ? 0 : exp($0) } }
        return (found[0], Array(found.suffix(leaves.count)))
    }

    /// The law of one leaf given all others.
    public func leaf(_ place: Int, of leaves: [Int]) -> [Double] {
        var known = leaves.map(Optional.some)
        known[place] = nil
        return posteriors(known).leaves[place]
    }
}
