extension JinjaRenderer {
    /// The value of an expression.
    func evaluate(_ expression: JinjaExpression, _ scope: JinjaScope) throws(JinjaError) -> JinjaValue {
        switch expression {
        case .literal(let literal): return JinjaValue(literal)
        case .name(let name): return lookUp(name, scope)
        default: break
        }
        try enter()
        defer { leave() }
        switch expression {
        case .literal, .name: return .none
        case .attribute(let owner, let name): return try attribute(name, of: try evaluate(owner, scope))
        case .item(let owner, let key):
            let value = try evaluate(owner, scope)
            return try item(try evaluate(key, scope), of: value)
        case .slice(let owner, let slice): return try self.slice(try evaluate(owner, scope), slice, scope)
        case .call(let callee, let arguments): return try call(callee, arguments, scope)
        case .filter(let operand, let name, let arguments):
            guard let operand else { throw failure(.syntax, "the filter \"\(name)\" has nothing to act on") }
            let value = try evaluate(operand, scope)
            return try filter(name, value, try self.arguments(arguments, scope))
        case .test(let operand, let name, let arguments):
            let value = try evaluate(operand, scope)
            return .bool(try test(name, value, try self.arguments(arguments, scope)))
        case .not(let operand): return .bool(!(try truth(operand, scope)))
        case .negative(let operand): return try negated(try evaluate(operand, scope))
        case .positive(let operand): return try arithmetic(.add, .integer(0), try evaluate(operand, scope))
        case .arithmetic(let symbol, let left, let right):
            let value = try evaluate(left, scope)
            return try arithmetic(symbol, value, try evaluate(right, scope))
        case .and(let left, let right):
            let value = try evaluate(left, scope)
            return value.isTrue ? try evaluate(right, scope) : value
        case .or(let left, let right):
            let value = try evaluate(left, scope)
            return value.isTrue ? value : try evaluate(right, scope)
        case .comparison(let first, let others): return try compare(first, others, scope)
        case .concatenation(let parts): return try concatenation(parts, scope)
        case .conditional(let test, let then, let otherwise):
            if try truth(test, scope) { return try evaluate(then, scope) }
            if let otherwise { return try evaluate(otherwise, scope) }
            return .undefined(JinjaUndefined(reason: "the condition is false and there is no \"else\""))
        case .list(let parts): return try checked(.list(try evaluate(parts, scope)))
        case .tuple(let parts): return try checked(.tuple(try evaluate(parts, scope)))
        case .dictionary(let parts): return try dictionary(parts, scope)
        }
    }

    private func evaluate(_ parts: [JinjaExpression], _ scope: JinjaScope) throws(JinjaError) -> [JinjaValue] {
        var values: [JinjaValue] = []
        values.reserveCapacity(parts.count)
        for part in parts { values.append(try evaluate(part, scope)) }
        return values
    }

    private func dictionary(
        _ parts: [(JinjaExpression, JinjaExpression)],
        _ scope: JinjaScope
    ) throws(JinjaError) -> JinjaValue {
        let dictionary = JinjaDictionary()
        for (keyPart, valuePart) in parts {
            let key = try evaluate(keyPart, scope)
            dictionary.set(try hashed(key), key, try evaluate(valuePart, scope))
        }
        return try checked(.dictionary(dictionary))
    }

    func hashed(_ value: JinjaValue) throws(JinjaError) -> JinjaKey {
        if let key = JinjaKey(value) { return key }
        throw failure(.type, "a value of type \(value.typeName) cannot be a key")
    }

    private func concatenation(_ parts: [JinjaExpression], _ scope: JinjaScope) throws(JinjaError) -> JinjaValue {
        var text = ""
        for value in try evaluate(parts, scope) { text += try string(value) }
        return .string(try checked(text))
    }

    private func call(
        _ callee: JinjaExpression,
        _ arguments: JinjaCallArguments,
        _ scope: JinjaScope
    ) throws(JinjaError) -> JinjaValue {
        guard case .attribute(let owner, let name) = callee else {
            let value = try evaluate(callee, scope)
            return try checked(try call(value, try self.arguments(arguments, scope)))
        }
        let receiver = try evaluate(owner, scope)
        let values = try self.arguments(arguments, scope)
        if JinjaMethods.has(name, receiver), let result = try call(name, of: receiver, values) {
            return try checked(result)
        }
        return try checked(try call(try attribute(name, of: receiver), values))
    }

    /// Applies the filter of a block, or a chain of them, to the block's text.
    func apply(_ filter: JinjaExpression, to value: JinjaValue, _ scope: JinjaScope) throws(JinjaError) -> JinjaValue {
        guard case .filter(let operand, let name, let arguments) = filter else { return value }
        let inner = if let operand { try apply(operand, to: value, scope) } else { value }
        return try self.filter(name, inner, try self.arguments(arguments, scope))
    }

    func filter(_ name: String, _ value: JinjaValue, _ arguments: JinjaArguments) throws(JinjaError) -> JinjaValue {
        guard let filter = JinjaFilters.all[name] else {
            let isKnown = JinjaFilters.absent.contains(name)
            throw failure(
                isKnown ? .unsupported : .syntax,
                isKnown ? "the filter \"\(name)\"" : "there is no filter \"\(name)\""
            )
        }
        return try checked(try filter(self, value, arguments))
    }

