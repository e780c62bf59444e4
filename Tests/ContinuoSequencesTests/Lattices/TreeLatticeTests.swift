import ContinuoTensor
import Foundation
import Testing

@testable import ContinuoSequences

@Suite struct TreeLatticeTests {
    /// Every assignment of a small tree with both kinds of branches and random weights.
    @Test(arguments: [2, 3]) func propagationEqualsEnumeration(states: Int) {
        var random = RandomStream(seed: UInt64(states))
        func weights(_ count: Int, _ random: inout RandomStream) -> [Double] {
            (0..<count).map { _ in random.normal() }
        }
        // 0 has the children 1, 2 and 3 by themselves, 1 has 4 and 5 together.
        let links = (1...3).map { (child: $0, weights: weights(states * states, &random)) }
        let pair = weights(states * states * states, &random)
        let root = weights(states, &random)
        let lattice = TreeLattice(
            root: root,
            branches: [.single(links), .pair(left: 4, right: 5, weights: pair), .leaf, .leaf, .leaf, .leaf]
        )
        let local = (0..<6).map { _ in weights(states, &random) }
        var (total, best) = (0.0, -Double.infinity)
        var shares = [[Double]](repeating: Array(repeating: 0, count: states), count: 6)
        let count = (0..<6).reduce(1) { product, _ in product * states }
        for number in 0..<count {
            var (rest, assignment) = (number, [Int]())
            for _ in 0..<6 {
                assignment.append(rest % states)
                rest /= states
            }
            var score = root[assignment[0]]
            for node in 0..<6 { score += local[node][assignment[node]] }
            for link in links {
                let place = assignment[0] * states + assignment[link.child]
                score += link.weights[place]
            }
            let parent = assignment[1] * states + assignment[4]
            score += pair[parent * states + assignment[5]]
            total += exp(score)
            best = max(best, score)
            for node in 0..<6 { shares[node][assignment[node]] += exp(score) }
        }
        #expect(abs(lattice.total(SumProduct.self, local: local) - log(total)) < 1e-12)
        #expect(abs(lattice.total(MaxProduct.self, local: local) - best) < 1e-12)
        let found = lattice.marginals(local: local)
        for node in 0..<6 {
            for state in 0..<states { #expect(abs(exp(found[node][state]) - shares[node][state] / total) < 1e-12) }
        }
    }
}

@Suite struct TreeGrammarTests {
    private static func grammar(_ depth: Int, _ symbols: Int) -> TreeGrammar {
        var random = RandomStream(seed: 8)
        return TreeGrammar(depth: depth, symbols: symbols, using: &random)
    }

