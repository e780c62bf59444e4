import ContinuoTensor
import Foundation
import Testing

@testable import ContinuoProbabilistic

@Suite("Hawkes processes")
struct HawkesProcessTests {
    private static let process = HawkesProcess(base: [0.4, 0.2], excitation: [[0.3, 0.2], [0.5, 0.1]], decay: 1.5)

    private static func draw(_ end: Double, seed: UInt64, factor: Double = 1) -> EventStream {
        var random = RandomStream(seed: seed)
        return EventStream(
            Thinning(factor: factor).continuation(of: process.reader, from: 0, until: end, using: &random),
            end: end
        )
    }

    @Test("Intensities and likelihood are those of the definition")
    func definition() {
        let events = [(0.5, 0), (0.9, 1), (2.0, 0), (2.1, 0)].map { TypedEvent(time: $0.0, type: $0.1) }
        let process = Self.process
        func rate(_ time: Double, _ type: Int) -> Double {
            events.filter { $0.time < time }.reduce(process.base[type]) {
                $0 + process.excitation[type][$1.type] * process.decay * exp(-process.decay * (time - $1.time))
            }
        }
        // The integral by the midpoint rule on a fine grid.
        let steps = 300_000
        var integral = 0.0
        for step in 0..<steps {
            let time = 3 * (Double(step) + 0.5) / Double(steps)
            integral += (rate(time, 0) + rate(time, 1)) * 3 / Double(steps)
        }
        let expected = events.reduce(-integral) { $0 + log(rate($1.time, $1.type)) }
        let found = process.reader.logLikelihood(EventStream(events, end: 3))
        #expect(abs(found - expected) < 1e-3)
    }

    @Test("What thinning draws passes the test of rescaled time, whatever the bound", arguments: [1.0, 2.0, 5.0])
    func rescaling(factor: Double) {
        let stream = Self.draw(1500, seed: UInt64(factor), factor: factor)
        for times in Self.process.reader.rescaledTimes(stream) {
            let sorted = times.map { 1 - exp(-$0) }.sorted()
            let count = Double(sorted.count)
            let distance = sorted.enumerated().map { index, value in
                max(value - Double(index) / count, Double(index + 1) / count - value)
            }.max()!
            // The distance that has p = 0.01 (Kolmogorov).
            #expect(count > 300 && distance < 1.63 / count.squareRoot())
        }
        // Another process does not pass.
        let wrong = HawkesProcess(base: [0.8, 0.4], excitation: [[0, 0], [0, 0]], decay: 1)
        let sorted = wrong.reader.rescaledTimes(stream)[1].map { 1 - exp(-$0) }.sorted()
        let distance = sorted.enumerated().map { abs($1 - Double($0) / Double(sorted.count)) }.max()!
        #expect(distance > 1.63 / Double(sorted.count).squareRoot())
    }

    @Test("Fitting finds the process again, and is at least as likely as the truth")
    func fitting() {
        let streams = (0..<20).map { Self.draw(200, seed: 10 + UInt64($0)) }
        let fitted = HawkesProcess.fitted(to: streams, types: 2)
        func likelihood(_ process: HawkesProcess) -> Double {
            streams.reduce(0) { $0 + process.reader.logLikelihood($1) }
        }
        #expect(likelihood(fitted) > likelihood(Self.process) - 1)
        for type in 0..<2 {
            #expect(abs(fitted.base[type] - Self.process.base[type]) < 0.06)
            for cause in 0..<2 {
                #expect(abs(fitted.excitation[type][cause] - Self.process.excitation[type][cause]) < 0.08)
            }
        }
        #expect(abs(fitted.decay - Self.process.decay) < 0.3)
    }

    @Test("No events, and events at one time, can be fitted")
    func odd() {
        let empty = HawkesProcess.fitted(to: [EventStream([], end: 5)], types: 2)
        #expect(empty.base.allSatisfy { $0 >= 0 && $0.isFinite })
        let same = EventStream([TypedEvent(time: 1, type: 0), TypedEvent(time: 1, type: 0)], end: 2)
        #expect(HawkesProcess.fitted(to: [same], types: 1).reader.logLikelihood(same).isFinite)
    }
}
