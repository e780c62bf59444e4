/// Finds the causes and effects of activities from how much more often one follows another than the other way round:
///
///     a ⇒ b = (|a > b| − |b > a|) / (|a > b| + |b > a| + 1)        a ⇒ a = |a > a| / (|a > a| + 1)
///     a ⇒₂ b = (|aba| + |bab|) / (|aba| + |bab| + 1)
///
/// Effects b and c of a belong together where (|b > c| + |c > b|) / (|a > b| + |a > c| + 1) is great enough, else they exclude
/// each other.
///
/// - Source: Weijters, van der Aalst and Alves de Medeiros 2006, "Process mining with the HeuristicsMiner algorithm".
public struct HeuristicsMiner: Sendable, Equatable {
    /// a ⇒ b from which on a is a cause of b; also for loops of length 1 and 2.
    public var dependency = 0.9
    /// How much less than an activity's best a further dependency may be.
    public var relativeToBest = 0.05
    /// From which on effects, or causes, belong together.
    public var together = 0.1

    public init() {}

    /// An activity before all traces, and one behind them.
    private static let first = Int32(-1)
    private static let last = Int32(-2)

    /// - Throws: `TraceModelError.noTraces`.
    public func mine(_ traces: [[Int32]]) throws(TraceModelError) -> PetriNet {
        let traces = traces.filter { !$0.isEmpty }
        guard !traces.isEmpty else { throw .noTraces }
        let follows = DirectlyFollows(traces.map { [Self.first] + $0 + [Self.last] })
        let effects = causes(follows, doubles(traces))
        return net(follows, effects)
    }

    private struct Pair: Hashable {
        let before: Int32
        let after: Int32
    }

    /// How often an activity came back with one other between.
    private func doubles(_ traces: [[Int32]]) -> [Pair: Int] {
        var counts: [Pair: Int] = [:]
        for trace in traces {
            for place in trace.indices.dropFirst(2)
            where trace[place] == trace[place - 2] && trace[place] != trace[place - 1] {
                counts[Pair(before: trace[place], after: trace[place - 1]), default: 0] += 1
            }
        }
        return counts
    }

    /// The effects of each activity.
    private func causes(_ follows: DirectlyFollows, _ doubles: [Pair: Int]) -> [Int32: Set<Int32>] {
        func measure(_ a: Int32, _ b: Int32) -> Double {
            if a == b {
                let own = Double(follows.count(a, a))
                return own / (own + 1)
            }
            let (there, back) = (Double(follows.count(a, b)), Double(follows.count(b, a)))
            return (there - back) / (there + back + 1)
        }
        func double(_ a: Int32, _ b: Int32) -> Double {
            let count = Double((doubles[Pair(before: a, after: b)] ?? 0) + (doubles[Pair(before: b, after: a)] ?? 0))
            return count / (count + 1)
        }
        let activities = follows.activities
        var effects: [Int32: Set<Int32>] = [:]
        func best(of candidates: [Int32], _ measure: (Int32) -> Double) -> (activity: Int32, value: Double)? {
            candidates.map { ($0, measure($0)) }.max { $0.1 < $1.1 }
        }
        for activity in activities {
            let others = activities.filter { $0 != activity }
            // Every activity but the last has an effect, and every one but the first a cause.
            if activity != Self.last, let top = best(of: others.filter { $0 != Self.first }, { measure(activity, $0) })
            {
                effects[activity, default: []].insert(top.activity)
                for other in others where other != Self.first && follows.count(activity, other) > 0 {
                    let value = measure(activity, other)
                    if value >= dependency, top.value - value <= relativeToBest { effects[activity]!.insert(other) }
                }
            }
            if activity != Self.first, let top = best(of: others.filter { $0 != Self.last }, { measure($0, activity) })
            {
                effects[top.activity, default: []].insert(activity)
                for other in others where other != Self.last && follows.count(other, activity) > 0 {
                    let value = measure(other, activity)
                    if value >= dependency, top.value - value <= relativeToBest {
                        effects[other, default: []].insert(activity)
                    }
                }
            }
            if measure(activity, activity) >= dependency { effects[activity, default: []].insert(activity) }
            for other in others where double(activity, other) >= dependency {
                let isLoop = measure(activity, activity) >= dependency || measure(other, other) >= dependency
                if !isLoop { effects[activity, default: []].insert(other) }
            }
        }
        return effects
    }

    /// Parts of `activities` whose members exclude each other; one of every part takes place.
    private func groups(_ activities: Set<Int32>, _ areTogether: (Int32, Int32) -> Bool) -> [[Int32]] {
        var groups: [[Int32]] = []
        for activity in activities.sorted() {
            if let index = groups.firstIndex(where: { group in !group.contains { areTogether($0, activity) } }) {
                groups[index].append(activity)
            } else {
                groups.append([activity])
            }
        }
        return groups
    }

    /// A place for each part of an activity's effects and of its causes, and a silent transition for each dependency.
    private func net(_ follows: DirectlyFollows, _ effects: [Int32: Set<Int32>]) -> PetriNet {
        var causes: [Int32: Set<Int32>] = [:]
        for (activity, list) in effects { for effect in list { causes[effect, default: []].insert(activity) } }
        func joint(_ a: Int32, _ b: Int32, _ counts: (Int, Int)) -> Bool {
            let either = Double(follows.count(a, b) + follows.count(b, a))
            return either / Double(counts.0 + counts.1 + 1) >= together
        }
        var net = PetriNet()
        var (incoming, outgoing): ([Pair: [Int]], [Pair: [Int]]) = ([:], [:])
        for activity in follows.activities {
            // To go round again and to leave exclude each other.
            let before = groups(causes[activity] ?? []) {
                $0 != activity && $1 != activity
                    && joint($0, $1, (follows.count($0, activity), follows.count($1, activity)))
            }
            let after = groups(effects[activity] ?? []) {
                $0 != activity && $1 != activity
                    && joint($0, $1, (follows.count(activity, $0), follows.count(activity, $1)))
            }
            func places(_ groups: [[Int32]], _ note: (Int32, Int) -> Void) -> [Int] {
                groups.map { group in
                    let place = net.addPlace()
                    for other in group { note(other, place) }
                    return place
                }
            }
            var inputs = places(before) { incoming[Pair(before: $0, after: activity), default: []].append($1) }
            var outputs = places(after) { outgoing[Pair(before: activity, after: $0), default: []].append($1) }
            if activity == Self.first { inputs = [net.source] }
            if activity == Self.last { outputs = [net.sink] }
            net.add(activity < 0 ? nil : activity, from: inputs, to: outputs)
        }
        for before in follows.activities {
            for after in (effects[before] ?? []).sorted() {
                let pair = Pair(before: before, after: after)
                net.add(nil, from: outgoing[pair] ?? [], to: incoming[pair] ?? [])
            }
        }
        return net
    }
}