    // MARK: Attributes and items

    /// `value.name`: a method or attribute first, then the item of that name.
    func attribute(_ name: String, of value: JinjaValue) throws(JinjaError) -> JinjaValue {
        if case .undefined(let undefined) = value { throw failure(undefined) }
        if let found = try property(name, of: value) { return found }
        if case .dictionary(let dictionary) = value, let item = dictionary.value(name) { return item }
        return .undefined(JinjaUndefined(name: name, of: value.typeName))
    }

    private func property(_ name: String, of value: JinjaValue) throws(JinjaError) -> JinjaValue? {
        switch value {
        case .namespace(let namespace): if let found = namespace[name] { return found }
        case .loop(let loop): if let found = try attribute(name, of: loop) { return found }
        case .tuple(let sequence) where sequence.isGroup:
            if name == "grouper" { return sequence.items[0] }
            if name == "list" { return sequence.items[1] }
        case .macro(let macro): if name == "name" { return .string(macro.definition.name) }
        case .cycler(let cycler):
            if name == "current" { return cycler.items[cycler.position] }
        default: break
        }
        if JinjaMethods.has(name, value) { return .method(JinjaMethod(value, name)) }
        if JinjaMethods.isUnsafe(name, value) {
            return .undefined(JinjaUndefined(name: name, of: value.typeName, isUnsafe: true))
        }
        return nil
    }

    /// `value[key]`: an item first, then the attribute of that name.
    func item(_ key: JinjaValue, of value: JinjaValue) throws(JinjaError) -> JinjaValue {
        switch value {
        case .undefined(let undefined): throw failure(undefined)
        case .dictionary(let dictionary):
            if case .string(let name) = key {
                if let item = dictionary.value(name) { return item }
            } else if let item = JinjaKey(key).flatMap({ dictionary.value($0) }) {
                return item
            }
        case .list(let sequence), .tuple(let sequence):
            if let index = key.integerValue, let item = Self.element(index, of: sequence.items) { return item }
        case .string(let text), .markup(let text):
            if let index = key.integerValue, let scalar = Self.element(index, of: Array(text.unicodeScalars)) {
                return .string(String(scalar))
            }
        case .range(let range):
            if let index = key.integerValue, let item = Self.element(index, of: range.items) { return item }
        default: break
        }
        if let name = key.text, let found = try property(name, of: value) { return found }
        return .undefined(JinjaUndefined(name: try string(key), of: value.typeName))
    }

    private static func element<Element>(_ index: Int, of items: [Element]) -> Element? {
        let position = index < 0 ? index + items.count : index
        return items.indices.contains(position) ? items[position] : nil
    }

    private func slice(_ value: JinjaValue, _ slice: JinjaSlice, _ scope: JinjaScope) throws(JinjaError) -> JinjaValue {
        var bounds: [Int?] = []
        for part in [slice.lower, slice.upper, slice.step] {
            guard let part else {
                bounds.append(nil)
                continue
            }
            let bound = try evaluate(part, scope)
            guard bound.isNone || bound.integerValue != nil else {
                return .undefined(JinjaUndefined(name: "slice", of: value.typeName))
            }
            bounds.append(bound.integerValue)
        }
        if bounds[2] == 0 { throw failure(.value, "the step of a slice is 0") }
        func cut<Element>(_ items: [Element]) -> [Element] {
            Self.positions(items.count, bounds[0], bounds[1], bounds[2] ?? 1).map { items[$0] }
        }
        switch value {
        case .undefined(let undefined): throw failure(undefined)
        case .string(let text): return .string(PythonText.string(cut(Array(text.unicodeScalars))))
        case .markup(let text): return .markup(PythonText.string(cut(Array(text.unicodeScalars))))
        case .list(let sequence): return .list(cut(sequence.items))
        case .tuple(let sequence): return .tuple(cut(sequence.items))
        case .range: throw failure(.unsupported, "a slice of a range")
        case .dictionary: throw failure(.type, "a dictionary has no slices")
        default: return .undefined(JinjaUndefined(name: "slice", of: value.typeName))
        }
    }

    /// The places that a slice of so many elements takes.
    static func positions(_ count: Int, _ lower: Int?, _ upper: Int?, _ step: Int) -> StrideTo<Int> {
        func clamped(_ bound: Int, _ limits: ClosedRange<Int>) -> Int {
            let place = bound < 0 ? bound + count : bound
            return min(max(place, limits.lowerBound), limits.upperBound)
        }
        if step > 0 {
            let start = lower.map { clamped($0, 0...count) } ?? 0
            return stride(from: start, to: upper.map { clamped($0, 0...count) } ?? count, by: step)
        }
        let start = lower.map { clamped($0, -1...count - 1) } ?? count - 1
        return stride(from: start, to: upper.map { clamped($0, -1...count - 1) } ?? -1, by: max(step, -Int.max))
    }
}
