import ContinuoProbabilistic
import ContinuoTensor

/// Streams whose events obey a rule over long stretches that no intensity of few past events knows.
enum ConstrainedEvents: String, CaseIterable {
    /// Eight events in every ten units of time, whenever they come; two types at random.
    case fixedTotals = "fixed totals"
    /// Bursts of one type and of the other in turn, two bursts together having eight events, one pair every ten units.
    case alternatingBursts = "alternating bursts"

    static let types = 2
    static let period = 10.0

    /// A stream of so many periods.
    func draw(periods: Int, using random: inout RandomStream) -> EventStream {
        var events: [TypedEvent] = []
        for index in 0..<periods {
            let start = Self.period * Double(index)
            switch self {
            case .fixedTotals:
                let times = (0..<8).map { _ in start + Self.period * random.uniform() }.sorted()
                events += times.map { TypedEvent(time: $0, type: random.integer(below: 2)) }
            case .alternatingBursts:
                let first = 2 + random.integer(below: 5)
                for (type, count, begin) in [
                    (0, first, 0.5 + random.uniform()), (1, 8 - first, 5.5 + random.uniform()),
                ] {
                    var time = start + begin
                    for _ in 0..<count {
                        events.append(TypedEvent(time: time, type: type))
                        time += 0.1 + 0.3 * random.uniform()
                    }
                }
            }
        }
        return EventStream(events, end: Self.period * Double(periods))
    }
}
