extension JinjaParser {
    /// Reads one expression, or several with commas between as a tuple.
    mutating func tupleExpression(
        allowsConditional: Bool = true,
        until end: String? = nil,
        isInParentheses: Bool = false
    ) throws(JinjaError) -> JinjaExpression {
        var parts: [JinjaExpression] = []
        var isTuple = false
        while true {
            if isTupleEnd(end) { break }
            parts.append(try expression(allowsConditional: allowsConditional))
            guard take(.comma) else { break }
            isTuple = true
        }
        if !isTuple, let only = parts.first { return only }
        guard isTuple || isInParentheses else { throw failure("expected an expression, found \(current.description)") }
        return .tuple(parts)
    }

    private func isTupleEnd(_ end: String?) -> Bool {
        switch current.kind {
        case .variableEnd, .blockEnd, .symbol(.closeParenthesis), .end: true
        case .name(let name): name == end
        default: false
        }
    }

    mutating func expression(allowsConditional: Bool = true) throws(JinjaError) -> JinjaExpression {
        try nested { (parser) throws(JinjaError) in
            allowsConditional ? try parser.conditionalExpression() : try parser.disjunction()
        }
    }

    /// Counts an operator: a chain of them makes a deep tree.
    mutating func countOperator() throws(JinjaError) {
        operators += 1
        guard operators <= limits.operators else {
            throw JinjaError(
                .limit,
                line: current.line,
                "an expression has more than \(limits.operators) operators, attributes and calls"
            )
        }
    }

    private mutating func conditionalExpression() throws(JinjaError) -> JinjaExpression {
        var value = try disjunction()
        while takeKeyword("if") {
            try countOperator()
            let test = try disjunction()
            var otherwise: JinjaExpression?
            if takeKeyword("else") {
                otherwise = try nested { (parser) throws(JinjaError) in try parser.conditionalExpression() }
            }
            value = .conditional(test: test, then: value, otherwise: otherwise)
        }
        return value
    }

    mutating func disjunction() throws(JinjaError) -> JinjaExpression {
        var left = try conjunction()
        while takeKeyword("or") {
            try countOperator()
            left = .or(left, try conjunction())
        }
        return left
    }

    private mutating func conjunction() throws(JinjaError) -> JinjaExpression {
        var left = try negation()
        while takeKeyword("and") {
            try countOperator()
            left = .and(left, try negation())
        }
        return left
    }

    private mutating func negation() throws(JinjaError) -> JinjaExpression {
        guard takeKeyword("not") else { return try comparison() }
        return .not(try nested { (parser) throws(JinjaError) in try parser.negation() })
    }

    private mutating func comparison() throws(JinjaError) -> JinjaExpression {
        let first = try sum()
        var others: [(JinjaComparison, JinjaExpression)] = []
        while let operation = takeComparison() {
            try countOperator()
            others.append((operation, try sum()))
        }
        return others.isEmpty ? first : .comparison(first, others)
    }

    private mutating func takeComparison() -> JinjaComparison? {
        if case .symbol(let symbol) = current.kind, let operation = JinjaComparison(symbol) {
            advance()
            return operation
        }
        if takeKeyword("in") { return .contained }
        if isKeyword("not"), next.kind == .name("in") {
            advance()
            advance()
            return .notContained
        }
        return nil
    }

    private mutating func sum() throws(JinjaError) -> JinjaExpression {
        var left = try concatenation()
        while case .symbol(let symbol) = current.kind, symbol == .add || symbol == .subtract {
            try countOperator()
            advance()
            left = .arithmetic(symbol, left, try concatenation())
        }
        return left
    }

    private mutating func concatenation() throws(JinjaError) -> JinjaExpression {
        var parts = [try product()]
        while take(.concatenate) {
            try countOperator()
            parts.append(try product())
        }
        return parts.count == 1 ? parts[0] : .concatenation(parts)
    }

