/// Renders one template once: walks the tree, writes text, counts the work.
final class JinjaRenderer {
    let names: [String]
    let limits: JinjaLimits
    let date: CalendarDate

    /// The line of the statement at work, for errors.
    var line = 0
    private var output = ""
    private var depth = 0
    private var steps = 0

    // Both may lie on cycles of references, which are cut when the rendering ends.
    private var namespaces: [JinjaNamespace] = []
    private var macroScopes: [JinjaScope] = []

    /// Names whose variables the renderer sets itself, when the template uses them.
    let specialNames: [String: Int]

    /// How a statement ends: the loop around it goes on, or not.
    enum Flow { case normal, breakLoop, continueLoop }

    init(names: [String], limits: JinjaLimits, date: CalendarDate) {
        self.names = names
        self.limits = limits
        self.date = date
        var special: [String: Int] = [:]
        for (number, name) in names.enumerated() where ["loop", "varargs", "kwargs", "caller"].contains(name) {
            special[name] = number
        }
        specialNames = special
    }

    /// Renders a whole template.
    func render(_ body: [JinjaStatement], _ variables: JSONObject) throws(JinjaError) -> String {
        let root = JinjaScope(in: nil)
        for (number, name) in names.enumerated() {
            if let value = variables[name] { root.set(number, JinjaValue(value)) }
        }
        defer {
            for namespace in namespaces { namespace.clear() }
            for scope in macroScopes { scope.clear() }
        }
        _ = try run(body, JinjaScope(in: root))
        return output
    }

    // MARK: Limits and errors

    func failure(_ kind: JinjaError.Kind, _ message: String) -> JinjaError { JinjaError(kind, line: line, message) }

    /// Counts one unit of work.
    func step() throws(JinjaError) {
        steps += 1
        guard steps <= limits.steps else {
            throw failure(.limit, "the template takes more than \(limits.steps) steps")
        }
    }

    func step(_ count: Int) throws(JinjaError) {
        steps += min(count, limits.steps)
        try step()
    }

    /// Goes one level deeper; `leave` goes back.
    func enter() throws(JinjaError) {
        try step()
        depth += 1
        guard depth <= limits.depth else {
            throw failure(.limit, "the template goes more than \(limits.depth) levels deep")
        }
    }

    func leave() { depth -= 1 }

    /// Passes a text that is not too long.
    func checked(_ text: String) throws(JinjaError) -> String {
        try checkLength(text.utf8.count)
        return text
    }

    func checkLength(_ bytes: Int) throws(JinjaError) {
        guard bytes <= limits.textBytes else {
            throw failure(.limit, "the template makes a text of more than \(limits.textBytes) bytes")
        }
    }

    func checkCount(_ elements: Int) throws(JinjaError) {
        guard elements <= limits.elements else {
            throw failure(.limit, "the template makes a list of more than \(limits.elements) elements")
        }
    }

    /// Passes a value that is not nested too deep and has not too many elements.
    func checked(_ value: JinjaValue) throws(JinjaError) -> JinjaValue {
        guard value.depth <= limits.valueDepth else {
            throw failure(.limit, "the template makes a value that is nested more than \(limits.valueDepth) deep")
        }
        if case .list(let sequence) = value { try checkCount(sequence.items.count) }
        return value
    }

    func keep(_ namespace: JinjaNamespace) { namespaces.append(namespace) }

    // MARK: Statements

    func write(_ text: String) throws(JinjaError) {
        output += text
        try checkLength(output.utf8.count)
    }

    /// What a body writes.
    func captured(_ body: [JinjaStatement], _ scope: JinjaScope) throws(JinjaError) -> String {
        try capturing { () throws(JinjaError) in _ = try run(body, scope) }
    }

    /// What a part of the rendering writes.
    func capturing(_ part: () throws(JinjaError) -> Void) throws(JinjaError) -> String {
        let outer = output
        output = ""
        defer { output = outer }
        try enter()
        defer { leave() }
        try part()
        return output
    }

    func run(_ body: [JinjaStatement], _ scope: JinjaScope) throws(JinjaError) -> Flow {
        try enter()
        defer { leave() }
        for statement in body {
            let flow = try run(statement, scope)
            if flow != .normal { return flow }
        }
        return .normal
    }

    private func run(_ statement: JinjaStatement, _ scope: JinjaScope) throws(JinjaError) -> Flow {
        line = statement.line
        switch statement.kind {
        case .text(let text): try write(text)
        case .print(let expression): try write(try string(try evaluate(expression, scope)))
        case .conditional(let branches, let otherwise):
            for branch in branches where try truth(branch.test, scope) { return try run(branch.body, scope) }
            return try run(otherwise, scope)
        case .loop(let loop): try run(loop, scope)
        case .assign(let target, let expression): try assign(try evaluate(expression, scope), to: target, scope)
        case .assignBlock(let target, let filter, let body):
            var value = JinjaValue.string(try captured(body, JinjaScope(in: scope)))
            if let filter { value = try apply(filter, to: value, scope) }
            try assign(value, to: target, scope)
        case .filterBlock(let filter, let body):
            let text = try captured(body, JinjaScope(in: scope))
            try write(try string(try apply(filter, to: .string(text), scope)))
        case .macro(let name, let definition):
            macroScopes.append(scope)
            scope.set(name, .macro(JinjaMacro(definition, in: scope)))
        case .callBlock(let callee, let arguments, let definition):
            var values = try self.arguments(arguments, scope)
            values.keywords.append(("caller", .macro(JinjaMacro(definition, in: scope))))
            macroScopes.append(scope)
            try write(try string(try call(try evaluate(callee, scope), values)))
        case .with(let values, let body):
            let inner = JinjaScope(in: scope)
            for (target, expression) in values { try assign(try evaluate(expression, scope), to: target, inner) }
            return try run(body, inner)
        case .scope(let body): return try run(body, JinjaScope(in: scope))
        case .breakLoop: return .breakLoop
        case .continueLoop: return .continueLoop
        }
        return .normal
    }

    func truth(_ expression: JinjaExpression, _ scope: JinjaScope) throws(JinjaError) -> Bool {
        try evaluate(expression, scope).isTrue
    }

    func assign(_ value: JinjaValue, to target: JinjaTarget, _ scope: JinjaScope) throws(JinjaError) {
        switch target {
        case .name(let name): scope.set(name, value)
        case .attribute(let name, let attribute):
            guard case .namespace(let namespace) = lookUp(name, scope) else {
                throw failure(.type, "\"\(names[name])\" is no namespace, its attribute \"\(attribute)\" cannot be set")
            }
            try set(attribute, of: namespace, to: value)
        case .tuple(let targets):
            let items = try iterated(value)
            guard items.count == targets.count else {
                throw failure(.value, "expected \(targets.count) values to unpack, found \(items.count)")
            }
            for (item, target) in zip(items, targets) { try assign(item, to: target, scope) }
        }
    }

    /// Sets an attribute; names with an underscore before them are refused as in `transformers`.
    func set(_ name: String, of namespace: JinjaNamespace, to value: JinjaValue) throws(JinjaError) {
        guard name.utf8.first != .underscore else {
            throw failure(.security, "a namespace cannot have the attribute \"\(name)\"")
        }
        namespace[name] = value
        _ = try checked(.namespace(namespace))
    }

    func lookUp(_ name: Int, _ scope: JinjaScope) -> JinjaValue {
        if let value = scope.value(name) { return value }
        let text = names[name]
        return JinjaFunctions.names.contains(text) ? .function(text) : .undefined(JinjaUndefined(name: text))
    }
}
