import ContinuoTestSupport

/// A grammar with a matcher of its own, far from the automaton: the sets of places where each rule can end, by iteration
/// until nothing is added.
struct ReferenceGrammar {
    indirect enum Node {
        case text(String)
        case oneOf([UnicodeScalar], isNegated: Bool)
        case any
        case sequence([Node])
        case choice([Node])
        case repetition(Node, Int, Int?)
        case rule(Int)
    }

    var rules: [Node]

    var gbnf: String {
        rules.enumerated().map { "\(ReferenceGrammar.name($0)) ::= \(ReferenceGrammar.notation($1))\n" }.joined()
    }

    func matches(_ text: [UnicodeScalar]) -> Bool {
        var ends = [[Set<Int>]](
            repeating: Array(repeating: [], count: text.count + 1),
            count: rules.count
        )
        var isGrowing = true
        while isGrowing {
            isGrowing = false
            for (rule, body) in rules.enumerated() {
                for start in 0...text.count {
                    let found = places(body, text, start, ends)
                    if found != ends[rule][start] {
                        ends[rule][start] = found
                        isGrowing = true
                    }
                }
            }
        }
        return ends[0][0].contains(text.count)
    }

    private func places(_ node: Node, _ text: [UnicodeScalar], _ start: Int, _ ends: [[Set<Int>]]) -> Set<Int> {
        switch node {
        case .text(let part):
            let scalars = Array(part.unicodeScalars)
            return text[start...].starts(with: scalars) ? [start + scalars.count] : []
        case .oneOf(let scalars, let isNegated):
            return start < text.count && scalars.contains(text[start]) != isNegated ? [start + 1] : []
        case .any: return start < text.count ? [start + 1] : []
        case .sequence(let nodes):
            return nodes.reduce([start]) { before, node in
                before.reduce(into: []) { $0.formUnion(places(node, text, $1, ends)) }
            }
        case .choice(let nodes): return nodes.reduce(into: []) { $0.formUnion(places($1, text, start, ends)) }
        case .repetition(let node, let minimum, let maximum):
            var here: Set<Int> = [start]
            var result: Set<Int> = minimum == 0 ? here : []
            var count = 0
            while count < maximum ?? (minimum + text.count + 1) {
                here = here.reduce(into: []) { $0.formUnion(places(node, text, $1, ends)) }
                count += 1
                if count >= minimum { result.formUnion(here) }
            }
            return result
        case .rule(let index): return ends[index][start]
        }
    }

    private static func name(_ rule: Int) -> String { rule == 0 ? "root" : "rule-\(rule)" }

    private static func notation(_ node: Node) -> String {
        switch node {
        case .text(let text): "\"\(text)\""
        case .oneOf(let scalars, let isNegated): "[\(isNegated ? "^" : "")\(scalars.map { "\($0)" }.joined())]"
        case .any: "."
        case .sequence(let nodes): "(" + nodes.map(notation).joined(separator: " ") + ")"
        case .choice(let nodes): "(" + nodes.map(notation).joined(separator: " | ") + ")"
        case .repetition(let node, 0, 1): notation(node) + "?"
        case .repetition(let node, 0, nil): notation(node) + "*"
        case .repetition(let node, 1, nil): notation(node) + "+"
        case .repetition(let node, let minimum, nil): notation(node) + "{\(minimum),}"
        case .repetition(let node, let minimum, let maximum?):
            notation(node) + (minimum == maximum ? "{\(minimum)}" : "{\(minimum),\(maximum)}")
        case .rule(let index): name(index)
        }
    }

    /// Scalars of the longest text of a finite grammar.
    var longest: Int { longest(rules[0]) }

    private func longest(_ node: Node) -> Int {
        switch node {
        case .text(let text): text.unicodeScalars.count
        case .oneOf, .any: 1
        case .sequence(let nodes): nodes.reduce(0) { $0 + longest($1) }
        case .choice(let nodes): nodes.map(longest).max() ?? 0
        case .repetition(let node, let minimum, let maximum): longest(node) * (maximum ?? minimum)
        case .rule(let index): longest(rules[index])
        }
    }

    static let alphabet: [UnicodeScalar] = ["a", "b", "é"]

    /// A grammar by chance.
    /// - Parameter isFinite: without recursion and unbounded repetition.
    static func random(rules: Int, isFinite: Bool, using generator: inout TestGenerator) -> ReferenceGrammar {
        ReferenceGrammar(
            rules: (0..<rules).map { rule in
                let callable = isFinite ? Array((rule + 1)..<rules) : Array(0..<rules)
                return node(depth: 3, callable, isFinite, &generator)
            }
        )
    }

    private static func node(
        depth: Int,
        _ callable: [Int],
        _ isFinite: Bool,
        _ generator: inout TestGenerator
    ) -> Node {
        switch Int.random(in: 0..<(depth == 0 ? 3 : 9), using: &generator) {
        case 0: return .text(["", "a", "b", "é", "ab", "aé"].randomElement(using: &generator)!)
        case 1:
            let set = alphabet.filter { _ in Bool.random(using: &generator) }
            return isFinite
                ? .oneOf(set, isNegated: false) : .oneOf(set, isNegated: Bool.random(using: &generator))
        case 2:
            if let rule = callable.randomElement(using: &generator) { return .rule(rule) }
            return .text("b")
        case 3, 4:
            let count = Int.random(in: 0...3, using: &generator)
            return .sequence((0..<count).map { _ in node(depth: depth - 1, callable, isFinite, &generator) })
        case 5, 6:
            let count = Int.random(in: 1...3, using: &generator)
            return .choice((0..<count).map { _ in node(depth: depth - 1, callable, isFinite, &generator) })
        default:
            let minimum = Int.random(in: 0...2, using: &generator)
            let maximum =
                isFinite || Bool.random(using: &generator) ? minimum + Int.random(in: 0...1, using: &generator) : nil
            return .repetition(node(depth: depth - 1, callable, isFinite, &generator), minimum, maximum)
        }
    }

    /// Every text over the alphabet of at most so many scalars.
    static func texts(upTo length: Int) -> [[UnicodeScalar]] {
        var all: [[UnicodeScalar]] = [[]]
        var last = all
        for _ in 0..<length {
            last = last.flatMap { text in alphabet.map { text + [$0] } }
            all += last
        }
        return all
    }
}

extension Sequence<UnicodeScalar> {
    var utf8Bytes: [UInt8] { flatMap { Array(String($0).utf8) } }
}
