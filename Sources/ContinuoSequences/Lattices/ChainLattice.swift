import Foundation

/// Paths through `states` states, one at each of `length` places, with the score
/// initial(s₁) + Σ_t transition(s_{t−1}, s_t) + Σ_t local(t, s_t).
///
/// Hidden Markov models and linear-chain fields are lattices of this kind. Every programme takes O(length · states²).
public struct ChainLattice: Sendable {
    /// ln weights of the first state, `[states]`.
    public let initial: [Double]
    /// ln weights `[states, states]`, row-major, from a row's state to a column's.
    public let transition: [Double]
    /// ln weights `[length, states]`, row-major.
    public let local: [Double]

    public var states: Int { initial.count }
    public var length: Int { states == 0 ? 0 : local.count / states }

    /// - Precondition: the shapes fit.
    public init(initial: [Double], transition: [Double], local: [Double]) {
        let states = initial.count
        precondition(
            states > 0 && transition.count == states * states && local.count % states == 0,
            "a lattice of \(states) states got \(transition.count) transitions and \(local.count) local weights"
        )
        self.initial = initial
        self.transition = transition
        self.local = local
    }

    /// Scores of all paths that end in each state of each place, `[length, states]`.
    public func forward<S: Semiring>(_ semiring: S.Type) -> [Double] {
        var table: [Double] = []
        table.reserveCapacity(local.count)
        for place in 0..<length {
            let previous = place == 0 ? [] : Array(table.suffix(states))
            for state in 0..<states {
                let entering =
                    place == 0
                    ? initial[state] : S.plus((0..<states).map { previous[$0] + transition[$0 * states + state] })
                table.append(entering + local[place * states + state])
            }
        }
        return table
    }

    /// Scores of all ways on from each state of each place to the end, without the state's own local weight.
    public func backward<S: Semiring>(_ semiring: S.Type) -> [Double] {
        var table = [Double](repeating: 0, count: local.count)
        for place in stride(from: length - 2, through: 0, by: -1) {
            for state in 0..<states {
                table[place * states + state] = S.plus(
                    (0..<states).map { next in
                        let below = (place + 1) * states + next
                        return transition[state * states + next] + local[below] + table[below]
                    }
                )
            }
        }
        return table
    }

    /// The score of all paths together; 0 for no places.
    public func total<S: Semiring>(_ semiring: S.Type) -> Double {
        length == 0 ? 0 : S.plus(forward(semiring).suffix(states))
    }

    /// ln of each state's share at each place, `[length, states]`.
    public func marginals() -> [Double] {
        let total = total(SumProduct.self)
        return zip(forward(SumProduct.self), backward(SumProduct.self)).map { $0 + $1 - total }
    }

    /// The path of the greatest score; of equal ones that with the lower state.
    public func bestPath() -> (states: [Int], score: Double) {
        guard length > 0 else { return ([], 0) }
        let table = forward(MaxProduct.self)
        var path: [Int] = []
        func best(_ score: (Int) -> Double) -> Int {
            (0..<states).reduce(0) { score($1) > score($0) ? $1 : $0 }
        }
        for place in stride(from: length - 1, through: 0, by: -1) {
            let row = place * states
            if let next = path.last {
                path.append(best { table[row + $0] + transition[$0 * states + next] })
            } else {
                path.append(best { table[row + $0] })
            }
        }
        return (path.reversed(), table.suffix(states).max() ?? SumProduct.zero)
    }
}
