import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

@Suite struct MultiresTests {
    private func layer(_ configuration: MultiresLayer.Configuration, context: Int) -> MultiresLayer {
        var initialiser = Initialiser(seed: 2, .float64)
        return MultiresLayer(configuration, width: 2, context: context, &initialiser)
    }

    private func numbers(_ shape: [Int]) -> Tensor {
        var random = RandomStream(seed: 3)
        return Tensor.normal(shape, .float64, using: &random)
    }

    /// Σ_i filter[K − 1 − i] x[t − i · distance]
    private func dilated(_ x: [Double], _ filter: [Double], _ distance: Int) -> [Double] {
        x.indices.map { t in
            filter.indices.reduce(0) { sum, i in
                let place = t - i * distance
                return place < 0 ? sum : sum + filter[filter.count - 1 - i] * x[place]
            }
        }
    }

    /// The tree's response to an impulse, as one long kernel.
    private func kernel(_ layer: MultiresLayer, channel: Int, length: Int) -> [Double] {
        let (low, high) = (layer.low.selected(channel).doubles, layer.high.selected(channel).doubles)
        let weights = layer.weights.selected(channel).doubles
        let levels = layer.configuration.levels(length)
        var average = [1.0] + Array(repeating: 0.0, count: length - 1)
        var output = average.map { $0 * weights[weights.count - 1] }
        var details: [[Double]] = []
        for level in 0..<levels {
            details.append(dilated(average, high, 1 << level))
            average = dilated(average, low, 1 << level)
        }
        func add(_ series: [Double], _ weight: Double, delay: Int = 0) {
            for t in delay..<max(length, delay) { output[t] += weight * series[t - delay] }
        }
        add(average, weights[0])
        if layer.configuration.select == "fading" {
            for level in 0..<levels { add(details[level], weights[levels - level]) }
            return output
        }
        var (used, copies) = (1, 1)
        for level in (0..<levels).reversed() where used < layer.configuration.memory {
            copies = min(copies, layer.configuration.memory - used)
            for copy in 0..<copies { add(details[level], weights[used + copy], delay: copy << (level + 1)) }
            used += copies
            copies = 2 * (copies - 1) + layer.configuration.kernelSize
        }
        return output
    }

    @Test(arguments: ["fading", "uniform"], [2, 3, 4]) func equalsItsLongKernel(_ select: String, size: Int) {
        var configuration = MultiresLayer.Configuration(kernelSize: size)
        (configuration.select, configuration.memory) = (select, 11)
        let layer = layer(configuration, context: 40)
        let x = numbers([1, 40, 2])
        var lines: [DelayLine]?
        let found = layer.convolve(x, &lines)
        let kernels = (0..<2).flatMap { kernel(layer, channel: $0, length: 40) }
        let expected = longConvolution(x, kernel: Tensor(kernels, shape: [2, 40]))
        expectClose(found, expected, tolerance: 1e-10)
        #expect(layer.weights.shape[1] == (select == "fading" ? configuration.levels(40) + 2 : 12))
    }

    @Test func levelsReachOverTheContext() {
        let configuration = MultiresLayer.Configuration(kernelSize: 2)
        for (length, levels) in [(2, 1), (3, 2), (4, 2), (5, 3), (256, 8), (257, 9)] {
            #expect(configuration.levels(length) == levels, "\(length)")
        }
        let wide = MultiresLayer.Configuration(kernelSize: 4)
        for (length, levels) in [(4, 1), (5, 2), (10, 2), (11, 3)] {
            #expect(wide.levels(length) == levels, "\(length)")
        }
    }

    /// Orthogonal wavelets: low and high outputs at every other position give the series back.
    @Test(arguments: ["haar", "db2"]) func waveletsReconstruct(_ name: String) throws {
        let wavelet = try #require(Wavelet(name))
        let size = wavelet.low.count
        let x = Array(repeating: 0.0, count: size) + numbers([32]).doubles + Array(repeating: 0.0, count: size)
        var configuration = MultiresLayer.Configuration(kernelSize: size)
        (configuration.waveletInit, configuration.depth) = (name, 1)
        let layer = layer(configuration, context: x.count)
        let (low, high) = (layer.low.selected(0).doubles, layer.high.selected(0).doubles)
        let (average, detail) = (dilated(x, low, 1), dilated(x, high, 1))
        var restored = x.map { _ in 0.0 }
        for t in stride(from: size % 2 == 0 ? 1 : 0, to: x.count, by: 2) {
            for i in 0..<size where t - i >= 0 {
                restored[t - i] += low[size - 1 - i] * average[t] + high[size - 1 - i] * detail[t]
            }
        }
        expectClose(Array(restored[size..<(size + 32)]), Array(x[size..<(size + 32)]), tolerance: 1e-6)
    }

    /// 2 K + J + 2 numbers for each channel.
    @Test func filtersAreFew() {
        let layer = layer(MultiresLayer.Configuration(kernelSize: 4), context: 784)
        let levels = layer.configuration.levels(784)
        #expect(layer.low.count + layer.high.count + layer.weights.count == 2 * (2 * 4 + levels + 2))
    }
}
