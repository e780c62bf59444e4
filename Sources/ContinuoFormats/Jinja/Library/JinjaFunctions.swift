/// The functions that every chat template can call.
enum JinjaFunctions {
    static let names: Set<String> = [
        "range", "dict", "namespace", "joiner", "cycler", "lipsum", "raise_exception", "self", "strftime_now",
    ]
    /// The sandbox's limit on ranges.
    private static let longestRange = 100_000

    static func call(
        _ renderer: JinjaRenderer,
        _ name: String,
        _ arguments: JinjaArguments
    ) throws(JinjaError) -> JinjaValue {
        switch name {
        case "range": return try range(renderer, arguments)
        case "dict": return .dictionary(try dictionary(renderer, name, arguments))
        case "namespace":
            let values = try dictionary(renderer, name, arguments)
            let namespace = JinjaNamespace()
            renderer.keep(namespace)
            for (key, value) in zip(values.keys, values.values) {
                guard let key = key.text else { throw renderer.failure(.type, "the names of attributes must be text") }
                try renderer.set(key, of: namespace, to: value)
            }
            return .namespace(namespace)
        case "joiner":
            return .joiner(JinjaJoiner(try arguments.bind(renderer, name, ["sep"])[0] ?? .string(", ")))
        case "cycler":
            guard arguments.keywords.isEmpty, !arguments.positional.isEmpty else {
                throw renderer.failure(.type, "\"cycler\" needs values to choose from")
            }
            return .cycler(JinjaCycler(arguments.positional))
        case "raise_exception":
            let message = try arguments.bind(renderer, name, ["message"], required: 1)[0] ?? .none
            throw renderer.failure(.raised, try renderer.string(message))
        case "strftime_now":
            let format = try arguments.bind(renderer, name, ["format"], required: 1)[0] ?? .none
            guard let format = format.text else { throw renderer.failure(.type, "the format of a date must be text") }
            guard let text = renderer.date.formatted(format) else {
                throw renderer.failure(.unsupported, "the format of a date \"\(format)\"")
            }
            return .string(text)
        default: throw renderer.failure(.unsupported, "the function \"\(name)\"")
        }
    }

    private static func range(_ renderer: JinjaRenderer, _ arguments: JinjaArguments) throws(JinjaError) -> JinjaValue {
        guard arguments.keywords.isEmpty, (1...3).contains(arguments.positional.count) else {
            throw renderer.failure(.type, "\"range\" takes one to three integers")
        }
        var bounds: [Int] = []
        for value in arguments.positional {
            bounds.append(try JinjaFilters.integer(renderer, value, default: 0, "range"))
        }
        let start = bounds.count == 1 ? 0 : bounds[0]
        let stop = bounds.count == 1 ? bounds[0] : bounds[1]
        let step = bounds.count == 3 ? bounds[2] : 1
        guard step != 0 else { throw renderer.failure(.value, "the step of a range is 0") }
        let (distance, overflow) = stop.subtractingReportingOverflow(start)
        guard !overflow else { throw renderer.failure(.arithmetic, "a range is beyond 64 bits") }
        let isEmpty = distance == 0 || (distance < 0) != (step < 0)
        let count = isEmpty ? 0 : (distance.magnitude - 1) / step.magnitude + 1
        guard count <= longestRange else {
            throw renderer.failure(.limit, "a range has more than \(longestRange) elements")
        }
        return .range(JinjaRange(start: start, stop: stop, step: step, count: Int(count)))
    }

    /// What `dict(…)` makes: of another dictionary, or of pairs, and of named values.
    private static func dictionary(
        _ renderer: JinjaRenderer,
        _ name: String,
        _ arguments: JinjaArguments
    ) throws(JinjaError) -> JinjaDictionary {
        guard arguments.positional.count <= 1 else {
            throw renderer.failure(.type, "\"\(name)\" takes at most one value without a name")
        }
        let result = JinjaDictionary()
        if case .dictionary(let given)? = arguments.positional.first {
            for (key, value) in zip(given.keys, given.values) { result.set(try renderer.hashed(key), key, value) }
        } else if let pairs = arguments.positional.first {
            for pair in try renderer.iterated(pairs) {
                let parts = try renderer.iterated(pair)
                guard parts.count == 2 else {
                    throw renderer.failure(.value, "\"\(name)\" needs pairs, found \(parts.count) values")
                }
                result.set(try renderer.hashed(parts[0]), parts[0], parts[1])
            }
        }
        for (key, value) in arguments.keywords { result.set(.text(ExactText(key)), .string(key), value) }
        return result
    }
}
