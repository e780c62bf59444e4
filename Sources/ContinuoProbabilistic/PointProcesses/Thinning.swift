import ContinuoTensor
import Foundation

/// Draws events from intensities by rejection: candidates come at a rate that bounds λ for a while, and each is kept with
/// probability λ / bound (Lewis and Shedler 1979; Ogata 1981).
///
/// The bound is the greatest of λ at some places ahead, times a factor; where a candidate finds λ above it, the bound is raised
/// and the stretch drawn anew.
public struct Thinning: Sendable {
    /// Places ahead at which λ is looked at.
    public var looks = 5
    /// Times the greatest λ that was seen. 1 is right for intensities that only fall between events.
    public var factor: Double

    public init(factor: Double = 2) { self.factor = factor }

    /// The next event after a time, or nil when none comes before `end`.
    public func next(
        _ reader: some IntensityReader,
        after start: Double,
        before end: Double,
        using random: inout RandomStream
    ) -> TypedEvent? {
        var (time, raised) = (start, 0.0)
        while time < end {
            let now = reader.intensities(at: time).reduce(0, +)
            let stretch = min(end - time, 4 / max(now, 1e-9))
            let seen = (0...looks).map {
                reader.intensities(at: time + stretch * Double($0) / Double(looks)).reduce(0, +)
            }
            let bound = max(factor * (seen.max() ?? 0), raised)
            guard bound > 0 else {
                time += stretch
                continue
            }
            let candidate = time - log(1 - random.uniform()) / bound
            if candidate >= time + stretch {
                (time, raised) = (time + stretch, 0)
                continue
            }
            let rates = reader.intensities(at: candidate)
            let total = rates.reduce(0, +)
            if total > bound {
                raised = 1.5 * total
                continue
            }
            time = candidate
            if random.uniform() * bound < total { return TypedEvent(time: time, type: random.categorical(rates)) }
        }
        return nil
    }

    /// What may follow: events until a number of them or a time.
    public func continuation(
        of reader: some IntensityReader,
        from start: Double,
        until end: Double = .infinity,
        count: Int = .max,
        using random: inout RandomStream
    ) -> [TypedEvent] {
        var (reader, events) = (reader, [TypedEvent]())
        while events.count < count,
            let event = next(reader, after: events.last?.time ?? start, before: end, using: &random)
        {
            events.append(event)
            reader.read(event)
        }
        return events
    }
}
