/// Equality, order and membership with Python's rules.
extension JinjaRenderer {
    func compare(
        _ first: JinjaExpression,
        _ others: [(JinjaComparison, JinjaExpression)],
        _ scope: JinjaScope
    ) throws(JinjaError) -> JinjaValue {
        var left = try evaluate(first, scope)
        for (operation, expression) in others {
            let right = try evaluate(expression, scope)
            guard try holds(operation, left, right) else { return .bool(false) }
            left = right
        }
        return .bool(true)
    }

    func holds(_ operation: JinjaComparison, _ left: JinjaValue, _ right: JinjaValue) throws(JinjaError) -> Bool {
        switch operation {
        case .equal: try equals(left, right)
        case .notEqual: !(try equals(left, right))
        case .less: try precedes(left, right, "<")
        case .greater: try precedes(right, left, ">")
        case .lessOrEqual: try precedesOrEquals(left, right, "<=")
        case .greaterOrEqual: try precedesOrEquals(right, left, ">=")
        case .contained: try contains(right, left)
        case .notContained: !(try contains(right, left))
        }
    }

    func equals(_ left: JinjaValue, _ right: JinjaValue) throws(JinjaError) -> Bool {
        try step()
        if let first = left.text, let second = right.text { return PythonText.equals(first, second) }
        if let first = left.integerValue, let second = right.integerValue { return first == second }
        if let first = left.floatValue, let second = right.floatValue { return first == second }
        switch (left, right) {
        case (.none, .none), (.undefined, .undefined): return true
        case (.wideInteger(let first), .wideInteger(let second)): return first == second
        case (.list(let first), .list(let second)), (.tuple(let first), .tuple(let second)):
            return try equals(first.items, second.items)
        case (.dictionary(let first), .dictionary(let second)):
            guard first.keys.count == second.keys.count else { return false }
            for (key, value) in zip(first.keys, first.values) {
                guard let other = second.value(try hashed(key)), try equals(value, other) else { return false }
            }
            return true
        case (.range(let first), .range(let second)): return try equals(first.items, second.items)
        case (.namespace(let first), .namespace(let second)): return first === second
        case (.macro(let first), .macro(let second)): return first === second
        case (.iterator(let first), .iterator(let second)): return first === second
        case (.view, .view): throw failure(.unsupported, "a comparison of dictionary views")
        default: return false
        }
    }

    private func equals(_ left: [JinjaValue], _ right: [JinjaValue]) throws(JinjaError) -> Bool {
        guard left.count == right.count else { return false }
        for (first, second) in zip(left, right) {
            guard try equals(first, second) else { return false }
        }
        return true
    }

    /// Whether the left value comes before the right one.
    func precedes(_ left: JinjaValue, _ right: JinjaValue, _ symbol: String = "<") throws(JinjaError) -> Bool {
        try step()
        if let first = left.integerValue, let second = right.integerValue { return first < second }
        if let first = left.floatValue, let second = right.floatValue { return first < second }
        if let first = left.text, let second = right.text { return PythonText.precedes(first, second) }
        switch (left, right) {
        case (.undefined(let undefined), _), (_, .undefined(let undefined)): throw failure(undefined)
        case (.list(let first), .list(let second)), (.tuple(let first), .tuple(let second)):
            for (one, other) in zip(first.items, second.items) where !(try equals(one, other)) {
                return try precedes(one, other, symbol)
            }
            return first.items.count < second.items.count
        default:
            throw failure(.type, "\"\(symbol)\" does not work for \(left.typeName) and \(right.typeName)")
        }
    }

    private func precedesOrEquals(
        _ left: JinjaValue,
        _ right: JinjaValue,
        _ symbol: String
    ) throws(JinjaError) -> Bool {
        // Not-a-number is neither before nor equal; everything else has a full order.
        if try precedes(left, right, symbol) { return true }
        return try equals(left, right)
    }

    /// Whether `value in container`.
    func contains(_ container: JinjaValue, _ value: JinjaValue) throws(JinjaError) -> Bool {
        switch container {
        case .string(let text), .markup(let text):
            guard let part = value.text else {
                throw failure(.type, "\"in\" text needs text on its left, found \(value.typeName)")
            }
            return PythonText.find(Array(part.utf8), in: Array(text.utf8)) != nil
        case .dictionary(let dictionary): return dictionary.value(try hashed(value)) != nil
        case .namespace, .loop: throw failure(.type, "\"in\" does not work for \(container.typeName)")
        default:
            for item in try iterated(container) where try equals(item, value) { return true }
            return false
        }
    }

    /// The values in order; equal ones stay as they are to each other.
    func sorted(
        _ values: [JinjaValue],
        by keys: [JinjaValue],
        isReversed: Bool
    ) throws(JinjaError) -> [JinjaValue] {
        // A merge sort: the order may throw, and the standard library's sort does not promise to be stable.
        var order = Array(values.indices)
        var width = 1
        while width < order.count {
            var merged: [Int] = []
            merged.reserveCapacity(order.count)
            for start in stride(from: 0, to: order.count, by: 2 * width) {
                var left = start
                var right = min(start + width, order.count)
                let middle = right
                let end = min(start + 2 * width, order.count)
                while left < middle || right < end {
                    let takesRight: Bool
                    if left == middle {
                        takesRight = true
                    } else if right == end {
                        takesRight = false
                    } else {
                        let (first, second) = (keys[order[left]], keys[order[right]])
                        takesRight = try isReversed ? precedes(first, second) : precedes(second, first)
                    }
                    merged.append(order[takesRight ? right : left])
                    if takesRight { right += 1 } else { left += 1 }
                }
            }
            order = merged
            width *= 2
        }
        return order.map { values[$0] }
    }
}
