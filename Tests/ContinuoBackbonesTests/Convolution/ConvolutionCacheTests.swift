import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

@Suite struct ConvolutionCacheTests {
    static let schemes: [ConvolutionScheme] = [.naive, .epoched(nil), .epoched(8), .continuous]

    private func numbers(_ shape: [Int], seed: UInt64, _ type: ElementType = .float64) -> Tensor {
        var random = RandomStream(seed: seed)
        return Tensor.normal(shape, deviation: 0.3, type, using: &random)
    }

    /// y[b, t, c] = Σ_s k[c, s] x[b, t − s, c], two loops.
    private func direct(_ x: Tensor, _ kernel: Tensor) -> [Double] {
        let (batch, length, channels, reach) = (x.shape[0], x.shape[1], x.shape[2], kernel.shape[1])
        let (inputs, coefficients) = (x.doubles, kernel.doubles)
        var outputs = [Double](repeating: 0, count: x.count)
        for b in 0..<batch {
            for t in 0..<length {
                for s in 0..<min(t + 1, reach) {
                    for c in 0..<channels {
                        outputs[(b * length + t) * channels + c] +=
                            coefficients[c * reach + s] * inputs[(b * length + t - s) * channels + c]
                    }
                }
            }
        }
        return outputs
    }

    private func pieces(_ cache: inout ConvolutionCache, _ x: Tensor, _ kernel: Tensor, _ sizes: [Int]) -> Tensor {
        var start = 0
        let parts = sizes.map { size in
            defer { start += size }
            let piece = x.sliced(start..<(start + size), axis: 1)
            return cache.convolve(piece, isRecorded: false) { kernel }
        }
        return Tensor.concatenated(parts, axis: 1)
    }

    @Test(arguments: schemes, [1, 3, 64, 65, 200, 1000])
    func streamsEqualDirectSums(_ scheme: ConvolutionScheme, coefficients: Int) {
        for (type, tolerance) in [(ElementType.float64, 1e-11), (.float32, 1e-4)] {
            let x = numbers([2, 700, 3], seed: 1, type)
            let kernel = numbers([3, coefficients], seed: 2, type)
            let expected = direct(x, kernel)
            for sizes in [
                Array(repeating: 1, count: 700), [300] + Array(repeating: 1, count: 400),
                [1, 5, 2, 64, 128, 100, 1, 399],
                [63, 65] + Array(repeating: 7, count: 11) + [95] + Array(repeating: 1, count: 400),
            ] {
                var cache = ConvolutionCache(batch: 2, channels: 3, type, scheme)
                expectClose(pieces(&cache, x, kernel, sizes).doubles, expected, tolerance: tolerance)
                #expect(cache.length == 700)
            }
        }
    }

    /// With 70 channels, direct sums use all their widths, and shares of channels.
    @Test(arguments: schemes) func manyChannels(_ scheme: ConvolutionScheme) {
        let (x, kernel) = (numbers([1, 1200, 150], seed: 1, .float32), numbers([150, 1200], seed: 2, .float32))
        var cache = ConvolutionCache(batch: 1, channels: 150, .float32, scheme)
        let found = pieces(&cache, x, kernel, Array(repeating: 1, count: 1200))
        expectClose(found.doubles, direct(x, kernel), tolerance: 1e-4)
    }

    /// Recorded and streamed pieces may follow each other in any order.
    @Test(arguments: schemes) func recordingMayBeginAndEnd(_ scheme: ConvolutionScheme) {
        let (x, kernel) = (numbers([2, 500, 3], seed: 3), numbers([3, 180], seed: 4))
        var cache = ConvolutionCache(batch: 2, channels: 3, .float64, scheme)
        var start = 0
        var parts: [Tensor] = []
        for (size, isRecorded) in [
            (40, true), (30, true), (1, false), (1, false), (100, false), (70, false), (20, true), (5, false),
            (90, true),
            (143, false),
        ] {
            let piece = x.sliced(start..<(start + size), axis: 1)
            parts.append(cache.convolve(piece, isRecorded: isRecorded) { kernel })
            start += size
        }
        expectClose(Tensor.concatenated(parts, axis: 1).doubles, direct(x, kernel), tolerance: 1e-11)
    }