    @Test func aPairTellsItsParent() {
        let grammar = Self.grammar(2, 4)
        for pair in 0..<16 { #expect((0..<4).count { grammar.rules[$0 * 16 + pair] > 0 } == 1) }
        for parent in 0..<4 {
            #expect(abs(grammar.rules[(parent * 16)..<(parent * 16 + 16)].reduce(0, +) - 1) < 1e-12)
        }
    }

    /// Root and leaf posteriors against sums over all strings of leaves and the root, whose joint law is found by dynamic
    /// programming of its own: the law of the leaves below a node given its symbol.
    @Test(arguments: [(2, 3, 0), (2, 3, 1), (2, 3, 2), (3, 2, 0), (3, 2, 1), (3, 2, 2), (3, 2, 3)])
    func posteriorsEqualEnumeration(depth: Int, symbols: Int, filter: Int) {
        let grammar = Self.grammar(depth, symbols).filtered(filter)
        let q = symbols
        // p(leaves | symbol) for whole subtrees of a height, by the rules alone.
        func below(_ symbol: Int, _ leaves: ArraySlice<Int>) -> Double {
            if leaves.count == 1 { return leaves.first == symbol ? 1 : 0 }
            let middle = leaves.startIndex + leaves.count / 2
            var sum = 0.0
            for pair in 0..<(q * q) {
                let rule = grammar.rules[symbol * q * q + pair]
                guard rule > 0 else { continue }
                sum += rule * below(pair / q, leaves[..<middle]) * below(pair % q, leaves[middle...])
            }
            return sum
        }
        // The law of node `index` of the filter's level given the root: one child after the other.
        func descended(_ root: Int, _ index: Int) -> [Double] {
            var law = (0..<q).map { $0 == root ? 1.0 : 0 }
            for level in (0..<filter).reversed() {
                let isRight = index >> level & 1 == 1
                var next = [Double](repeating: 0, count: q)
                for cell in 0..<(q * q * q) {
                    let child = isRight ? cell % q : cell / q % q
                    next[child] += law[cell / (q * q)] * grammar.rules[cell]
                }
                law = next
            }
            return law
        }
        func joint(_ root: Int, _ leaves: [Int]) -> Double {
            let size = leaves.count >> filter
            var product = 1 / Double(q)
            for index in 0..<(1 << filter) {
                let part = leaves[(index * size)..<((index + 1) * size)]
                var sum = 0.0
                for (symbol, p) in descended(root, index).enumerated() { sum += p * below(symbol, part) }
                product *= sum
            }
            return product
        }
        func total(_ leaves: [Int]) -> Double {
            var sum = 0.0
            for root in 0..<q { sum += joint(root, leaves) }
            return sum
        }
        let oracle = TreeGrammarOracle(grammar)
        let count = 1 << depth
        var all: [[Int]] = [[]]
        for _ in 0..<count { all = all.flatMap { string in (0..<q).map { string + [$0] } } }
        var whole = 0.0
        for leaves in all { whole += total(leaves) }
        #expect(abs(whole - 1) < 1e-12)
        var random = RandomStream(seed: 3)
        for _ in 0..<5 {
            let leaves = grammar.draw(using: &random)[depth]
            let place = random.integer(below: count)
            let roots = (0..<q).map { joint($0, leaves) }
            let sum = roots.reduce(0, +)
            #expect(abs(oracle.logProbability(leaves.map(Optional.some)) - log(sum)) < 1e-12)
            let found = oracle.posteriors(leaves.map(Optional.some)).root
            for root in 0..<q { #expect(abs(found[root] - roots[root] / sum) < 1e-12) }
            let weights = (0..<q).map { symbol -> Double in
                var other = leaves
                other[place] = symbol
                return total(other)
            }
            let normaliser = weights.reduce(0, +)
            let law = oracle.leaf(place, of: leaves)
            for symbol in 0..<q { #expect(abs(law[symbol] - weights[symbol] / normaliser) < 1e-12) }
        }
    }

    /// The law of a leaf is that of the drawn ones, and its mean loss their conditional entropy.
    @Test(arguments: [0, 2]) func propagationIsCalibrated(filter: Int) {
        let oracle = TreeGrammarOracle(Self.grammar(3, 3).filtered(filter))
        var random = RandomStream(seed: 6)
        var (loss, entropy) = (0.0, 0.0)
        let count = 8000
        for _ in 0..<count {
            let leaves = oracle.grammar.draw(using: &random)[3]
            let law = oracle.leaf(2, of: leaves)
            loss -= log(law[leaves[2]])
            entropy -= law.reduce(0) { $1 > 0 ? $0 + $1 * log($1) : $0 }
        }
        #expect(abs(loss - entropy) / Double(count) < 0.03)
    }

    /// Filters keep the law of every node.
    @Test func filtersKeepTheLawOfEachLeaf() {
        let grammar = Self.grammar(3, 3)
        let open = [Int?](repeating: nil, count: 8)
        let unfiltered = TreeGrammarOracle(grammar).posteriors(open).leaves
        for filter in 1...3 {
            let filtered = TreeGrammarOracle(grammar.filtered(filter)).posteriors(open).leaves
            for (one, other) in zip(unfiltered, filtered) {
                for (p, q) in zip(one, other) { #expect(abs(p - q) < 1e-12) }
            }
        }
    }
}
