/// Turns rules into automata, first with empty edges (Thompson 1968), one for each rule; `GrammarCompiler+Network` takes the
/// empty edges out.
struct GrammarCompiler {
    enum Label {
        case empty
        case bytes(ClosedRange<UInt8>)
        case rule(Int)
    }

    struct Edge {
        var label: Label
        var target: Int
    }

    /// More states than this are refused: about 100 MB of automaton.
    static let stateLimit = 1 << 20
    /// A repeated part is copied as long as all copies together have at most so many nodes; beyond, it becomes a rule.
    private static let copyLimit = 4096

    private(set) var definition: GrammarDefinition
    private var nullable: [Bool]
    private(set) var edges: [[Edge]] = []
    private(set) var starts: [Int] = []
    private(set) var ends: [Int] = []
    private(set) var owners: [Int] = []

    static func compile(_ definition: GrammarDefinition) throws(GrammarError) -> GrammarNetwork {
        var compiler = GrammarCompiler(definition)
        try compiler.build()
        return try compiler.network()
    }

    private init(_ definition: GrammarDefinition) {
        self.definition = definition
        nullable = definition.nullableRules
    }

    private mutating func build() throws(GrammarError) {
        var index = 0
        while index < definition.rules.count {  // grows when a repeated part becomes a rule
            let start = try addState(index)
            let end = try addState(index)
            starts.append(start)
            ends.append(end)
            try add(definition.rules[index].body, from: start, to: end, rule: index)
            index += 1
        }
    }

    private mutating func addState(_ rule: Int) throws(GrammarError) -> Int {
        guard edges.count < GrammarCompiler.stateLimit else {
            throw .tooLarge(what: "states", limit: GrammarCompiler.stateLimit)
        }
        edges.append([])
        owners.append(rule)
        return edges.count - 1
    }

    private mutating func connect(_ source: Int, _ label: Label, _ target: Int) {
        edges[source].append(Edge(label: label, target: target))
    }

    /// Adds the paths of a node. Nothing leads into `source` or out of `target` but what the caller puts there.
    private mutating func add(
        _ node: GrammarNode,
        from source: Int,
        to target: Int,
        rule: Int
    ) throws(GrammarError) {
        switch node {
        case .bytes(let bytes):
            guard let last = bytes.last else { return connect(source, .empty, target) }
            var state = source
            for byte in bytes.dropLast() {
                let next = try addState(rule)
                connect(state, .bytes(byte...byte), next)
                state = next
            }
            connect(state, .bytes(last...last), target)
        case .scalars(let set):
            try add(set, from: source, to: target, rule: rule)
        case .sequence(let nodes):
            guard let last = nodes.last else { return connect(source, .empty, target) }
            var state = source
            for node in nodes.dropLast() {
                let next = try addState(rule)
                try add(node, from: state, to: next, rule: rule)
                state = next
            }
            try add(last, from: state, to: target, rule: rule)
        case .choice(let nodes):
            for node in nodes { try add(node, from: source, to: target, rule: rule) }
        case .repetition(let node, let minimum, let maximum):
            try addRepetition(node, minimum, maximum, from: source, to: target, rule: rule)
        case .rule(let index):
            connect(source, .rule(index), target)
            if nullable[index] { connect(source, .empty, target) }
        }
    }

    /// Scalars share the paths of their last bytes.
    private mutating func add(
        _ set: ScalarSet,
        from source: Int,
        to target: Int,
        rule: Int
    ) throws(GrammarError) {
        var states: [ArraySlice<ClosedRange<UInt8>>: Int] = [:]
        for sequence in set.utf8Sequences {
            var next = target
            for place in sequence.indices.dropFirst().reversed() {
                if let known = states[sequence[place...]] {
                    next = known
                } else {
                    let state = try addState(rule)
                    connect(state, .bytes(sequence[place]), next)
                    states[sequence[place...]] = state
                    next = state
                }
            }
            connect(source, .bytes(sequence[0]), next)
        }
    }

    private mutating func addRepetition(
        _ node: GrammarNode,
        _ minimum: Int,
        _ maximum: Int?,
        from source: Int,
        to target: Int,
        rule: Int
    ) throws(GrammarError) {
        // Empty turns add nothing: what may be empty may as well be left out.
        let mayBeEmpty = node.isNullable(nullable)
        let minimum = mayBeEmpty ? 0 : minimum
        let copies = maximum ?? minimum
        guard copies <= GrammarCompiler.stateLimit else {
            throw .tooLarge(what: "states", limit: GrammarCompiler.stateLimit)
        }
        var part = node
        var isOutside = false
        if copies > 1, mayBeEmpty || node.size > GrammarCompiler.copyLimit / copies {
            nullable.append(mayBeEmpty)
            part = .rule(definition.add("\(definition.rules[rule].name), repeated part", node))
            isOutside = true
        }
        var state = source
        for copy in 0..<copies {
            let next = try addState(rule)
            if copy >= minimum { connect(state, .empty, target) }
            if isOutside, case .rule(let index) = part {
                connect(state, .rule(index), next)
            } else {
                try add(part, from: state, to: next, rule: rule)
            }
            state = next
        }
        if maximum == nil {
            let loop = try addState(rule)
            connect(state, .empty, loop)
            try add(part, from: loop, to: loop, rule: rule)
            state = loop
        }
        connect(state, .empty, target)
    }
}

extension GrammarNode {
    /// About how many states the node's automaton has.
    fileprivate var size: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .scalars(let set): set.ranges.count
        case .sequence(let nodes), .choice(let nodes): nodes.reduce(1) { $0 + $1.size }
        case .repetition(let node, let minimum, let maximum):
            min(GrammarCompiler.stateLimit, node.size * max(1, min(GrammarCompiler.stateLimit, maximum ?? minimum)))
        case .rule: 1
        }
    }
}
