/// The values a call hands over.
struct JinjaArguments {
    var positional: [JinjaValue] = []
    var keywords: [(name: String, value: JinjaValue)] = []

    /// Sorts the values by parameter; nil for a parameter that is not given.
    /// - Throws: `JinjaError` of kind `type` for a surplus, unknown, doubled or missing argument.
    func bind(
        _ renderer: JinjaRenderer,
        _ callee: String,
        _ parameters: [String],
        required: Int = 0
    ) throws(JinjaError) -> [JinjaValue?] {
        guard positional.count <= parameters.count else {
            throw renderer.failure(
                .type,
                "\"\(callee)\" takes at most \(parameters.count) arguments, found \(positional.count)"
            )
        }
        var bound: [JinjaValue?] = positional
        bound += repeatElement(nil, count: parameters.count - positional.count)
        for (name, value) in keywords {
            guard let index = parameters.firstIndex(of: name) else {
                throw renderer.failure(.type, "\"\(callee)\" has no parameter \"\(name)\"")
            }
            guard bound[index] == nil else {
                throw renderer.failure(.type, "\"\(callee)\" is given its parameter \"\(name)\" twice")
            }
            bound[index] = value
        }
        for index in 0..<required where bound[index] == nil {
            throw renderer.failure(.type, "\"\(callee)\" needs its parameter \"\(parameters[index])\"")
        }
        return bound
    }
}

extension JinjaRenderer {
    func arguments(_ call: JinjaCallArguments, _ scope: JinjaScope) throws(JinjaError) -> JinjaArguments {
        var arguments = JinjaArguments()
        for expression in call.positional { arguments.positional.append(try evaluate(expression, scope)) }
        if let spread = call.spread { arguments.positional += try iterated(try evaluate(spread, scope)) }
        for (name, expression) in call.keywords { arguments.keywords.append((name, try evaluate(expression, scope))) }
        if let spread = call.keywordSpread {
            guard case .dictionary(let dictionary) = try evaluate(spread, scope) else {
                throw failure(.type, "what follows \"**\" in a call must be a dictionary")
            }
            for (key, value) in zip(dictionary.keys, dictionary.values) {
                guard let name = key.text else { throw failure(.type, "the names of arguments must be text") }
                arguments.keywords.append((name, value))
            }
        }
        return arguments
    }

    /// Calls a value.
    func call(_ callee: JinjaValue, _ arguments: JinjaArguments) throws(JinjaError) -> JinjaValue {
        switch callee {
        case .macro(let macro): return try call(macro, arguments)
        case .function(let name): return try checked(try JinjaFunctions.call(self, name, arguments))
        case .method(let method):
            guard let result = try call(method.name, of: method.receiver, arguments) else {
                throw failure(.unsupported, "the method \"\(method.name)\" of \(method.receiver.typeName)")
            }
            return result
        case .loop(let loop): return try call(loop, arguments)
        case .joiner(let joiner):
            _ = try arguments.bind(self, "joiner", [])
            defer { joiner.isUsed = true }
            return joiner.isUsed ? joiner.separator : .string("")
        case .undefined(let undefined): throw failure(undefined)
        default: throw failure(.type, "a value of type \(callee.typeName) cannot be called")
        }
    }

    func failure(_ undefined: JinjaUndefined) -> JinjaError {
        failure(undefined.isUnsafe ? .security : .undefined, undefined.message)
    }

    private func call(_ macro: JinjaMacro, _ arguments: JinjaArguments) throws(JinjaError) -> JinjaValue {
        let definition = macro.definition
        let scope = JinjaScope(in: macro.scope)
        var keywords = arguments.keywords
        for (index, parameter) in definition.parameters.enumerated() {
            var given = index < arguments.positional.count ? arguments.positional[index] : nil
            if given == nil, let place = keywords.firstIndex(where: { $0.name == parameter.text }) {
                given = keywords.remove(at: place).value
            }
            if given == nil, let replacement = parameter.replacement { given = try evaluate(replacement, scope) }
            let missing = JinjaUndefined(reason: "the parameter \"\(parameter.text)\" was not given")
            scope.set(parameter.name, given ?? .undefined(missing))
        }
        let caller = keywords.firstIndex { $0.name == "caller" }.map { keywords[$0].value }
        if definition.uses.contains("caller"), let name = specialNames["caller"],
            !definition.parameters.contains(where: { $0.name == name })
        {
            keywords.removeAll { $0.name == "caller" }
            scope.set(name, caller ?? .undefined(JinjaUndefined(reason: "there is no caller")))
        }
        if definition.uses.contains("kwargs"), let name = specialNames["kwargs"] {
            let keys = keywords.map { JinjaValue.string($0.name) }
            scope.set(name, .dictionary(JinjaDictionary(keys: keys, values: keywords.map(\.value))))
        } else if let surplus = keywords.first {
            throw failure(.type, "the macro \"\(definition.name)\" has no parameter \"\(surplus.name)\"")
        }
        if definition.uses.contains("varargs"), let name = specialNames["varargs"] {
            scope.set(name, .tuple(Array(arguments.positional.dropFirst(definition.parameters.count))))
        } else if arguments.positional.count > definition.parameters.count {
            throw failure(
                .type,
                "the macro \"\(definition.name)\" takes at most \(definition.parameters.count) arguments"
            )
        }
        let callLine = line
        defer { line = callLine }
        return .string(try captured(definition.body, scope))
    }
}