    /// Rows are selected, also where several rows of the convolution belong to one of the state; copies go on alone.
    @Test(arguments: schemes) func rowsAreSelected(_ scheme: ConvolutionScheme) {
        let (x, kernel) = (numbers([4, 220, 2], seed: 5), numbers([2, 220], seed: 6))
        for begun in [130, 3] {
            var cache = ConvolutionCache(batch: 2, copies: 2, channels: 2, .float64, scheme)
            let sizes = begun == 130 ? [100] + Array(repeating: 1, count: 30) : [1, 1, 1]
            _ = pieces(&cache, x.sliced(0..<begun, axis: 1), kernel, sizes)
            var chosen = cache
            chosen.select(rows: [1, 0, 1])
            let order: [Int32] = [2, 3, 0, 1, 2, 3]
            let rest = x.rows(at: Tensor(order)).sliced(begun..<220, axis: 1)
            let found = pieces(&chosen, rest, kernel, Array(repeating: 1, count: 220 - begun))
            let whole = Tensor(direct(x, kernel), shape: x.shape).rows(at: Tensor(order))
            expectClose(found, whole.sliced(begun..<220, axis: 1), tolerance: 1e-11)
            let own = pieces(&cache, x.sliced(begun..<220, axis: 1), kernel, Array(repeating: 1, count: 220 - begun))
            expectClose(own, Tensor(direct(x, kernel), shape: x.shape).sliced(begun..<220, axis: 1), tolerance: 1e-11)
        }
    }

    /// What is held after a prompt is for the outputs to come, not for the prompt.
    @Test func cacheAfterPromptIsForWhatComes() {
        let (prompt, generated) = (8192, 512)
        let x = numbers([1, prompt + generated, 2], seed: 7)
        let kernel = numbers([2, prompt + generated], seed: 8)
        let whole = longConvolution(x, kernel: kernel).sliced(prompt..<(prompt + generated), axis: 1)
        for scheme in Self.schemes {
            for saysBefore in [true, false] {
                var cache = ConvolutionCache(batch: 1, channels: 2, .float64, scheme)
                if saysBefore { cache.expect(atMost: prompt + generated) }
                _ = pieces(&cache, x.sliced(0..<prompt, axis: 1), kernel, [5000, 3192])
                if !saysBefore { cache.expect(atMost: generated) }
                let rest = x.sliced(prompt..<(prompt + generated), axis: 1)
                var largest = 0
                var outputs: [Tensor] = []
                for t in 0..<generated {
                    outputs.append(cache.convolve(rest.sliced(t..<(t + 1), axis: 1), isRecorded: false) { kernel })
                    largest = max(largest, cache.byteCount)
                }
                expectClose(Tensor.concatenated(outputs, axis: 1), whole, tolerance: 1e-10)
                let numbersPerChannel = largest / MemoryLayout<Double>.size / 2
                #expect(numbersPerChannel <= 2 * generated, "\(scheme): \(numbersPerChannel) numbers for each channel")
            }
        }
    }

    /// Multiply-adds over L = 2¹² … 2¹⁶: the slopes of their logarithms.
    @Test func multiplyAddsGrowAsStated() {
        func slope(_ scheme: ConvolutionScheme) -> Double {
            let points = (12...16).map { exponent -> (x: Double, y: Double) in
                let length = 1 << exponent
                let kernel = Tensor.zeros([1, length])
                let filter = StreamedKernel(kernel, scheme, positions: nil)
                var stream = ConvolutionStream(filter, pending: Tensor.zeros([1, 0, 1]))
                let (x, output) = (Tensor.zeros([1, 1, 1]), Tensor.zeros([1, 1, 1]))
                for _ in 0..<length { stream.step(x, to: output, at: 0) }
                return (Double(exponent), log(Tensor(scalar: stream.multiplyAdds, .float64)).item / 0.693147180559945)
            }
            let (mx, my) = (points.map(\.x).reduce(0, +) / 5, points.map(\.y).reduce(0, +) / 5)
            return points.reduce(0) { $0 + ($1.x - mx) * ($1.y - my) }
                / points.reduce(0) { $0 + ($1.x - mx) * ($1.x - mx) }
        }
        let (naive, epoched, continuous) = (slope(.naive), slope(.epoched(nil)), slope(.continuous))
        #expect(naive >= 1.95 && naive < 2.05, "naive: \(naive)")
        #expect(epoched <= 1.65, "epoched: \(epoched)")
        #expect(continuous <= 1.3, "continuous: \(continuous)")
    }

    @Test func schemesHaveNames() {
        for scheme in Self.schemes { #expect(ConvolutionScheme(scheme.description) == scheme) }
        for text in ["", "epoched:", "epoched:0", "epoched:x", "lazy"] { #expect(ConvolutionScheme(text) == nil) }
    }
}
