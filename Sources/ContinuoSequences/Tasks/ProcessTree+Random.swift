import ContinuoTensor

extension ProcessTree {
    /// A random tree over the activities `first ..< first + count`, each at one leaf, without silent parts, whose loops begin and
    /// end with different activities: a tree of the class that the Inductive Miner can find again (Leemans et al. 2013).
    public static func random(activities count: Int, first: Int32 = 0, using random: inout RandomStream) -> ProcessTree
    {
        precondition(count > 0, "a process without activities")
        var builder = RandomTree(next: first, random: random)
        let tree = builder.tree(count, under: nil)
        random = builder.random
        return tree
    }

    /// Draws a trace; a loop goes on with the probability `again`.
    public func draw(again: Double = 0.3, using random: inout RandomStream) -> [Int32] {
        switch self {
        case .activity(let id): return [id]
        case .silent: return []
        case .sequence(let parts): return parts.flatMap { $0.draw(again: again, using: &random) }
        case .choice(let parts): return parts[random.integer(below: parts.count)].draw(again: again, using: &random)
        case .parallel(let parts):
            let traces = parts.map { $0.draw(again: again, using: &random) }
            var left = traces.map { Double($0.count) }
            var merged: [Int32] = []
            // Drawn in proportion to what is left, every interleaving is equally probable.
            while left.contains(where: { $0 > 0 }) {
                let part = random.categorical(left)
                merged.append(traces[part][traces[part].count - Int(left[part])])
                left[part] -= 1
            }
            return merged
        case .loop(let body, let redo):
            var trace = body.draw(again: again, using: &random)
            while random.uniform() < again {
                trace += redo.draw(again: again, using: &random)
                trace += body.draw(again: again, using: &random)
            }
            return trace
        }
    }
}

/// Grows a random tree, operators alternating from level to level.
private struct RandomTree {
    enum Operator: Int, CaseIterable { case sequence, choice, parallel, loop }

    var next: Int32
    var random: RandomStream

    mutating func tree(_ count: Int, under parent: Operator?) -> ProcessTree {
        guard count > 1 else {
            defer { next += 1 }
            return .activity(next)
        }
        var weights = [0.45, 0.25, 0.15, 0.15]
        if let parent { weights[parent.rawValue] = 0 }
        if count < 3 { weights[Operator.loop.rawValue] = 0 }
        switch Operator.allCases[random.categorical(weights)] {
        case .sequence: return .sequence(parts(count, under: .sequence))
        case .choice: return .choice(parts(count, under: .choice))
        case .parallel: return .parallel(parts(count, under: .parallel))
        case .loop:
            let body = 2 + random.integer(below: count - 2)
            let parts = parts(body, under: .sequence)
            return .loop(.sequence(parts), redo: tree(count - body, under: .loop))
        }
    }

    /// Two to four parts that share the activities.
    private mutating func parts(_ count: Int, under parent: Operator) -> [ProcessTree] {
        let number = 2 + random.integer(below: min(count - 1, 3))
        let cuts = random.permutation(count - 1).prefix(number - 1).map { $0 + 1 }.sorted()
        return zip([0] + cuts, cuts + [count]).map { tree($1 - $0, under: parent) }
    }
}

/// Faults of recording: events that are missing, doubled by another, or out of order.
public struct EventNoise: Sendable, Equatable {
    /// The share of events that something happens to.
    public var rate: Double

    public init(rate: Double) { self.rate = rate }

    /// - Parameter activities: what is put in is one of them.
    public func applied(to trace: [Int32], activities: [Int32], using random: inout RandomStream) -> [Int32] {
        var result: [Int32] = []
        for event in trace {
            guard random.uniform() < rate else {
                result.append(event)
                continue
            }
            switch random.integer(below: 3) {
            case 0: continue
            case 1: result += [event, activities[random.integer(below: activities.count)]]
            default: result.insert(event, at: max(result.count - 1, 0))
            }
        }
        return result
    }
}
