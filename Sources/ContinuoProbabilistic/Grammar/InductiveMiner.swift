import ContinuoSequences

/// Finds a process tree by dividing the activities of a log again and again: into parts of which one, one after the other, all at
/// once, or a body and its redo parts explain which activity directly follows which.
///
/// With noise above 0 (the infrequent variant) a log is divided by its frequent ways on alone where these can be, and what does not
/// fit the division is left out.
///
/// - Source: Leemans, Fahland and van der Aalst 2013, "Discovering block-structured process models from event logs", and 2014,
///   "… from event logs containing infrequent behaviour".
public struct InductiveMiner: Sendable, Equatable {
    /// What is rarer than this share of the commonest of its kind is left out; 0 keeps all.
    public var noise: Double

    public init(noise: Double = 0) { self.noise = noise }

    /// - Throws: `TraceModelError.noTraces`.
    public func mine(_ traces: [[Int32]]) throws(TraceModelError) -> ProcessTree {
        guard traces.contains(where: { !$0.isEmpty }) else { throw .noTraces }
        return tree(traces).normalised
    }

    private func tree(_ traces: [[Int32]]) -> ProcessTree {
        let events = traces.filter { !$0.isEmpty }
        let empty = traces.count - events.count
        if events.isEmpty { return .silent }
        if empty > 0 {
            let isRare = Double(empty) < noise * Double(events.count)
            return isRare ? tree(events) : .choice([.silent, tree(events)])
        }
        let follows = DirectlyFollows(events)
        if follows.activities.count == 1 { return single(events, follows.activities[0]) }
        if noise > 0, let found = divided(events, follows.filtered(noise: noise)) { return found }
        if let found = divided(events, follows) { return found }
        return fallThrough(events, follows)
    }

    /// One activity: once, or again and again.
    private func single(_ traces: [[Int32]], _ activity: Int32) -> ProcessTree {
        let repeated = traces.count { $0.count > 1 }
        return Double(repeated) <= noise * Double(traces.count)
            ? .activity(activity) : .loop(.activity(activity), redo: .silent)
    }

    private func divided(_ traces: [[Int32]], _ follows: DirectlyFollows) -> ProcessTree? {
        let cut = ProcessCut(follows)
        if let parts = cut.choice() { return .choice(LogSplit.choice(traces, parts).map(tree)) }
        if let parts = cut.sequence() { return .sequence(LogSplit.sequence(traces, parts).map(tree)) }
        if let parts = cut.parallel() { return .parallel(LogSplit.parallel(traces, parts).map(tree)) }
        if let parts = cut.loop() {
            let logs = LogSplit.loop(traces, parts)
            let redos = logs.dropFirst().map(tree)
            return .loop(tree(logs[0]), redo: redos.count == 1 ? redos[0] : .choice(redos))
        }
        return nil
    }

    /// What is done where no division fits: an activity that every trace has once stands beside the rest; what begins anew
    /// where traces begin is a loop; or anything may follow anything.
    private func fallThrough(_ traces: [[Int32]], _ follows: DirectlyFollows) -> ProcessTree {
        for activity in follows.activities where traces.allSatisfy({ trace in trace.count { $0 == activity } == 1 }) {
            return .parallel([.activity(activity), tree(traces.map { trace in trace.filter { $0 != activity } })])
        }
        let pieces = traces.flatMap { trace in Self.pieces(of: trace, follows) }
        if pieces.count > traces.count { return .loop(tree(pieces), redo: .silent) }
        return .loop(.silent, redo: .choice(follows.activities.map { .activity($0) }))
    }

    /// A trace cut where an activity that ends traces is followed by one that begins them.
    private static func pieces(of trace: [Int32], _ follows: DirectlyFollows) -> [[Int32]] {
        var pieces: [[Int32]] = [[]]
        for (place, event) in trace.enumerated() {
            if place > 0, follows.ends[trace[place - 1]] != nil, follows.starts[event] != nil { pieces.append([]) }
            pieces[pieces.count - 1].append(event)
        }
        return pieces
    }
}
