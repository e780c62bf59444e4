/// The state of a running loop, which is what its variable `loop` shows. Items pass the loop's filter when they are needed: the
/// filter may see what the body has done.
final class JinjaLoop {
    let statement: JinjaForStatement
    /// The scope around the loop.
    let scope: JinjaScope
    let depth: Int

    private let items: [JinjaValue]
    private var position = 0
    private var pending: [JinjaValue] = []
    fileprivate var index = -1
    fileprivate var current: JinjaValue?
    fileprivate var previous: JinjaValue?
    fileprivate var lastChanged: JinjaValue?

    init(_ statement: JinjaForStatement, _ items: [JinjaValue], in scope: JinjaScope, depth: Int) {
        self.statement = statement
        self.items = items
        self.scope = scope
        self.depth = depth
    }

    private func pull(_ renderer: JinjaRenderer) throws(JinjaError) -> JinjaValue? {
        while position < items.count {
            let item = items[position]
            position += 1
            guard let filter = statement.filter else { return item }
            let inner = JinjaScope(in: scope)
            try renderer.assign(item, to: statement.target, inner)
            if try renderer.truth(filter, inner) { return item }
        }
        return nil
    }

    fileprivate func advance(_ renderer: JinjaRenderer) throws(JinjaError) -> JinjaValue? {
        guard let item = try pending.isEmpty ? pull(renderer) : pending.removeFirst() else { return nil }
        index += 1
        previous = current
        current = item
        return item
    }

    fileprivate func upcoming(_ renderer: JinjaRenderer) throws(JinjaError) -> JinjaValue? {
        if pending.isEmpty, let item = try pull(renderer) { pending.append(item) }
        return pending.first
    }

    fileprivate func count(_ renderer: JinjaRenderer) throws(JinjaError) -> Int {
        guard statement.filter != nil else { return items.count }
        while let item = try pull(renderer) { pending.append(item) }
        return index + 1 + pending.count
    }
}

extension JinjaRenderer {
    func run(_ statement: JinjaForStatement, _ scope: JinjaScope) throws(JinjaError) {
        try run(statement, over: try evaluate(statement.iterable, scope), scope, depth: 0)
    }

    private func run(
        _ statement: JinjaForStatement,
        over value: JinjaValue,
        _ scope: JinjaScope,
        depth: Int
    ) throws(JinjaError) {
        let loop = JinjaLoop(statement, try iterated(value), in: scope, depth: depth)
        var isCompleted = false
        while let item = try loop.advance(self) {
            try step()
            let inner = JinjaScope(in: scope)
            if let name = specialNames["loop"] { inner.set(name, .loop(loop)) }
            try assign(item, to: statement.target, inner)
            let flow = try run(statement.body, inner)
            if flow == .breakLoop { break }
            isCompleted = isCompleted || flow == .normal
        }
        // As in Jinja: the other branch also runs when every iteration was left by "break" or "continue".
        if !isCompleted { _ = try run(statement.otherwise, JinjaScope(in: scope)) }
    }

    /// The elements a value gives when a loop runs over it.
    func iterated(_ value: JinjaValue) throws(JinjaError) -> [JinjaValue] {
        switch value {
        case .undefined: return []
        case .list(let sequence), .tuple(let sequence): return sequence.items
        case .dictionary(let dictionary): return dictionary.keys
        case .view(let view): return view.items
        case .string(let text), .markup(let text):
            try checkCount(text.utf8.count)
            return text.unicodeScalars.map { .string(String($0)) }
        case .range(let range): return range.items
        case .iterator(let iterator): return iterator.rest()
        default: throw failure(.type, "a value of type \(value.typeName) cannot be looped over")
        }
    }

    /// What `loop.name` is; nil when there is no such thing.
    func attribute(_ name: String, of loop: JinjaLoop) throws(JinjaError) -> JinjaValue? {
        switch name {
        case "index": return .integer(loop.index + 1)
        case "index0": return .integer(loop.index)
        case "first": return .bool(loop.index == 0)
        case "last": return .bool(try loop.upcoming(self) == nil)
        case "length": return .integer(try loop.count(self))
        case "revindex": return .integer(try loop.count(self) - loop.index)
        case "revindex0": return .integer(try loop.count(self) - loop.index - 1)
        case "depth": return .integer(loop.depth + 1)
        case "depth0": return .integer(loop.depth)
        case "previtem":
            return loop.previous ?? .undefined(JinjaUndefined(reason: "there is no previous item"))
        case "nextitem":
            return try loop.upcoming(self) ?? .undefined(JinjaUndefined(reason: "there is no next item"))
        case "cycle", "changed": return .method(JinjaMethod(.loop(loop), name))
        default: return nil
        }
    }

    /// Calls `loop.cycle(…)` or `loop.changed(…)`; nil for another name.
    func call(_ name: String, of loop: JinjaLoop, _ arguments: JinjaArguments) throws(JinjaError) -> JinjaValue? {
        switch name {
        case "cycle":
            guard !arguments.positional.isEmpty else { throw failure(.type, "loop.cycle has nothing to choose from") }
            return arguments.positional[loop.index % arguments.positional.count]
        case "changed":
            let value = JinjaValue.tuple(arguments.positional)
            if let last = loop.lastChanged, try equals(last, value) { return .bool(false) }
            loop.lastChanged = value
            return .bool(true)
        default: return nil
        }
    }

    /// Calls `loop(…)`: runs the body of a recursive loop over other items.
    func call(_ loop: JinjaLoop, _ arguments: JinjaArguments) throws(JinjaError) -> JinjaValue {
        guard loop.statement.isRecursive else {
            throw failure(.type, "a loop without \"recursive\" cannot be called")
        }
        let items = try arguments.bind(self, "loop", ["iterable"], required: 1)[0] ?? .none
        let text = try capturing { () throws(JinjaError) in
            try run(loop.statement, over: items, loop.scope, depth: loop.depth + 1)
        }
        return .string(text)
    }
}
