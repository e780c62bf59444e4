/// A process as a tree of blocks: activities at its leaves, and above them how their parts follow one another.
///
/// - Source: Leemans, Fahland and van der Aalst 2013, "Discovering block-structured process models from event logs".
public indirect enum ProcessTree: Sendable, Hashable {
    /// An event.
    case activity(Int32)
    /// Nothing that a log shows.
    case silent
    /// All, one after the other.
    case sequence([ProcessTree])
    /// One of them.
    case choice([ProcessTree])
    /// All, their events in any interleaving.
    case parallel([ProcessTree])
    /// The body, then any number of times the redo part and the body again.
    case loop(ProcessTree, redo: ProcessTree)

    /// The activities at the leaves, from left to right.
    public var activities: [Int32] {
        switch self {
        case .activity(let id): [id]
        case .silent: []
        case .sequence(let parts), .choice(let parts), .parallel(let parts): parts.flatMap(\.activities)
        case .loop(let body, let redo): body.activities + redo.activities
        }
    }

    /// Nodes of the tree.
    public var count: Int {
        switch self {
        case .activity, .silent: 1
        case .sequence(let parts), .choice(let parts), .parallel(let parts): parts.reduce(1) { $0 + $1.count }
        case .loop(let body, let redo): 1 + body.count + redo.count
        }
    }

    /// The tree with the same language in which no block has a part of its own kind, unordered parts stand in a fixed order, and
    /// silent parts that change nothing are gone.
    public var normalised: ProcessTree {
        switch self {
        case .activity, .silent: return self
        case .sequence(let parts):
            let flat = parts.map(\.normalised).flatMap { part -> [ProcessTree] in
                if case .sequence(let inner) = part { inner } else { part == .silent ? [] : [part] }
            }
            return flat.isEmpty ? .silent : flat.count == 1 ? flat[0] : .sequence(flat)
        case .parallel(let parts):
            let flat = parts.map(\.normalised).flatMap { part -> [ProcessTree] in
                if case .parallel(let inner) = part { inner } else { part == .silent ? [] : [part] }
            }
            return flat.isEmpty ? .silent : flat.count == 1 ? flat[0] : .parallel(Self.ordered(flat))
        case .choice(let parts):
            var flat: [ProcessTree] = []
            for part in parts.map(\.normalised) {
                let inner = if case .choice(let inner) = part { inner } else { [part] }
                for one in inner where !flat.contains(one) { flat.append(one) }
            }
            return flat.count == 1 ? flat[0] : .choice(Self.ordered(flat))
        case .loop(let body, let redo):
            let (body, redo) = (body.normalised, redo.normalised)
            if case .loop(let inner, let own) = body {
                return ProcessTree.loop(inner, redo: .choice([own, redo])).normalised
            }
            return .loop(body, redo: redo)
        }
    }

    private static func ordered(_ parts: [ProcessTree]) -> [ProcessTree] {
        parts.sorted { ($0.activities.min() ?? .max) < ($1.activities.min() ?? .max) }
    }

    /// The tree as text: →, ×, ∧, ↺ and τ before the parts in brackets.
    /// - Parameter name: of an activity.
    public func text(_ name: (Int32) -> String) -> String {
        func block(_ sign: String, _ parts: [ProcessTree]) -> String {
            "\(sign)(\(parts.map { $0.text(name) }.joined(separator: ", ")))"
        }
        return switch self {
        case .activity(let id): name(id)
        case .silent: "τ"
        case .sequence(let parts): block("→", parts)
        case .choice(let parts): block("×", parts)
        case .parallel(let parts): block("∧", parts)
        case .loop(let body, let redo): block("↺", [body, redo])
        }
    }
}
