import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTensor

/// Automata, trees and nets that are known, and how well they are found again.
struct KnownGrammars {
    /// Five states over three symbols, whose ways on differ.
    static let automaton: TraceAutomaton = {
        typealias State = TraceAutomaton.State
        typealias Edge = TraceAutomaton.Edge
        let states = [
            State(edges: [0: Edge(target: 1, count: 60), 1: Edge(target: 2, count: 40)]),
            State(edges: [0: Edge(target: 1, count: 20), 1: Edge(target: 3, count: 50), 2: Edge(target: 2, count: 30)]),
            State(edges: [1: Edge(target: 4, count: 70), 2: Edge(target: 0, count: 10)], ends: 20),
            State(edges: [2: Edge(target: 1, count: 35)], ends: 65),
            State(edges: [0: Edge(target: 3, count: 45), 2: Edge(target: 4, count: 15)], ends: 40),
        ]
        do { return try TraceAutomaton(states: states) } catch { preconditionFailure("\(error)") }
    }()

    /// The greatest difference of a probability between the automaton and what ALERGIA finds in 20,000 strings of it; infinite
    /// where they are not isomorphic.
    func automatonError() throws -> Double {
        var random = RandomStream(seed: 1).split("strings")
        let strings = (0..<20_000).map { _ in Self.automaton.draw(using: &random) }
        let found = try StateMerging(.hoeffding(alpha: 1e-4)).learn(strings)
        guard found.states.count == Self.automaton.states.count else { return .infinity }
        var (pairs, next, worst) = ([0: 0], [0], 0.0)
        while let state = next.popLast() {
            let (own, other) = (Self.automaton.states[state], found.states[pairs[state]!])
            guard Set(own.edges.keys) == Set(other.edges.keys) else { return .infinity }
            func share(_ count: Int, _ state: TraceAutomaton.State) -> Double { Double(count) / Double(state.count) }
            worst = max(worst, abs(share(own.ends, own) - share(other.ends, other)))
            for (label, edge) in own.edges {
                let target = other.edges[label]!
                worst = max(worst, abs(share(edge.count, own) - share(target.count, other)))
                if let known = pairs[edge.target] {
                    guard known == target.target else { return .infinity }
                } else {
                    pairs[edge.target] = target.target
                    next.append(edge.target)
                }
            }
        }
        return worst
    }

    /// The share of random trees that the Inductive Miner finds again from logs that show all that can directly follow.
    func foundAgain(_ count: Int) throws -> Double {
        var found = 0
        for index in 0..<count {
            var random = RandomStream(seed: 2).split(index)
            let tree = ProcessTree.random(activities: 4 + index % 7, using: &random)
            let log = Self.completeLog(of: tree, using: &random)
            if try InductiveMiner().mine(log) == tree.normalised { found += 1 }
        }
        return Double(found) / Double(count)
    }

    /// Traces of a tree until for long no new activity directly follows another one.
    static func completeLog(of tree: ProcessTree, using random: inout RandomStream) -> [[Int32]] {
        var (log, seen, last) = ([[Int32]](), Set<[Int32]>(), 0)
        while log.count < 200 || log.count < 3 * last, log.count < 30_000 {
            let trace = tree.draw(again: 0.5, using: &random)
            log.append(trace)
            for (before, after) in zip([-1] + trace, trace + [-2]) where seen.insert([before, after]).inserted {
                last = log.count
            }
        }
        return log
    }

    /// The greatest difference between the cost of an alignment and the least edit distance, without substitutions, to a trace
    /// of the net.
    func alignmentError(_ count: Int) throws -> Double {
        var worst = 0
        for index in 0..<count {
            var random = RandomStream(seed: 3).split(index)
            let tree = ProcessTree.random(activities: 2 + index % 3, using: &random)
            let length = random.integer(below: 5)
            let trace = (0..<length).map { _ in Int32(random.integer(below: 5)) }
            let words = Self.words(of: tree, limit: 11)
            let least = words.map { word in
                let lattice = AlignmentLattice(rows: word.count, columns: trace.count) { step, row, column in
                    step != .both ? -1 : word[row - 1] == trace[column - 1] ? 0 : -.infinity
                }
                return Int(-lattice.total(MaxProduct.self))
            }
            let cost = Alignment(of: trace, with: MarkingGraph(PetriNet(tree)))?.cost
            worst = max(worst, abs((cost ?? .max / 2) - (least.min() ?? 0)))
        }
        return Double(worst)
    }

    /// Every trace of a tree of at most `limit` events. To four events no trace of twelve is nearer than one of at most four.
    static func words(of tree: ProcessTree, limit: Int) -> Set<[Int32]> {
        func joined(_ first: Set<[Int32]>, _ second: Set<[Int32]>) -> Set<[Int32]> {
            Set(first.flatMap { head in second.map { head + $0 } }.filter { $0.count <= limit })
        }
        func shuffled(_ first: [Int32], _ second: [Int32]) -> Set<[Int32]> {
            guard let a = first.first, let b = second.first else { return [first + second] }
            return Set(shuffled(Array(first.dropFirst()), second).map { [a] + $0 })
                .union(shuffled(first, Array(second.dropFirst())).map { [b] + $0 })
        }
        switch tree {
        case .activity(let id): return [[id]]
        case .silent: return [[]]
        case .choice(let parts): return parts.reduce(into: []) { $0.formUnion(words(of: $1, limit: limit)) }
        case .sequence(let parts): return parts.reduce([[]]) { joined($0, words(of: $1, limit: limit)) }
        case .parallel(let parts):
            return parts.reduce([[]]) { all, part in
                let own = words(of: part, limit: limit)
                return Set(all.flatMap { first in own.flatMap { shuffled(first, $0) } }.filter { $0.count <= limit })
            }
        case .loop(let body, let redo):
            let (first, again) = (words(of: body, limit: limit), words(of: redo, limit: limit))
            var (all, newest) = (first, first)
            while !newest.isEmpty {
                newest = joined(joined(newest, again), first).subtracting(all)
                all.formUnion(newest)
            }
            return all
        }
    }
}