    private mutating func product() throws(JinjaError) -> JinjaExpression {
        let products: [JinjaToken.Symbol] = [.multiply, .divide, .floorDivide, .modulo]
        var left = try power()
        while case .symbol(let symbol) = current.kind, products.contains(symbol) {
            try countOperator()
            advance()
            left = .arithmetic(symbol, left, try power())
        }
        return left
    }

    private mutating func power() throws(JinjaError) -> JinjaExpression {
        var left = try unary()
        while take(.power) {
            try countOperator()
            left = .arithmetic(.power, left, try unary())
        }
        return left
    }

    private mutating func unary(takesFilters: Bool = true) throws(JinjaError) -> JinjaExpression {
        var value: JinjaExpression
        if take(.subtract) {
            value = .negative(try nested { (parser) throws(JinjaError) in try parser.unary(takesFilters: false) })
        } else if take(.add) {
            value = .positive(try nested { (parser) throws(JinjaError) in try parser.unary(takesFilters: false) })
        } else {
            value = try primary()
        }
        value = try postfixes(of: value)
        return takesFilters ? try filtersAndTests(of: value) : value
    }

    func literal(_ name: String) -> JinjaLiteral? {
        switch name {
        case "true", "True": .bool(true)
        case "false", "False": .bool(false)
        case "none", "None": JinjaLiteral.none
        default: nil
        }
    }

    mutating func primary() throws(JinjaError) -> JinjaExpression {
        switch current.kind {
        case .name(let name):
            advance()
            if let literal = literal(name) { return .literal(literal) }
            return .name(number(of: name))
        case .string(var text):
            advance()
            while case .string(let more) = current.kind {
                text += more
                advance()
            }
            return .literal(.string(text))
        case .integer(let value):
            advance()
            return .literal(.integer(value))
        case .float(let value):
            advance()
            return .literal(.float(value))
        case .symbol(.openParenthesis):
            advance()
            let value = try tupleExpression(isInParentheses: true)
            try expect(.closeParenthesis)
            return value
        case .symbol(.openBracket): return try list()
        case .symbol(.openBrace): return try dictionary()
        default: throw failure("expected an expression, found \(current.description)")
        }
    }

    private mutating func list() throws(JinjaError) -> JinjaExpression {
        advance()
        var parts: [JinjaExpression] = []
        while !isSymbol(.closeBracket) {
            if !parts.isEmpty {
                try expect(.comma)
                if isSymbol(.closeBracket) { break }
            }
            parts.append(try expression())
        }
        advance()
        return .list(parts)
    }

    private mutating func dictionary() throws(JinjaError) -> JinjaExpression {
        advance()
        var parts: [(JinjaExpression, JinjaExpression)] = []
        while !isSymbol(.closeBrace) {
            if !parts.isEmpty {
                try expect(.comma)
                if isSymbol(.closeBrace) { break }
            }
            let key = try expression()
            try expect(.colon)
            parts.append((key, try expression()))
        }
        advance()
        return .dictionary(parts)
    }

    /// Reads what an assignment or a loop writes to.
    mutating func target(until end: String?, allowsAttributes: Bool) throws(JinjaError) -> JinjaTarget {
        var parts: [JinjaTarget] = []
        var isTuple = false
        while !isSymbol(.assign), !isSymbol(.pipe), !isTupleEnd(end) {
            parts.append(try singleTarget(allowsAttributes: allowsAttributes))
            guard take(.comma) else { break }
            isTuple = true
        }
        if !isTuple, let only = parts.first { return only }
        guard isTuple else { throw failure("expected a name to assign to, found \(current.description)") }
        return .tuple(parts)
    }

    private mutating func singleTarget(allowsAttributes: Bool) throws(JinjaError) -> JinjaTarget {
        if take(.openParenthesis) {
            let target = try nested { (parser) throws(JinjaError) in
                try parser.target(until: nil, allowsAttributes: allowsAttributes)
            }
            try expect(.closeParenthesis)
            return target
        }
        let name = try expectName()
        if literal(name) != nil { throw failure("cannot assign to \"\(name)\"") }
        if allowsAttributes, take(.dot) { return .attribute(number(of: name), try expectName()) }
        return .name(number(of: name))
    }
}
