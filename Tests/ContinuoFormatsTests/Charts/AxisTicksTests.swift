import Foundation
import Testing

@testable import ContinuoFormats

@Suite struct AxisTicksTests {
    @Test(arguments: [ChartAxis.Scale.linear, .logarithmic])
    func marksAreFewOrderedDistinctAndWithinTheRange(scale: ChartAxis.Scale) {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<3000 {
            let size = pow(10, Double.random(in: -12...12, using: &generator))
            let offset = scale == .linear ? Double.random(in: -3...3, using: &generator) * size : size * 0.01
            let values = [offset, offset + size * Double.random(in: 0.01...1, using: &generator)]
            for isTight in [false, true] {
                let ticks = AxisTicks(
                    axis: ChartAxis("", scale: scale),
                    values: values,
                    includesZero: false,
                    isTight: isTight,
                    count: 6
                )
                let numbers = ticks.ticks.map(\.value)
                let slack = (ticks.range.upperBound - ticks.range.lowerBound) * 1e-3
                #expect((1...20).contains(numbers.count), "\(values) \(numbers)")
                #expect(numbers == numbers.sorted())
                #expect(Set(ticks.ticks.map(\.label)).count == numbers.count, "\(ticks.ticks)")
                #expect(
                    numbers.allSatisfy { $0 >= ticks.range.lowerBound - slack && $0 <= ticks.range.upperBound + slack }
                )
                #expect(values.allSatisfy { (-0.001...1.001).contains(ticks.position($0)) }, "\(values) \(ticks.range)")
            }
        }
    }

    @Test func labelsReadAsAPersonWouldWriteThem() {
        func labels(_ range: ClosedRange<Double>, _ scale: ChartAxis.Scale = .linear, count: Int = 5) -> [String] {
            AxisTicks(
                axis: ChartAxis("", scale: scale, range: range),
                values: [],
                includesZero: false,
                isTight: true,
                count: count
            )
            .ticks.map(\.label)
        }
        #expect(labels(0...10) == ["0", "2", "4", "6", "8", "10"])
        #expect(labels(-1...1, count: 4) == ["−1.0", "−0.5", "0", "0.5", "1.0"])
        #expect(labels(0...5000) == ["0", "1000", "2000", "3000", "4000", "5000"])
        #expect(labels(0...50_000) == ["0", "10k", "20k", "30k", "40k", "50k"])
        #expect(labels(0...2_500_000) == ["0", "0.5M", "1.0M", "1.5M", "2.0M", "2.5M"])
        #expect(labels(0...5e-5) == ["0", "1e−5", "2e−5", "3e−5", "4e−5", "5e−5"])
        #expect(labels(0.001...10, .logarithmic) == ["0.001", "0.01", "0.1", "1", "10"])
        #expect(labels(1e-6...1, .logarithmic, count: 7).first == "1e−6")
        #expect(labels(1...10, .logarithmic) == ["1", "2", "5", "10"])
    }
}
