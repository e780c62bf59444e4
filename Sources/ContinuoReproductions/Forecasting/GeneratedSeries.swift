import ContinuoSequences
import ContinuoTensor
import Foundation

/// Series whose law is known, for the claims about forecasters.
enum GeneratedSeries {
    /// Waves of several periods with slowly moving amplitudes, a slow trend and noise.
    static func multiFrequency(
        _ count: Int,
        length: Int,
        periods: [Double] = [12, 48, 168],
        noise: Double = 0.3,
        seed: UInt64
    ) -> [TimeSeries] {
        let root = RandomStream(seed: seed).split("multi-frequency")
        return (0..<count).map { index in
            var random = root.split(index)
            let phases: [Double] = periods.map { _ in 2 * Double.pi * random.uniform() }
            let sizes: [Double] = periods.indices.map { 0.5 + random.uniform() + 0.5 * Double($0) }
            let slope = 2 * (random.uniform() - 0.5) / Double(length)
            var values: [Double] = []
            for step in 0..<length {
                let time = Double(step)
                var value: Double = slope * time
                for (wave, period) in periods.enumerated() {
                    let angle: Double = 2 * Double.pi * time / period
                    let swell: Double = 1 + 0.3 * sin(angle / 17 + phases[wave])
                    value += swell * sizes[wave] * sin(angle + phases[wave])
                }
                values.append(value + noise * random.normal())
            }
            return TimeSeries(name: "generated \(index + 1)", values: values)
        }
    }

    /// A first series whose next values the others have shown before: it is a mixture of their past, so that it can be
    /// foretold from them and hardly from itself.
    static func dependent(_ variables: Int, length: Int, lag: Int, noise: Double = 0.1, seed: UInt64) -> [TimeSeries] {
        var random = RandomStream(seed: seed).split("dependent")
        var columns: [[Double]] = []
        for _ in 1..<variables {
            // Moving sums of noise: smooth over a few values, unforeseeable beyond.
            let steps: [Double] = (0..<(length + lag + 4)).map { _ in random.normal() }
            let sums: [Double] = (0..<(length + lag)).map { steps[$0..<($0 + 4)].reduce(0, +) / 2 }
            columns.append(sums)
        }
        // What the columns were `lag` values ago.
        let scale = 1 / Double(columns.count).squareRoot()
        var target: [Double] = []
        for step in 0..<length {
            var sum = 0.0
            for column in columns { sum += column[step] }
            target.append(scale * sum + noise * random.normal())
        }
        columns = columns.map { Array($0[lag...]) }
        return ([target] + columns).enumerated().map { TimeSeries(name: "variable \($0.offset)", values: $0.element) }
    }

    /// Families of periodic series: each has waves of its own form, and members differ in period, phase and size.
    enum Family: Int, CaseIterable {
        case sines, sawtooth, square, pulses, beats, triangle

        func members(_ count: Int, length: Int, noise: Double = 0.1, seed: UInt64) -> [TimeSeries] {
            let root = RandomStream(seed: seed).split("family").split(rawValue)
            return (0..<count).map { index in
                var random = root.split(index)
                let period = 12 + 20 * random.uniform()
                let (phase, size) = (random.uniform(), 0.5 + 2 * random.uniform())
                let values = (0..<length).map { step -> Double in
                    let cycles = Double(step) / period + phase
                    return size * (shape(cycles) + noise * random.normal())
                }
                return TimeSeries(name: "\(self) \(index + 1)", values: values)
            }
        }

        private func shape(_ cycles: Double) -> Double {
            let phase = cycles - cycles.rounded(.down)
            let angle = 2 * Double.pi * cycles
            return switch self {
            case .sines: sin(angle) + 0.5 * sin(2 * angle + 1)
            case .sawtooth: 2 * phase - 1
            case .square: phase < 0.5 ? 1 : -1
            case .pulses: exp(-60 * (phase - 0.5) * (phase - 0.5)) * 2 - 0.5
            case .beats: sin(angle) * (1 + 0.5 * sin(angle / 3))
            case .triangle: 4 * abs(phase - 0.5) - 1
            }
        }
    }

    /// Periodic signals of period 1 in classes that differ in their harmonics; phases and sizes differ within a class.
    /// - Returns: each signal as a function of time, and its class.
    static func periodic(_ count: Int, classes: Int, seed: UInt64) -> [(
        label: Int, value: @Sendable (Double) -> Double
    )] {
        let root = RandomStream(seed: seed).split("periodic")
        return (0..<count).map { index -> (label: Int, value: @Sendable (Double) -> Double) in
            var random = root.split(index)
            let label = index % classes
            let size = 0.8 + 0.4 * random.uniform()
            let shift = 0.3 * random.uniform()
            return (
                label,
                { time in
                    let angle = 2 * Double.pi * (time + shift)
                    return switch label {
                    case 0: size * sin(angle)
                    case 1: size * (0.7 * sin(angle) + 0.6 * sin(2 * angle))
                    case 2: size * (0.5 * sin(angle) + 0.7 * cos(3 * angle))
                    default: size * (sin(angle) + sin(3 * angle) / 3 + sin(5 * angle) / 5)
                    }
                }
            )
        }
    }
}
