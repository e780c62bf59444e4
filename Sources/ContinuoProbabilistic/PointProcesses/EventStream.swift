import Foundation

/// Something that happened: when, and of which type.
public struct TypedEvent: Sendable, Hashable {
    public var time: Double
    public var type: Int

    public init(time: Double, type: Int) { (self.time, self.type) = (time, type) }
}

/// Events in rising order of time, watched from `start` to `end`.
public struct EventStream: Sendable, Hashable {
    public var events: [TypedEvent]
    public var start: Double
    public var end: Double

    /// - Precondition: times rise and lie in the range.
    public init(_ events: [TypedEvent], start: Double = 0, end: Double) {
        precondition(
            zip(events, events.dropFirst()).allSatisfy { $0.time <= $1.time } && (events.first?.time ?? start) >= start
                && (events.last?.time ?? start) <= end,
            "events that do not rise from \(start) to \(end)"
        )
        (self.events, self.start, self.end) = (events, start, end)
    }
}

/// Intensities of events given those that were: a marked temporal point process on its way through a stream.
public protocol IntensityReader: Sendable {
    /// λ of each type at a time not before what was read.
    func intensities(at time: Double) -> [Double]

    /// ∫ λ of each type between two times without an event between them.
    func compensators(from: Double, to: Double) -> [Double]

    mutating func read(_ event: TypedEvent)
}

extension IntensityReader {
    /// ln p of a stream: Σ ln λ of what happened, less ∫ Σ λ.
    public func logLikelihood(_ stream: EventStream) -> Double {
        var (reader, time, sum) = (self, stream.start, 0.0)
        for event in stream.events {
            sum -= reader.compensators(from: time, to: event.time).reduce(0, +)
            sum += log(reader.intensities(at: event.time)[event.type])
            reader.read(event)
            time = event.time
        }
        return sum - reader.compensators(from: time, to: stream.end).reduce(0, +)
    }

    /// ∫ λ from each event of a type to the next one: draws of the exponential law of mean 1 where the process made the stream.
    public func rescaledTimes(_ stream: EventStream) -> [[Double]] {
        var (reader, time) = (self, stream.start)
        var sums = reader.intensities(at: time).map { _ in 0.0 }
        var found = sums.map { _ in [Double]() }
        for event in stream.events {
            for (type, more) in reader.compensators(from: time, to: event.time).enumerated() { sums[type] += more }
            found[event.type].append(sums[event.type])
            sums[event.type] = 0
            reader.read(event)
            time = event.time
        }
        return found
    }
}
