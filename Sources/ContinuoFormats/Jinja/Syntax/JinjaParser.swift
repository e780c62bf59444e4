/// Makes the tree of a template by recursive descent, after the grammar of Jinja 3.
struct JinjaParser {
    let limits: JinjaLimits
    private let tokens: [JinjaToken]
    private var position = 0

    /// The names in the order in which they first appear; the tree refers to them by number.
    private(set) var names: [String] = []
    private var numbers: [String: Int] = [:]

    /// How deep the parser is in expressions and blocks, and the operators of the current outermost expression.
    var depth = 0
    var operators = 0
    private var loops = 0
    /// For each macro around this place, which special names its body uses.
    private var specialNames: [Set<String>] = []

    /// The statements and the names of a template.
    static func parse(
        _ template: String,
        _ limits: JinjaLimits
    ) throws(JinjaError) -> (body: [JinjaStatement], names: [String]) {
        var parser = JinjaParser(limits: limits, tokens: try JinjaLexer.tokens(template))
        let body = try parser.statements(until: [])
        return (body, parser.names)
    }

    private init(limits: JinjaLimits, tokens: [JinjaToken]) {
        self.limits = limits
        self.tokens = tokens
    }

    // MARK: Tokens

    var current: JinjaToken { tokens[position] }
    var next: JinjaToken { tokens[min(position + 1, tokens.count - 1)] }
    mutating func advance() { position = min(position + 1, tokens.count - 1) }

    func failure(_ message: String) -> JinjaError { JinjaError(.syntax, line: current.line, message) }

    func isSymbol(_ symbol: JinjaToken.Symbol) -> Bool { current.kind == .symbol(symbol) }
    func isKeyword(_ word: String) -> Bool { if case .name(let name) = current.kind { name == word } else { false } }

    mutating func take(_ symbol: JinjaToken.Symbol) -> Bool {
        guard isSymbol(symbol) else { return false }
        advance()
        return true
    }

    mutating func takeKeyword(_ word: String) -> Bool {
        guard isKeyword(word) else { return false }
        advance()
        return true
    }

    mutating func expect(_ symbol: JinjaToken.Symbol) throws(JinjaError) {
        guard take(symbol) else { throw failure("expected \"\(symbol.rawValue)\", found \(current.description)") }
    }

    mutating func expect(_ kind: JinjaToken.Kind, _ words: String) throws(JinjaError) {
        guard current.kind == kind else { throw failure("expected \(words), found \(current.description)") }
        advance()
    }

    mutating func expectName() throws(JinjaError) -> String {
        guard case .name(let name) = current.kind else {
            throw failure("expected a name, found \(current.description)")
        }
        advance()
        return name
    }

    /// The number of a name, new or known.
    mutating func number(of name: String) -> Int {
        for index in specialNames.indices where ["varargs", "kwargs", "caller"].contains(name) {
            specialNames[index].insert(name)
        }
        if let known = numbers[name] { return known }
        numbers[name] = names.count
        names.append(name)
        return names.count - 1
    }

