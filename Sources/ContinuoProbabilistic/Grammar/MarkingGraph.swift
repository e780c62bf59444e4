import Synchronization

/// The markings of a net as states, explored as far as they are asked for: from each, which activities may come next, silent
/// transitions before them included, and which markings follow.
///
/// A marking that another one reaches by silent transitions alone can do nothing that the other cannot, so of the markings after
/// an activity only those are kept that no other one of them reaches so.
public final class MarkingGraph: Sendable {
    public typealias Marking = Int32

    /// An activity and the marking after it.
    public struct Step: Sendable, Hashable {
        public let label: Int32
        public let target: Marking
    }

    /// A marking's place in the graph.
    private struct Node {
        /// Tokens of each place.
        let tokens: [UInt8]
        /// It and what silent transitions reach from it, the nearest first; nil where that was not asked for.
        var closure: [Marking]?
        var members: Set<Marking> = []
        var steps: [Step]?
        /// Labels that may ever come, by a relaxation in which tokens are never taken away.
        var future: Set<Int32>?
    }

    private struct Store: Sendable {
        var nodes: [Node] = []
        var ids: [[UInt8]: Marking] = [:]
    }

    public let net: PetriNet
    private let consumers: [[Int]]
    private let store = Mutex(Store())

    private let closureLimit: Int
    private static let tokenLimit: UInt8 = 3

    /// - Parameter closureLimit: markings that silent transitions lead to are followed up to this number; beyond it what the net
    ///   allows is no longer all found. Tokens of a place are followed up to 3.
    public init(_ net: PetriNet, closureLimit: Int = 20_000) {
        (self.net, self.closureLimit) = (net, closureLimit)
        var consumers = [[Int]](repeating: [], count: net.placeCount)
        for (index, transition) in net.transitions.enumerated() {
            for place in transition.inputs { consumers[place].append(index) }
        }
        self.consumers = consumers
        var tokens = [UInt8](repeating: 0, count: net.placeCount)
        tokens[net.source] = 1
        store.withLock { _ = Self.id(of: tokens, &$0) }
    }

    /// The marking at the beginning.
    public var start: Marking { 0 }

    /// What may come next.
    public func steps(from marking: Marking) -> [Step] { store.withLock { steps(from: marking, &$0) } }

    /// Whether the process may end here.
    public func isFinal(_ marking: Marking) -> Bool {
        store.withLock { store in
            closure(of: marking, &store).contains { id in
                let tokens = store.nodes[Int(id)].tokens
                return tokens[net.sink] == 1 && tokens.reduce(0) { $0 + Int($1) } == 1
            }
        }
    }

    /// The markings without those that another one of them reaches by silent transitions, in rising order.
    public func pruned(_ markings: [Marking]) -> [Marking] {
        guard markings.count > 1 else { return markings }
        return store.withLock { Self.undominated(markings, self, &$0) }.sorted()
    }

    /// Labels that can still come: all that really can, and perhaps more.
    func future(of marking: Marking) -> Set<Int32> {
        store.withLock { store in
            if let known = store.nodes[Int(marking)].future { return known }
            let found = relaxedFuture(store.nodes[Int(marking)].tokens)
            store.nodes[Int(marking)].future = found
            return found
        }
    }

    /// Tokens of each place.
    public func tokens(of marking: Marking) -> [UInt8] { store.withLock { $0.nodes[Int(marking)].tokens } }

    /// The marking with these tokens.
    public func marking(_ tokens: [UInt8]) -> Marking { store.withLock { Self.id(of: tokens, &$0) } }

    private static func id(of tokens: [UInt8], _ store: inout Store) -> Marking {
        if let known = store.ids[tokens] { return known }
        let id = Marking(store.nodes.count)
        store.nodes.append(Node(tokens: tokens))
        store.ids[tokens] = id
        return id
    }

    private func fired(_ transition: PetriNet.Transition, _ tokens: [UInt8]) -> [UInt8]? {
        var tokens = tokens
        for place in transition.inputs {
            guard tokens[place] > 0 else { return nil }
            tokens[place] -= 1
        }
        for place in transition.outputs {
            guard tokens[place] < Self.tokenLimit else { return nil }
            tokens[place] += 1
        }
        return tokens
    }

    private func closure(of marking: Marking, _ store: inout Store) -> [Marking] {
        if let known = store.nodes[Int(marking)].closure { return known }
        var (found, seen, next) = ([marking], Set([marking]), 0)
        while next < found.count, found.count < closureLimit {
            let tokens = store.nodes[Int(found[next])].tokens
            next += 1
            for index in candidates(tokens) where net.transitions[index].label == nil {
                guard let after = fired(net.transitions[index], tokens) else { continue }
                let id = Self.id(of: after, &store)
                if seen.insert(id).inserted { found.append(id) }
            }
        }
        store.nodes[Int(marking)].closure = found
        store.nodes[Int(marking)].members = seen
        return found
    }

    private func steps(from marking: Marking, _ store: inout Store) -> [Step] {
        if let known = store.nodes[Int(marking)].steps { return known }
        var targets: [Int32: [Marking]] = [:]
        for id in closure(of: marking, &store) {
            let tokens = store.nodes[Int(id)].tokens
            for index in candidates(tokens) {
                guard let label = net.transitions[index].label, let after = fired(net.transitions[index], tokens)
                else { continue }
                let target = Self.id(of: after, &store)
                if targets[label]?.contains(target) != true { targets[label, default: []].append(target) }
            }
        }
        let found = targets.keys.sorted().flatMap { label in
            Self.undominated(targets[label]!, self, &store).map { Step(label: label, target: $0) }
        }
        store.nodes[Int(marking)].steps = found
        return found
    }

    private static func undominated(_ markings: [Marking], _ graph: MarkingGraph, _ store: inout Store) -> [Marking] {
        guard markings.count > 1 else { return markings }
        for marking in markings { _ = graph.closure(of: marking, &store) }
        // An order that does not depend on what was explored before.
        let markings = markings.sorted {
            store.nodes[Int($0)].tokens.lexicographicallyPrecedes(store.nodes[Int($1)].tokens)
        }
        func reaches(_ first: Marking, _ second: Marking) -> Bool {
            store.nodes[Int(first)].members.contains(second)
        }
        return markings.enumerated().filter { place, marking in
            !markings.enumerated().contains { other, rival in
                // Of markings that reach each other the first one stays.
                rival != marking && reaches(rival, marking) && (other < place || !reaches(marking, rival))
            }
        }.map(\.element)
    }

    /// Transitions with an input place that has a token, rising.
    private func candidates(_ tokens: [UInt8]) -> [Int] {
        var found: [Int] = []
        for (place, count) in tokens.enumerated() where count > 0 {
            for index in consumers[place] where net.transitions[index].inputs.first == place { found.append(index) }
        }
        return found
    }

    private func relaxedFuture(_ tokens: [UInt8]) -> Set<Int32> {
        var marked = tokens.map { $0 > 0 }
        var fired = [Bool](repeating: false, count: net.transitions.count)
        var labels: Set<Int32> = []
        var grows = true
        while grows {
            grows = false
            for (index, transition) in net.transitions.enumerated()
            where !fired[index] && transition.inputs.allSatisfy({ marked[$0] }) {
                (fired[index], grows) = (true, true)
                if let label = transition.label { labels.insert(label) }
                for place in transition.outputs { marked[place] = true }
            }
        }
        return labels
    }
}
