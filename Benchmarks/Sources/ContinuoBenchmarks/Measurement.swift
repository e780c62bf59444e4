import Continuo
import Foundation

/// One measured figure; the driver pairs it with the peer's of the same `measure`.
struct Row: Encodable {
    let measure: String
    let value: Double
    let unit: String
}

/// What the driver reads.
struct Report: Encodable {
    var program = "continuo"
    let rows: [Row]
    /// Seconds of training, the validation loss in nats a byte after them, and the steps made.
    var curve: [[Double]]?
    /// The tokens that were generated.
    var tokens: [Int32]?

    /// Prints the report as one line of JSON.
    func write() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(self), as: UTF8.self))
    }
}

/// The median time in seconds of `action`, repeated for about `seconds` and at least `least` times after a warm-up.
func medianSeconds(of seconds: Double, warmUp: Int = 3, least: Int = 5, _ action: () throws -> Void) rethrows -> Double
{
    for _ in 0..<warmUp { try action() }
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    var times: [Duration] = []
    while times.count < least || clock.now < end { times.append(try clock.measure(action)) }
    return median(times.map { $0 / .seconds(1) })
}

/// The middle value, or the mean of the two middle ones.
func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}