    /// Runs a part of the parser one level deeper.
    mutating func nested<Result>(
        _ part: (inout JinjaParser) throws(JinjaError) -> Result
    ) throws(JinjaError) -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= limits.nesting else {
            throw JinjaError(.limit, line: current.line, "the template is nested more than \(limits.nesting) deep")
        }
        return try part(&self)
    }

    // MARK: Statements

    /// Reads until a block that begins with one of these words, which stays current; without words until the end.
    private mutating func statements(until ends: [String]) throws(JinjaError) -> [JinjaStatement] {
        var body: [JinjaStatement] = []
        while true {
            let line = current.line
            switch current.kind {
            case .data(let text):
                advance()
                body.append(JinjaStatement(line: line, kind: .text(text)))
            case .variableBegin:
                advance()
                operators = 0
                let value = try tupleExpression()
                try expect(.variableEnd, "\"}}\"")
                body.append(JinjaStatement(line: line, kind: .print(value)))
            case .blockBegin:
                advance()
                guard case .name(let word) = current.kind else {
                    throw failure("expected the name of a block, found \(current.description)")
                }
                if ends.contains(word) { return body }
                let statements = try nested { (parser) throws(JinjaError) in try parser.statement(word) }
                body += statements.map { JinjaStatement(line: line, kind: $0) }
                try expect(.blockEnd, "\"%}\"")
            default:
                guard ends.isEmpty else {
                    throw failure("the template ends where \(Self.words(ends)) is expected")
                }
                return body
            }
        }
    }

    private static func words(_ ends: [String]) -> String {
        ends.map { "\"{% \($0) %}\"" }.joined(separator: " or ")
    }

    /// Reads the rest of a block's tag and then its body.
    private mutating func body(until ends: String...) throws(JinjaError) -> [JinjaStatement] {
        _ = take(.colon)
        try expect(.blockEnd, "\"%}\"")
        return try statements(until: ends)
    }

    private mutating func statement(_ word: String) throws(JinjaError) -> [JinjaStatement.Kind] {
        let line = current.line
        advance()
        operators = 0
        switch word {
        case "if": return [try conditional()]
        case "for": return [.loop(try loop())]
        case "set": return [try assignment()]
        case "macro":
            let name = try expectName()
            return [.macro(number(of: name), try macro(name, parameters: try parameters(isRequired: true), "endmacro"))]
        case "call":
            let parameters = try parameters(isRequired: false)
            guard case .call(let callee, let arguments) = try expression() else {
                throw JinjaError(.syntax, line: line, "expected a call of a macro")
            }
            return [.callBlock(callee, arguments, try macro("caller", parameters: parameters, "endcall"))]
        case "filter":
            let filter = try filters(of: nil, isFirstGiven: true)
            let body = try outsideLoops { (parser) throws(JinjaError) in try parser.body(until: "endfilter") }
            advance()
            return [.filterBlock(filter, body: body)]
        case "with": return [try with()]
        case "generation":
            let body = try outsideLoops { (parser) throws(JinjaError) in try parser.body(until: "endgeneration") }
            advance()
            return [.scope(body)]
        case "print":
            var printed: [JinjaStatement.Kind] = []
            while current.kind != .blockEnd {
                if !printed.isEmpty { try expect(.comma) }
                printed.append(.print(try expression()))
            }
            return printed
        case "break", "continue":
            guard loops > 0 else { throw JinjaError(.syntax, line: line, "\"\(word)\" outside of a loop") }
            return [word == "break" ? .breakLoop : .continueLoop]
        case "block", "extends", "include", "import", "from", "autoescape":
            throw JinjaError(.unsupported, line: line, "the block \"{% \(word) %}\"")
        default:
            throw JinjaError(.syntax, line: line, "there is no block \"{% \(word) %}\" here")
        }
    }

    /// Reads a body whose `break` cannot leave the loop around it.
    private mutating func outsideLoops<Result>(
        _ part: (inout JinjaParser) throws(JinjaError) -> Result
    ) throws(JinjaError) -> Result {
        let loopsThere = loops
        loops = 0
        defer { loops = loopsThere }
        return try part(&self)
    }

    private mutating func conditional() throws(JinjaError) -> JinjaStatement.Kind {
        var branches: [(test: JinjaExpression, body: [JinjaStatement])] = []
        while true {
            operators = 0
            let test = try tupleExpression(allowsConditional: false)
            branches.append((test, try body(until: "elif", "else", "endif")))
            if takeKeyword("elif") { continue }
            var otherwise: [JinjaStatement] = []
            if takeKeyword("else") { otherwise = try body(until: "endif") }
            advance()
            return .conditional(branches, otherwise: otherwise)
        }
    }

    private mutating func loop() throws(JinjaError) -> JinjaForStatement {
        let target = try target(until: "in", allowsAttributes: false)
        guard takeKeyword("in") else { throw failure("expected \"in\", found \(current.description)") }
        let iterable = try tupleExpression(allowsConditional: false, until: "recursive")
        let filter = takeKeyword("if") ? try expression() : nil
        let isRecursive = takeKeyword("recursive")
        loops += 1
        let body = try body(until: "endfor", "else")
        loops -= 1
        var otherwise: [JinjaStatement] = []
        if takeKeyword("else") { otherwise = try self.body(until: "endfor") }
        advance()
        return JinjaForStatement(
            target: target,
            iterable: iterable,
            filter: filter,
            isRecursive: isRecursive,
            body: body,
            otherwise: otherwise
        )
    }

    private mutating func assignment() throws(JinjaError) -> JinjaStatement.Kind {
        let target = try target(until: nil, allowsAttributes: true)
        if take(.assign) { return .assign(target, try tupleExpression()) }
        let filter = isSymbol(.pipe) ? try filters(of: nil, isFirstGiven: false) : nil
        let body = try outsideLoops { (parser) throws(JinjaError) in try parser.body(until: "endset") }
        advance()
        return .assignBlock(target, filter: filter, body: body)
    }

    private mutating func with() throws(JinjaError) -> JinjaStatement.Kind {
        var values: [(JinjaTarget, JinjaExpression)] = []
        while current.kind != .blockEnd {
            if !values.isEmpty { try expect(.comma) }
            let target = try target(until: nil, allowsAttributes: false)
            try expect(.assign)
            values.append((target, try expression()))
        }
        let body = try body(until: "endwith")
        advance()
        return .with(values, body: body)
    }

    private mutating func parameters(isRequired: Bool) throws(JinjaError) -> [JinjaMacroDefinition.Parameter] {
        var parameters: [JinjaMacroDefinition.Parameter] = []
        guard isRequired || isSymbol(.openParenthesis) else { return parameters }
        try expect(.openParenthesis)
        while !isSymbol(.closeParenthesis) {
            if !parameters.isEmpty { try expect(.comma) }
            let name = try expectName()
            let replacement = take(.assign) ? try expression() : nil
            if replacement == nil, parameters.last?.replacement != nil {
                throw failure("the parameter \"\(name)\" without default follows one with a default")
            }
            parameters.append(.init(name: number(of: name), text: name, replacement: replacement))
        }
        advance()
        return parameters
    }

    private mutating func macro(
        _ name: String,
        parameters: [JinjaMacroDefinition.Parameter],
        _ end: String
    ) throws(JinjaError) -> JinjaMacroDefinition {
        specialNames.append([])
        defer { specialNames.removeLast() }
        let body = try outsideLoops { (parser) throws(JinjaError) in try parser.body(until: end) }
        advance()
        return JinjaMacroDefinition(name: name, parameters: parameters, body: body, uses: specialNames.last ?? [])
    }
}
