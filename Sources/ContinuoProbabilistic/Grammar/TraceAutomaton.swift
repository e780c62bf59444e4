import ContinuoTensor

/// A deterministic automaton of traces with counts: how often each state was left by each activity, and how often a trace ended.
public struct TraceAutomaton: Sendable, Equatable {
    /// Where an activity leads, and how often it did.
    public struct Edge: Sendable, Equatable {
        public var target: Int
        public var count: Int

        public init(target: Int, count: Int) { (self.target, self.count) = (target, count) }
    }

    public struct State: Sendable, Equatable {
        public var edges: [Int32: Edge] = [:]
        /// Traces that ended here.
        public var ends = 0

        public init(edges: [Int32: Edge] = [:], ends: Int = 0) { (self.edges, self.ends) = (edges, ends) }

        /// Traces that came here, each time counted.
        public var count: Int { edges.values.reduce(ends) { $0 + $1.count } }
    }

    /// The first is where traces begin.
    public internal(set) var states: [State]

    /// - Throws: `TraceModelError.malformed` for a state that there is not, or a negative count.
    public init(states: [State]) throws(TraceModelError) {
        guard !states.isEmpty else { throw .malformed("an automaton without states") }
        for (index, state) in states.enumerated() {
            for edge in state.edges.values where !states.indices.contains(edge.target) || edge.count < 0 {
                throw .malformed("state \(index) leads to state \(edge.target) of \(states.count), \(edge.count) times")
            }
            guard state.ends >= 0 else { throw .malformed("state \(index) ends \(state.ends) traces") }
        }
        self.states = states
    }

    /// The tree of all beginnings of the traces: a state for each.
    public init(prefixesOf traces: [[Int32]]) {
        states = [State()]
        for trace in traces {
            var here = 0
            for event in trace {
                if states[here].edges[event] == nil {
                    states[here].edges[event] = Edge(target: states.count, count: 0)
                    states.append(State())
                }
                states[here].edges[event]!.count += 1
                here = states[here].edges[event]!.target
            }
            states[here].ends += 1
        }
    }

    public var edgeCount: Int { states.reduce(0) { $0 + $1.edges.count } }

    /// Draws a trace of at most `limit` events, with the frequencies for probabilities.
    public func draw(limit: Int = 10_000, using random: inout RandomStream) -> [Int32] {
        var (here, trace) = (0, [Int32]())
        while trace.count < limit, states[here].count > 0 {
            let labels = states[here].edges.keys.sorted()
            let weights = [Double(states[here].ends)] + labels.map { Double(states[here].edges[$0]!.count) }
            let choice = random.categorical(weights)
            if choice == 0 { break }
            trace.append(labels[choice - 1])
            here = states[here].edges[labels[choice - 1]]!.target
        }
        return trace
    }

    /// The states that can be reached, numbered in the order of a breadth-first walk along rising activities.
    func compacted() -> TraceAutomaton {
        var (order, numbers, next) = ([0], [0: 0], 0)
        while next < order.count {
            let state = states[order[next]]
            next += 1
            for label in state.edges.keys.sorted() {
                let target = state.edges[label]!.target
                if numbers[target] == nil {
                    numbers[target] = order.count
                    order.append(target)
                }
            }
        }
        var copy = self
        copy.states = order.map { index in
            var state = states[index]
            for label in state.edges.keys { state.edges[label]!.target = numbers[state.edges[label]!.target]! }
            return state
        }
        return copy
    }
}

/// An automaton that predicts: the frequencies of a state, the rest of the probability by the frequencies of all activities.
public struct AutomatonModel: SymbolReadingModel, Sendable, Equatable {
    public let automaton: TraceAutomaton
    public let vocabularySize: Int
    /// The token that ends a trace, and stands before one.
    public let endToken: Int32
    /// κ: how many observations the fall-back law weighs as much as.
    public let weight: Double
    private let fallback: [Double]
    /// For each activity the state that it leads to most often, for what a state does not know.
    private let usual: [Int32: Int]

    public init(_ automaton: TraceAutomaton, vocabularySize: Int, endToken: Int32, weight: Double = 1) {
        (self.automaton, self.vocabularySize) = (automaton, vocabularySize)
        (self.endToken, self.weight) = (endToken, weight)
        var (counts, targets): ([Int32: Int], [Int32: [Int: Int]]) = ([:], [:])
        for state in automaton.states {
            counts[endToken, default: 0] += state.ends
            for (label, edge) in state.edges {
                counts[label, default: 0] += edge.count
                targets[label, default: [:]][edge.target, default: 0] += edge.count
            }
        }
        fallback = SymbolLaw.unigram(counts, vocabularySize: vocabularySize)
        usual = targets.compactMapValues { $0.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key }
    }

    public var reader: Reader { Reader(model: self, state: 0) }

    /// Where a trace has led to.
    public struct Reader: SymbolReader {
        let model: AutomatonModel
        public private(set) var state: Int

        init(model: AutomatonModel, state: Int) { (self.model, self.state) = (model, state) }

        public var nextSymbol: [Double] {
            let here = model.automaton.states[state]
            var counts = here.edges.mapValues(\.count)
            if here.ends > 0 { counts[model.endToken] = here.ends }
            return SymbolLaw.blended(counts, model.weight, with: model.fallback)
        }

        public mutating func read(_ token: Int32) {
            if token == model.endToken {
                state = 0
            } else {
                // An activity that nobody knows changes nothing.
                state = model.automaton.states[state].edges[token]?.target ?? model.usual[token] ?? state
            }
        }
    }
}
