#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Arithmetic with Python's rules; integers have 64 bits.
extension JinjaRenderer {
    func negated(_ value: JinjaValue) throws(JinjaError) -> JinjaValue {
        if case .float(let number) = value { return .float(-number) }
        return try arithmetic(.subtract, .integer(0), value)
    }

    func arithmetic(
        _ symbol: JinjaToken.Symbol,
        _ left: JinjaValue,
        _ right: JinjaValue
    ) throws(JinjaError) -> JinjaValue {
        if let first = left.integerValue, let second = right.integerValue { return try integers(symbol, first, second) }
        if let first = left.floatValue, let second = right.floatValue { return try floats(symbol, first, second) }
        if case .modulo = symbol, let format = left.text {
            return .string(try percentFormatted(format, right))
        }
        if case .undefined(let undefined) = left { throw failure(undefined) }
        if case .undefined(let undefined) = right { throw failure(undefined) }
        switch symbol {
        case .add: if let sum = try joined(left, right) { return sum }
        case .multiply: if let product = try repeated(left, right) { return product }
        default: break
        }
        for case .wideInteger in [left, right] {
            throw failure(.arithmetic, "an integer beyond 64 bits cannot be reckoned with")
        }
        throw failure(.type, "\"\(symbol.rawValue)\" does not work for \(left.typeName) and \(right.typeName)")
    }

    private func integers(_ symbol: JinjaToken.Symbol, _ left: Int, _ right: Int) throws(JinjaError) -> JinjaValue {
        switch symbol {
        case .add: return try exact(left.addingReportingOverflow(right))
        case .subtract: return try exact(left.subtractingReportingOverflow(right))
        case .multiply: return try exact(left.multipliedReportingOverflow(by: right))
        case .divide:
            guard right != 0 else { throw failure(.arithmetic, "division by zero") }
            return .float(Double(left) / Double(right))
        case .floorDivide:
            guard right != 0 else { throw failure(.arithmetic, "division by zero") }
            let (quotient, overflow) = left.dividedReportingOverflow(by: right)
            let isRounded = !overflow && quotient * right != left && (left < 0) != (right < 0)
            return try exact((isRounded ? quotient - 1 : quotient, overflow))
        case .modulo:
            guard right != 0 else { throw failure(.arithmetic, "division by zero") }
            let rest = left.remainderReportingOverflow(dividingBy: right).partialValue
            return .integer(rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest)
        default:
            guard right >= 0 else { return try floats(symbol, Double(left), Double(right)) }
            return try power(left, right)
        }
    }

    private func exact(_ result: (partialValue: Int, overflow: Bool)) throws(JinjaError) -> JinjaValue {
        guard !result.overflow else { throw failure(.arithmetic, "an integer is beyond 64 bits") }
        return .integer(result.partialValue)
    }

    private func power(_ base: Int, _ exponent: Int) throws(JinjaError) -> JinjaValue {
        if base == 0 || base == 1 { return .integer(exponent == 0 ? 1 : base) }
        if base == -1 { return .integer(exponent % 2 == 0 ? 1 : -1) }
        guard exponent < Int.bitWidth else { throw failure(.arithmetic, "an integer is beyond 64 bits") }
        var result = JinjaValue.integer(1)
        for _ in 0..<exponent {
            result = try exact((result.integerValue ?? 1).multipliedReportingOverflow(by: base))
        }
        return result
    }

    private func floats(
        _ symbol: JinjaToken.Symbol,
        _ left: Double,
        _ right: Double
    ) throws(JinjaError) -> JinjaValue {
        switch symbol {
        case .add: return .float(left + right)
        case .subtract: return .float(left - right)
        case .multiply: return .float(left * right)
        case .power: return try power(left, right)
        default:
            guard right != 0 else { throw failure(.arithmetic, "division by zero") }
            if case .divide = symbol { return .float(left / right) }
            var rest = fmod(left, right)
            var quotient = (left - rest) / right
            if rest != 0, (rest < 0) != (right < 0) {
                rest += right
                quotient -= 1
            } else if rest == 0 {
                rest = Double(signOf: right, magnitudeOf: 0)
            }
            if case .modulo = symbol { return .float(rest) }
            let floored = quotient.rounded(.down)
            return .float(quotient - floored > 0.5 ? floored + 1 : floored)
        }
    }

    private func power(_ left: Double, _ right: Double) throws(JinjaError) -> JinjaValue {
        if left == 0 && right < 0 { throw failure(.arithmetic, "zero to a negative power") }
        if left < 0, left.isFinite, right.isFinite, right != right.rounded() {
            throw failure(.unsupported, "a complex number")
        }
        let result = pow(left, right)
        if result.isInfinite, left.isFinite, right.isFinite { throw failure(.arithmetic, "a power is too large") }
        return .float(result)
    }

    /// Text, lists and tuples one after the other; nil for anything else.
    private func joined(_ left: JinjaValue, _ right: JinjaValue) throws(JinjaError) -> JinjaValue? {
        switch (left, right) {
        case (.string(let first), .string(let second)): return .string(try checked(first + second))
        case (.markup(let first), .markup(let second)): return .markup(try checked(first + second))
        case (.markup(let first), .string(let second)):
            return .markup(try checked(first + PythonText.escapedForHTML(second)))
        case (.string(let first), .markup(let second)):
            return .markup(try checked(PythonText.escapedForHTML(first) + second))
        case (.list(let first), .list(let second)):
            try checkCount(first.items.count + second.items.count)
            try step(first.items.count + second.items.count)
            return .list(first.items + second.items)
        case (.tuple(let first), .tuple(let second)):
            try checkCount(first.items.count + second.items.count)
            try step(first.items.count + second.items.count)
            return .tuple(first.items + second.items)
        default: return nil
        }
    }

    /// Text, a list or a tuple several times; nil for anything else.
    private func repeated(_ left: JinjaValue, _ right: JinjaValue) throws(JinjaError) -> JinjaValue? {
        guard let count = (left.integerValue ?? right.integerValue).map({ max($0, 0) }) else { return nil }
        let value = left.integerValue == nil ? left : right
        if let text = value.text {
            let (bytes, overflow) = text.utf8.count.multipliedReportingOverflow(by: count)
            try checkLength(overflow ? Int.max : bytes)
            let result = text.isEmpty ? "" : String(repeating: text, count: count)
            if case .markup = value { return .markup(result) }
            return .string(result)
        }
        let items: [JinjaValue]
        switch value {
        case .list(let sequence), .tuple(let sequence): items = sequence.items
        default: return nil
        }
        let (total, overflow) = items.count.multipliedReportingOverflow(by: count)
        try checkCount(overflow ? Int.max : total)
        try step(total)
        let result = items.isEmpty ? [] : Array(repeatElement(items, count: count).joined())
        if case .tuple = value { return .tuple(result) }
        return .list(result)
    }
}
