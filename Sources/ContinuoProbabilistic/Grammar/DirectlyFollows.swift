/// Which activity directly follows which in a log, and how often.
public struct DirectlyFollows: Sendable, Equatable {
    /// How often the second activity came directly behind the first.
    public internal(set) var pairs: [Int32: [Int32: Int]] = [:]
    /// How often traces begin and end with each activity.
    public internal(set) var starts: [Int32: Int] = [:]
    public internal(set) var ends: [Int32: Int] = [:]
    /// The activities, rising.
    public internal(set) var activities: [Int32] = []

    public init(_ traces: [[Int32]]) {
        var seen: Set<Int32> = []
        for trace in traces {
            guard let first = trace.first, let last = trace.last else { continue }
            starts[first, default: 0] += 1
            ends[last, default: 0] += 1
            seen.formUnion(trace)
            for (before, after) in zip(trace, trace.dropFirst()) { pairs[before, default: [:]][after, default: 0] += 1 }
        }
        activities = seen.sorted()
    }

    public func count(_ before: Int32, _ after: Int32) -> Int { pairs[before]?[after] ?? 0 }

    /// Without the ways on from an activity, its ends and the beginnings that are rarer than `noise` times the commonest of
    /// their kind.
    public func filtered(noise: Double) -> DirectlyFollows {
        func kept(_ counts: [Int32: Int], _ most: Int) -> [Int32: Int] {
            counts.filter { Double($0.value) >= noise * Double(most) }
        }
        var copy = self
        for (before, after) in pairs {
            copy.pairs[before] = kept(after, max(after.values.max() ?? 0, ends[before] ?? 0))
        }
        copy.starts = kept(starts, starts.values.max() ?? 0)
        copy.ends = kept(ends, ends.values.max() ?? 0)
        return copy
    }

    /// A net with a place behind each activity: what may follow is what directly followed.
    public func net() -> PetriNet {
        var net = PetriNet()
        var places: [Int32: Int] = [:]
        for activity in activities { places[activity] = net.addPlace() }
        for (activity, _) in starts.sorted(by: { $0.key < $1.key }) {
            net.add(activity, from: [net.source], to: [places[activity]!])
        }
        for before in activities {
            for after in (pairs[before] ?? [:]).keys.sorted() {
                net.add(after, from: [places[before]!], to: [places[after]!])
            }
            if ends[before] != nil { net.add(nil, from: [places[before]!], to: [net.sink]) }
        }
        return net
    }
}
