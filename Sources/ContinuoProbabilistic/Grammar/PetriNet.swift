import ContinuoSequences

/// A Petri net whose transitions may be silent, between a beginning and an end.
///
/// A transition may fire where each of its input places has a token; it takes these and puts one onto each output place.
public struct PetriNet: Sendable, Equatable {
    /// What moves tokens.
    public struct Transition: Sendable, Equatable {
        /// The activity that a log shows of it; nil for a silent one.
        public var label: Int32?
        public var inputs: [Int]
        public var outputs: [Int]

        public init(_ label: Int32?, inputs: [Int], outputs: [Int]) {
            (self.label, self.inputs, self.outputs) = (label, inputs, outputs)
        }
    }

    public private(set) var placeCount: Int
    public private(set) var transitions: [Transition]
    /// The place that has a token at the beginning, and the one that alone has a token at the end.
    public let source: Int
    public let sink: Int

    /// Two places and nothing between them.
    public init() { (placeCount, transitions, source, sink) = (2, [], 0, 1) }

    /// - Throws: `TraceModelError.malformed` for a place that there is not.
    public init(placeCount: Int, transitions: [Transition], source: Int, sink: Int) throws(TraceModelError) {
        let places = 0..<max(placeCount, 0)
        for (index, transition) in transitions.enumerated() {
            for place in transition.inputs + transition.outputs where !places.contains(place) {
                throw .malformed("transition \(index) touches the place \(place), of \(placeCount)")
            }
            guard !transition.inputs.isEmpty else {
                throw .malformed("transition \(index) has no input place, so that it could fire for ever")
            }
        }
        guard places.contains(source), places.contains(sink) else {
            throw .malformed("the net begins at \(source) and ends at \(sink), of \(placeCount) places")
        }
        (self.placeCount, self.transitions, self.source, self.sink) = (placeCount, transitions, source, sink)
    }

    /// Connections between places and transitions.
    public var arcCount: Int { transitions.reduce(0) { $0 + $1.inputs.count + $1.outputs.count } }

    public mutating func addPlace() -> Int {
        placeCount += 1
        return placeCount - 1
    }

    public mutating func add(_ label: Int32?, from inputs: [Int], to outputs: [Int]) {
        transitions.append(Transition(label, inputs: inputs, outputs: outputs))
    }
}

extension PetriNet {
    /// The net with the language of a process tree.
    public init(_ tree: ProcessTree) {
        self.init()
        add(tree, from: source, to: sink)
    }

    private mutating func add(_ tree: ProcessTree, from start: Int, to end: Int) {
        switch tree {
        case .activity(let id): add(id, from: [start], to: [end])
        case .silent: add(nil, from: [start], to: [end])
        case .sequence(let parts):
            var here = start
            for (index, part) in parts.enumerated() {
                let next = index == parts.count - 1 ? end : addPlace()
                add(part, from: here, to: next)
                here = next
            }
        case .choice(let parts):
            for part in parts { add(part, from: start, to: end) }
        case .parallel(let parts):
            let (begins, ends) = (parts.map { _ in addPlace() }, parts.map { _ in addPlace() })
            add(nil, from: [start], to: begins)
            for (index, part) in parts.enumerated() { add(part, from: begins[index], to: ends[index]) }
            add(nil, from: ends, to: [end])
        case .loop(let body, let redo):
            // Places of its own, so that what else stands at the start cannot follow a redo.
            let (before, after) = (addPlace(), addPlace())
            add(nil, from: [start], to: [before])
            add(body, from: before, to: after)
            add(redo, from: after, to: before)
            add(nil, from: [after], to: [end])
        }
    }
}

/// What automata and nets refuse.
public enum TraceModelError: Error, Equatable, CustomStringConvertible {
    /// A form that is none.
    case malformed(String)
    /// Nothing to learn from.
    case noTraces

    public var description: String {
        switch self {
        case .malformed(let reason): reason
        case .noTraces: "there is no trace with an event to learn from"
        }
    }
}
