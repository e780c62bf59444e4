/// The part of ECMA-262's regular expressions that grammars can say: characters, `.`, classes, `\d \w \s` and their negations,
/// groups, `|`, repetitions, and `^` and `$` at the two ends. Without an anchor, anything may stand at that end, as JSON
/// schema has it.
struct RegularExpression {
    /// What is not understood.
    struct Problem: Error {
        var text: String
    }

    private static let depthLimit = 100
    private static let countLimit = 100_000

    private let source: [UnicodeScalar]
    private var position = 0
    private var depth = 0
    /// Makes one scalar of a set a node.
    private let character: (ScalarSet) -> GrammarNode

    /// The texts that a pattern matches, each scalar spelled by `character`.
    static func node(
        _ pattern: String,
        character: @escaping (ScalarSet) -> GrammarNode = { .scalars($0) }
    ) throws(Problem) -> GrammarNode {
        var parser = RegularExpression(pattern, character)
        let alternatives = try parser.parseAlternatives(isWhole: true)
        guard parser.position == parser.source.count else { throw Problem(text: "there is a ) without its (") }
        return alternatives
    }

    private init(_ pattern: String, _ character: @escaping (ScalarSet) -> GrammarNode) {
        source = Array(pattern.unicodeScalars)
        self.character = character
    }

    private var current: UnicodeScalar? { position < source.count ? source[position] : nil }

    private mutating func take(_ scalar: UnicodeScalar) -> Bool {
        guard current == scalar else { return false }
        position += 1
        return true
    }

    private mutating func parseAlternatives(isWhole: Bool) throws(Problem) -> GrammarNode {
        var nodes: [GrammarNode] = []
        repeat {
            let isAnchored = isWhole && take("^")
            var items = try parseItems()
            if isWhole {
                let anything = GrammarNode.many(character(.all))
                if !isAnchored { items.insert(anything, at: 0) }
                if !take("$") { items.append(anything) }
            }
            nodes.append(.sequence(items))
        } while take("|")
        return nodes.count == 1 ? nodes[0] : .choice(nodes)
    }

    private mutating func parseItems() throws(Problem) -> [GrammarNode] {
        var items: [GrammarNode] = []
        while let scalar = current, scalar != "|", scalar != ")" {
            if scalar == "$", position + 1 == source.count || source[position + 1] == "|" { break }
            items.append(try parseRepetition(of: try parseAtom()))
        }
        return items
    }

    private mutating func parseAtom() throws(Problem) -> GrammarNode {
        guard let scalar = current else { return .empty }
        position += 1
        switch scalar {
        case "(":
            if take("?"), !take(":") {
                throw Problem(text: "groups beginning with (? other than (?: are not supported")
            }
            guard depth < RegularExpression.depthLimit else { throw Problem(text: "groups are nested too deep") }
            depth += 1
            let node = try parseAlternatives(isWhole: false)
            depth -= 1
            guard take(")") else { throw Problem(text: "a ( has no )") }
            return node
        case "[": return character(try parseClass())
        case ".": return character(ScalarSet("\n\r\u{2028}\u{2029}").inverted)
        case "\\": return character(try parseEscape(inClass: false))
        case "^", "$": throw Problem(text: "\(scalar) is supported at the ends of the pattern only")
        case "*", "+", "?", "{": throw Problem(text: "\(scalar) has nothing before it to repeat")
        default: return character(ScalarSet(String(scalar)))
        }
    }

    private mutating func parseRepetition(of atom: GrammarNode) throws(Problem) -> GrammarNode {
        var node = atom
        switch current {
        case "*": node = .many(atom)
        case "+": node = .repetition(atom, minimum: 1, maximum: nil)
        case "?": node = .optional(atom)
        case "{":
            position += 1
            let minimum = try parseCount()
            var maximum: Int? = minimum
            if take(",") { maximum = current == "}" ? nil : try parseCount() }
            guard current == "}", maximum ?? minimum >= minimum else {
                throw Problem(text: "a repetition {…} is malformed")
            }
            node = .repetition(atom, minimum: minimum, maximum: maximum)
        default: return atom
        }
        position += 1
        _ = take("?")  // a lazy repetition matches the same texts
        return node
    }

    private mutating func parseCount() throws(Problem) -> Int {
        let start = position
        var value = 0
        while let digit = current, ("0"..."9").contains(digit), value <= RegularExpression.countLimit {
            value = value * 10 + Int(digit.value - 0x30)
            position += 1
        }
        guard position > start, value <= RegularExpression.countLimit else {
            throw Problem(text: "expected a repetition count of at most \(RegularExpression.countLimit)")
        }
        return value
    }

    private mutating func parseClass() throws(Problem) -> ScalarSet {
        let isNegated = take("^")
        var set = ScalarSet()
        while let scalar = current, scalar != "]" {
            let low = try parseMember()
            guard current == "-", position + 1 < source.count, source[position + 1] != "]" else {
                set = set.union(low)
                continue
            }
            position += 1
            let high = try parseMember()
            guard let first = low.single, let last = high.single, first <= last else {
                throw Problem(text: "a range of a class is malformed")
            }
            set = set.union(ScalarSet([first...last]))
        }
        guard take("]") else { throw Problem(text: "a [ has no ]") }
        return isNegated ? set.inverted : set
    }

    private mutating func parseMember() throws(Problem) -> ScalarSet {
        guard let scalar = current else { throw Problem(text: "a [ has no ]") }
        position += 1
        return scalar == "\\" ? try parseEscape(inClass: true) : ScalarSet(String(scalar))
    }

    private mutating func parseEscape(inClass: Bool) throws(Problem) -> ScalarSet {
        guard let scalar = current else { throw Problem(text: "the pattern ends after \\") }
        position += 1
        let digits = ScalarSet([0x30...0x39])
        let word = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
        let space = ScalarSet([
            0x9...0xD, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
            0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
        ])
        switch scalar {
        case "d": return digits
        case "D": return digits.inverted
        case "w": return word
        case "W": return word.inverted
        case "s": return space
        case "S": return space.inverted
        case "n": return ScalarSet("\n")
        case "r": return ScalarSet("\r")
        case "t": return ScalarSet("\t")
        case "f": return ScalarSet("\u{0C}")
        case "v": return ScalarSet("\u{0B}")
        case "x": return try parseHexadecimal(2)
        case "u": return try parseHexadecimal(4)
        default:
            guard !word.contains(scalar.value) else { throw Problem(text: "the escape \\\(scalar) is not supported") }
            return ScalarSet(String(scalar))
        }
    }

    private mutating func parseHexadecimal(_ digits: Int) throws(Problem) -> ScalarSet {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = current.flatMap({ UInt32(String($0), radix: 16) }) else {
                throw Problem(text: "expected \(digits) hexadecimal digits")
            }
            value = value << 4 | digit
            position += 1
        }
        guard UnicodeScalar(value) != nil else { throw Problem(text: "surrogates are not supported") }
        return ScalarSet([value...value])
    }
}

extension ScalarSet {
    /// The only scalar of the set.
    fileprivate var single: UInt32? {
        guard ranges.count == 1, ranges[0].count == 1 else { return nil }
        return ranges[0].lowerBound
    }
}
