extension Grammar {
    /// Reads a grammar in GBNF, the notation of llama.cpp: rules `name ::= …` with quoted texts, `[…]` classes, `.`, groups,
    /// `|`, the repetitions `* + ? {m} {m,} {m,n}`, and comments from `#` to the end of the line. A text has to follow the
    /// rule `root`. A rule goes on over line ends up to the next `name ::=`.
    /// - Throws: `GrammarError` with line and column.
    public init(gbnf text: String) throws(GrammarError) {
        var parser = GBNFParser(text)
        try self.init(parser.parse())
    }
}

/// A parser of GBNF by recursive descent.
struct GBNFParser {
    /// Groups may be nested so deep.
    private static let depthLimit = 200
    /// The greatest repetition count.
    private static let countLimit = 1_000_000

    let source: [UInt32]
    var position = 0
    private var definition = GrammarDefinition()
    private var numbers: [String: Int] = [:]
    /// Where each rule was defined, by its number; nil where it was only used.
    private var definitions: [Int?] = []
    private var firstUses: [Int] = []
    private var depth = 0

    init(_ text: String) { source = text.unicodeScalars.map(\.value) }

    mutating func parse() throws(GrammarError) -> GrammarDefinition {
        skipSpace()
        while position < source.count {
            try parseRule()
            skipSpace()
        }
        guard let root = numbers["root"], definitions[root] != nil else { throw .noRoot }
        for (index, start) in definitions.enumerated() where start == nil {
            let place = place(of: firstUses[index])
            throw .undefinedRule(name: definition.rules[index].name, line: place.line, column: place.column)
        }
        definition.root = root
        return definition
    }

    private mutating func parseRule() throws(GrammarError) {
        let start = position
        let name = parseName()
        guard !name.isEmpty else { throw problem("expected the name of a rule, of letters, digits, - and _") }
        skipSpace()
        guard starts(with: "::=") else { throw problem("expected ::= after the name \"\(name)\"") }
        position += 3
        let number = number(of: name, at: start)
        if let first = definitions[number] {
            throw .duplicateRule(name: name, line: place(of: start).line, firstLine: place(of: first).line)
        }
        definitions[number] = start
        definition.rules[number].body = try parseChoice()
        if position < source.count, !atRule { throw problem("unexpected \(shown(position))") }
    }

    private mutating func parseChoice() throws(GrammarError) -> GrammarNode {
        var alternatives = [try parseSequence()]
        while current == "|" {
            position += 1
            alternatives.append(try parseSequence())
        }
        return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
    }

    private mutating func parseSequence() throws(GrammarError) -> GrammarNode {
        var items: [GrammarNode] = []
        skipSpace()
        while let item = try parseItem() {
            items.append(try parseRepetitions(of: item))
            skipSpace()
        }
        return items.count == 1 ? items[0] : .sequence(items)
    }

    /// A text, class, group or name; nil where none begins.
    private mutating func parseItem() throws(GrammarError) -> GrammarNode? {
        switch current {
        case "\"": return try parseText()
        case "[": return try parseClass()
        case ".":
            position += 1
            return .scalars(.all)
        case "(":
            let start = position
            guard depth < GBNFParser.depthLimit else {
                throw problem("groups are nested deeper than \(GBNFParser.depthLimit); give the inner ones names")
            }
            depth += 1
            position += 1
            let node = try parseChoice()
            guard current == ")" else {
                let opening = place(of: start)
                throw problem("expected ) for the ( of line \(opening.line), column \(opening.column)")
            }
            position += 1
            depth -= 1
            return node
        case "<":
            throw problem("tokens by id, <…>, are not supported; write their text in quotes")
        case "*", "+", "?", "{": throw problem("\(shown(position)) has nothing before it to repeat")
        default:
            guard !atRule, isNamePart(position) else { return nil }
            let start = position
            return .rule(number(of: parseName(), at: start))
        }
    }

    private mutating func parseRepetitions(of item: GrammarNode) throws(GrammarError) -> GrammarNode {
        var node = item
        for _ in 0..<GBNFParser.depthLimit {
            skipSpace()
            switch current {
            case "*": node = .many(node)
            case "+": node = .repetition(node, minimum: 1, maximum: nil)
            case "?": node = .optional(node)
            case "{":
                let bounds = try parseBounds()
                node = .repetition(node, minimum: bounds.minimum, maximum: bounds.maximum)
            default: return node
            }
            position += 1
        }
        throw problem("one item has more than \(GBNFParser.depthLimit) repetitions")
    }

    /// Reads `{m}`, `{m,}` or `{m,n}` and stops at the closing brace.
    private mutating func parseBounds() throws(GrammarError) -> (minimum: Int, maximum: Int?) {
        position += 1
        skipSpace()
        let minimum = try parseCount()
        skipSpace()
        var maximum: Int? = minimum
        if current == "," {
            position += 1
            skipSpace()
            maximum = current == "}" ? nil : try parseCount()
            skipSpace()
        }
        guard current == "}" else { throw problem("expected } after the repetition count") }
        if let maximum, maximum < minimum {
            throw problem("the repetition {\(minimum),\(maximum)} has a minimum above its maximum")
        }
        return (minimum, maximum)
    }

    private mutating func parseCount() throws(GrammarError) -> Int {
        guard let first = current, ("0"..."9").contains(first) else { throw problem("expected a repetition count") }
        var value = 0
        while let digit = current, ("0"..."9").contains(digit) {
            value = value * 10 + Int(digit.value - 0x30)
            guard value <= GBNFParser.countLimit else {
                throw problem("the repetition count is above \(GBNFParser.countLimit)")
            }
            position += 1
        }
        return value
    }

    // MARK: Names

    private mutating func number(of name: String, at position: Int) -> Int {
        if let known = numbers[name] { return known }
        let number = definition.add(name)
        numbers[name] = number
        definitions.append(nil)
        firstUses.append(position)
        return number
    }

    private mutating func parseName() -> String {
        let start = position
        while isNamePart(position) { position += 1 }
        return text(start..<position)
    }

    private func isNamePart(_ position: Int) -> Bool {
        guard let scalar = scalar(at: position), scalar.isASCII else { return false }
        return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_"
    }

    /// Whether `name ::=` stands here.
    private var atRule: Bool {
        var ahead = self
        guard !ahead.parseName().isEmpty else { return false }
        ahead.skipSpace()
        return ahead.starts(with: "::=")
    }
}
