extension JinjaParser {
    /// Reads `.attribute`, `[item]` and `(call)`, as many as there are.
    mutating func postfixes(of value: JinjaExpression) throws(JinjaError) -> JinjaExpression {
        var value = value
        while case .symbol(let symbol) = current.kind {
            switch symbol {
            case .dot:
                advance()
                switch current.kind {
                case .name(let name): value = .attribute(value, name)
                case .integer(let index): value = .item(value, .literal(.integer(index)))
                default: throw failure("expected a name or a number after \".\", found \(current.description)")
                }
                advance()
            case .openBracket: value = try item(of: value)
            case .openParenthesis: value = .call(value, try arguments())
            default: return value
            }
            try countOperator()
        }
        return value
    }

    private mutating func item(of value: JinjaExpression) throws(JinjaError) -> JinjaExpression {
        advance()
        var parts: [JinjaExpression] = []
        var isTuple = false
        while !isSymbol(.closeBracket) {
            if !parts.isEmpty {
                try expect(.comma)
                isTuple = true
            }
            let lower = isSymbol(.colon) ? nil : try expression()
            guard take(.colon) else {
                if let lower { parts.append(lower) }
                continue
            }
            var slice = JinjaSlice(lower: lower)
            if !isSymbol(.colon), !isSymbol(.closeBracket) { slice.upper = try expression() }
            if take(.colon), !isSymbol(.closeBracket) { slice.step = try expression() }
            guard parts.isEmpty, isSymbol(.closeBracket) else {
                throw JinjaError(.unsupported, line: current.line, "a subscript of several slices")
            }
            advance()
            return .slice(value, slice)
        }
        advance()
        return .item(value, isTuple || parts.isEmpty ? .tuple(parts) : parts[0])
    }

    /// Reads `| filter`, `is test` and `(call)`, as many as there are.
    mutating func filtersAndTests(of value: JinjaExpression) throws(JinjaError) -> JinjaExpression {
        var value = value
        while true {
            if isSymbol(.pipe) {
                value = try filters(of: value, isFirstGiven: false)
            } else if takeKeyword("is") {
                value = try test(of: value)
            } else if isSymbol(.openParenthesis) {
                value = .call(value, try arguments())
            } else {
                return value
            }
            try countOperator()
        }
    }

    /// Reads filters; the first has no `|` before it when it is given as the filter of a block.
    mutating func filters(of value: JinjaExpression?, isFirstGiven: Bool) throws(JinjaError) -> JinjaExpression {
        var value = value
        var isGiven = isFirstGiven
        while isGiven || take(.pipe) {
            isGiven = false
            try countOperator()
            let name = try dottedName()
            let arguments = isSymbol(.openParenthesis) ? try arguments() : JinjaCallArguments()
            value = .filter(value, name, arguments)
        }
        guard let value else { throw failure("expected a filter, found \(current.description)") }
        return value
    }

    private mutating func dottedName() throws(JinjaError) -> String {
        var name = try expectName()
        while take(.dot) { name += "." + (try expectName()) }
        return name
    }

    private mutating func test(of value: JinjaExpression) throws(JinjaError) -> JinjaExpression {
        let isNegated = takeKeyword("not")
        let name = try dottedName()
        var arguments = JinjaCallArguments()
        if isSymbol(.openParenthesis) {
            arguments = try self.arguments()
        } else if try beginsTestArgument() {
            arguments.positional = [
                try nested { (parser) throws(JinjaError) in try parser.postfixes(of: try parser.primary()) }
            ]
        }
        let test = JinjaExpression.test(value, name, arguments)
        return isNegated ? .not(test) : test
    }

    private func beginsTestArgument() throws(JinjaError) -> Bool {
        switch current.kind {
        case .name(let name):
            if name == "is" { throw failure("tests with \"is\" cannot be chained") }
            return !["else", "or", "and"].contains(name)
        case .string, .integer, .float, .symbol(.openBracket), .symbol(.openBrace): return true
        default: return false
        }
    }

    /// Reads the arguments of a call with their parentheses.
    private mutating func arguments() throws(JinjaError) -> JinjaCallArguments {
        try expect(.openParenthesis)
        var arguments = JinjaCallArguments()
        var isFirst = true
        while !isSymbol(.closeParenthesis) {
            if !isFirst {
                try expect(.comma)
                if isSymbol(.closeParenthesis) { break }
            }
            isFirst = false
            try argument(&arguments)
        }
        advance()
        return arguments
    }

    private mutating func argument(_ arguments: inout JinjaCallArguments) throws(JinjaError) {
        let isAfterSpread = arguments.spread != nil || arguments.keywordSpread != nil
        let misplaced = failure("the arguments of a call are in the wrong order")
        if take(.multiply) {
            guard !isAfterSpread else { throw misplaced }
            arguments.spread = try expression()
        } else if take(.power) {
            guard arguments.keywordSpread == nil else { throw misplaced }
            arguments.keywordSpread = try expression()
        } else if case .name(let name) = current.kind, next.kind == .symbol(.assign) {
            guard arguments.keywordSpread == nil else { throw misplaced }
            advance()
            advance()
            arguments.keywords.append((name, try expression()))
        } else {
            guard !isAfterSpread, arguments.keywords.isEmpty else { throw misplaced }
            arguments.positional.append(try expression())
        }
    }
}
