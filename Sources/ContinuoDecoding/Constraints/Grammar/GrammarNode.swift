/// What a rule of a grammar says.
indirect enum GrammarNode: Sendable, Equatable {
    /// These bytes.
    case bytes([UInt8])
    /// One scalar of a set, in UTF-8.
    case scalars(ScalarSet)
    /// One after another.
    case sequence([GrammarNode])
    /// Any one of them; none is a language without texts.
    case choice([GrammarNode])
    /// So many in a row; without end for nil.
    case repetition(GrammarNode, minimum: Int, maximum: Int?)
    /// What another rule says.
    case rule(Int)

    /// The empty text.
    static let empty = GrammarNode.sequence([])
    /// No text at all.
    static let nothing = GrammarNode.choice([])

    static func text(_ text: String) -> GrammarNode { .bytes(Array(text.utf8)) }
    static func optional(_ node: GrammarNode) -> GrammarNode { .repetition(node, minimum: 0, maximum: 1) }
    static func many(_ node: GrammarNode) -> GrammarNode { .repetition(node, minimum: 0, maximum: nil) }
}

/// Rules with names; `root` is the number of the one that a text has to follow.
struct GrammarDefinition: Sendable {
    struct Rule: Sendable {
        var name: String
        var body: GrammarNode
    }

    var rules: [Rule] = []
    var root = 0

    /// Adds a rule whose body may be set later.
    mutating func add(_ name: String, _ body: GrammarNode = .nothing) -> Int {
        rules.append(Rule(name: name, body: body))
        return rules.count - 1
    }
}

extension GrammarDefinition {
    /// For each rule, whether it matches the empty text: the least solution of the rules' equations.
    var nullableRules: [Bool] {
        var nullable = [Bool](repeating: false, count: rules.count)
        var users = [[Int]](repeating: [], count: rules.count)
        for (index, rule) in rules.enumerated() { rule.body.forEachReference { users[$0].append(index) } }
        var pending = Array(rules.indices)
        while let index = pending.popLast() {
            guard !nullable[index], rules[index].body.isNullable(nullable) else { continue }
            nullable[index] = true
            pending += users[index]
        }
        return nullable
    }
}

extension GrammarNode {
    /// Whether the node matches the empty text, where that is known of the rules.
    func isNullable(_ rules: [Bool]) -> Bool {
        switch self {
        case .bytes(let bytes): bytes.isEmpty
        case .scalars: false
        case .sequence(let nodes): nodes.allSatisfy { $0.isNullable(rules) }
        case .choice(let nodes): nodes.contains { $0.isNullable(rules) }
        case .repetition(let node, let minimum, _): minimum == 0 || node.isNullable(rules)
        case .rule(let index): rules[index]
        }
    }

    func forEachReference(_ body: (Int) -> Void) {
        switch self {
        case .bytes, .scalars: break
        case .sequence(let nodes), .choice(let nodes): for node in nodes { node.forEachReference(body) }
        case .repetition(let node, _, _): node.forEachReference(body)
        case .rule(let index): body(index)
        }
    }
}
