/// A tree of variables of `states` states each, whose weights are those of its root, of each node by itself, and of each node
/// together with its children: jointly with two of them, or with each by itself.
///
/// Upward–downward belief propagation is exact: O(nodes · states³) time with joint pairs, O(nodes · states²) without.
///
/// - Source: Pearl 1988, "Probabilistic Reasoning in Intelligent Systems".
public struct TreeLattice: Sendable {
    /// How a node hangs together with its children.
    public enum Branch: Sendable {
        /// Two children; ln weights `[states, states, states]` of node, left and right, row-major.
        case pair(left: Int, right: Int, weights: [Double])
        /// Any children; for each its index and ln weights `[states, states]` of node and child.
        case single([(child: Int, weights: [Double])])
        /// None.
        case leaf
    }

    public let states: Int
    /// ln weights of the root, `[states]`.
    public let root: [Double]
    /// One for each node; node 0 is the root, children come after their parents.
    public let branches: [Branch]

    /// - Precondition: shapes fit, and each node but the root is the child of one node before it.
    public init(root: [Double], branches: [Branch]) {
        let states = root.count
        var parents = [Int](repeating: 0, count: branches.count)
        for (node, branch) in branches.enumerated() {
            let children: [Int]
            switch branch {
            case .pair(let left, let right, let weights):
                precondition(weights.count == states * states * states, "\(weights.count) weights of a pair")
                children = [left, right]
            case .single(let links):
                precondition(links.allSatisfy { $0.weights.count == states * states }, "weights of children do not fit")
                children = links.map(\.child)
            case .leaf: children = []
            }
            for child in children {
                precondition(child > node && child < branches.count, "node \(child) is no child of node \(node)")
                parents[child] += 1
            }
        }
        precondition(states > 0 && parents.dropFirst().allSatisfy { $0 == 1 }, "the branches make no tree")
        (self.states, self.root, self.branches) = (states, root, branches)
    }

    public var nodes: Int { branches.count }

    /// Scores of what hangs below each node, itself included, `[nodes][states]`.
    /// - Parameter local: ln weights of each node by itself, `[nodes][states]`: −∞ for states that are known not to be.
    public func upward<S: Semiring>(_ semiring: S.Type, local: [[Double]]) -> [[Double]] {
        var below = local
        for node in branches.indices.reversed() {
            switch branches[node] {
            case .pair(let left, let right, let weights):
                for state in 0..<states {
                    var scores: [Double] = []
                    for first in 0..<states {
                        for second in 0..<states {
                            let place = (state * states + first) * states + second
                            scores.append(weights[place] + below[left][first] + below[right][second])
                        }
                    }
                    below[node][state] += S.plus(scores)
                }
            case .single(let links):
                for (child, weights) in links {
                    for state in 0..<states {
                        below[node][state] += S.plus(
                            (0..<states).map { weights[state * states + $0] + below[child][$0] }
                        )
                    }
                }
            case .leaf: break
            }
        }
        return below
    }

    /// The score of all assignments together.
    public func total<S: Semiring>(_ semiring: S.Type, local: [[Double]]) -> Double {
        S.plus(zip(root, upward(semiring, local: local)[0]).map { $0 + $1 })
    }

    /// ln of each state's share at each node, `[nodes][states]`.
    public func marginals(local: [[Double]]) -> [[Double]] {
        let below = upward(SumProduct.self, local: local)
        // What comes from above each node and from its siblings, without its own local weight.
        var above = [[Double]](repeating: [], count: nodes)
        above[0] = root
        for node in branches.indices {
            let given = (0..<states).map { above[node][$0] + local[node][$0] }
            switch branches[node] {
            case .pair(let left, let right, let weights):
                func message(_ weight: (_ own: Int, _ state: Int, _ other: Int) -> Double, _ sibling: Int) -> [Double] {
                    (0..<states).map { own in
                        var scores: [Double] = []
                        for state in 0..<states {
                            for other in 0..<states {
                                scores.append(given[state] + weight(own, state, other) + below[sibling][other])
                            }
                        }
                        return SumProduct.plus(scores)
                    }
                }
                above[left] = message({ weights[($1 * states + $0) * states + $2] }, right)
                above[right] = message({ weights[($1 * states + $2) * states + $0] }, left)
            case .single(let links):
                let messages = links.map { child, weights in
                    (0..<states).map { state in
                        SumProduct.plus((0..<states).map { weights[state * states + $0] + below[child][$0] })
                    }
                }
                for (index, link) in links.enumerated() {
                    let from = (0..<states).map { state in
                        messages.indices.reduce(given[state]) { $1 == index ? $0 : $0 + messages[$1][state] }
                    }
                    above[link.child] = (0..<states).map { own in
                        SumProduct.plus((0..<states).map { from[$0] + link.weights[$0 * states + own] })
                    }
                }
            case .leaf: break
            }
        }
        let total = SumProduct.plus(zip(root, below[0]).map { $0 + $1 })
        return zip(above, below).map { zip($0, $1).map { $0 + $1 - total } }
    }
}
