import ContinuoTensor
import ContinuoTestSupport
import Testing

@testable import ContinuoBackbones

@Suite struct LongConvolutionLayerTests {
    private func numbers(_ shape: [Int], _ seed: UInt64, _ type: ElementType = .float64) -> Tensor {
        var random = RandomStream(seed: seed)
        return Tensor.normal(shape, type, using: &random)
    }

    @Test func squashingZeroesWhatIsSmall() {
        let kernel = Tensor([-0.5, -0.1, -0.05, 0, 0.05, 0.1, 0.11, 2])
        let found = ExplicitFilter.squashed(kernel, 0.1).doubles
        expectClose(found, [-0.4, 0, 0, 0, 0, 0, 0.01, 1.9], tolerance: 1e-12)
        for (value, original) in zip(found, kernel.doubles) { #expect((value == 0) == (Swift.abs(original) <= 0.1)) }
        checkGradients([Tensor([-0.5, 0.03, 0.4, 1.2])]) { ExplicitFilter.squashed($0[0], 0.1) }
    }

    /// The default λ leaves most coefficients of a new kernel alive.
    @Test(arguments: ["random", "exponential"]) func newKernelsLive(_ name: String) throws {
        var initialiser = Initialiser(seed: 1)
        var settings = ExplicitFilter.Settings()
        settings.initialisation = try #require(ExplicitFilter.Initialisation(rawValue: name))
        let filter = ExplicitFilter(channels: 4, coefficients: 256, isBidirectional: false, settings, &initialiser)
        let living = filter.kernel(nil, nil).doubles.count { $0 != 0 }
        #expect(living > 512, "\(living) of 1024 coefficients")
    }

    @Test func movingAveragesAreMeansOfNeighbours() {
        let x = Tensor([1.0, 2, 4, 8, 16], shape: [1, 5])
        expectClose(movingAverage(x, width: 3, axis: 1).doubles, [1, 7.0 / 3, 14.0 / 3, 28.0 / 3, 8], tolerance: 1e-12)
    }

    /// The butterfly's numbers are those of the Fourier transform, in its order.
    @Test(arguments: [1, 2, 5, 16, 100]) func butterflyIsFourierTransform(length: Int) {
        let transform = ButterflyTransform(length: length, .float64)
        let (rows, columns) = (transform.rows, transform.columns)
        let x = numbers([3, length], 1)
        let found = transform.forward(x, transform.firstStage(.float64), transform.secondStage(.float64))
        let padded = x.padded(0, rows * columns - length, axis: 1)
        let expected = fft(padded.asComplex()).doubles
        for k1 in 0..<rows {
            for k2 in 0..<columns {
                for series in 0..<3 {
                    for part in 0..<2 {
                        let value = found.doubles[((k1 * columns + k2) * 3 + series) * 2 + part]
                        let other = expected[(series * rows * columns + k1 + rows * k2) * 2 + part]
                        #expect(Swift.abs(value - other) < 1e-9)
                    }
                }
            }
        }
    }

    @Test func butterflyConvolutionsAreConvolutions() {
        for (type, tolerance) in [(ElementType.float64, 1e-10), (.float32, 1e-5)] {
            let (x, kernel) = (numbers([2, 70, 3], 1, type), numbers([3, 70], 2, type) * 0.2)
            let expected = longConvolution(x, kernel: kernel)
            var initialiser = Initialiser(seed: 1, type)
            let learnt = ButterflyConvolution(length: 80, &initialiser)
            expectClose(learnt(x, kernel: kernel), expected, tolerance: tolerance)
            for (coefficients, origin) in [(139, 69), (70, 10), (90, 79)] {
                let kernel = numbers([3, coefficients], 4, type) * 0.2
                let expected = longConvolution(x, kernel: kernel, reach: .bidirectional(origin: origin))
                expectClose(learnt(x, kernel: kernel, origin: origin), expected, tolerance: tolerance)
            }
        }
    }

    /// Either transform, in either direction, is the same layer.
    @Test(arguments: [SequenceContext.causal, .bidirectional]) func transformsAgree(_ context: SequenceContext) {
        let x = numbers([2, 90, 4], 3, .float32)
        let outputs = ["off", "fixed"].map { butterfly in
            var initialiser = Initialiser(seed: 1)
            var configuration = LongConvolutionLayer.Configuration()
            configuration.butterfly = butterfly
            let direction = context.direction
            return LongConvolutionLayer(configuration, width: 4, context: 90, direction: direction, &initialiser)
                .forward(x, context)
        }
        #expect(outputs[0].doubles != outputs[1].doubles, "one transform was run twice")
        expectClose(outputs[0], outputs[1], tolerance: 1e-5)
    }

    @Test func butterflyGradients() {
        var initialiser = Initialiser(seed: 1, .float64)
        let whole = ButterflyConvolution(length: 6, &initialiser)
        checkGradients([numbers([1, 6, 2], 1), numbers([2, 6], 2)]) { whole($0[0], kernel: $0[1]) }
        checkGradients([numbers([1, 6, 2], 1), numbers([2, 9], 2)]) { whole($0[0], kernel: $0[1], origin: 4) }
        let layer = ButterflyConvolution(length: 4, &initialiser)
        let (x, kernel) = (numbers([1, 4, 2], 1), numbers([2, 4], 2))
        let found = gradients(
            of: layer(x, kernel: kernel).squared().sum(),
            withRespectTo: layer.parameters.map(\.tensor)
        )
        for (parameter, gradient) in zip(layer.parameters, found) {
            let values = parameter.tensor.pointer(Double.self)
            for place in stride(from: 0, to: parameter.tensor.count, by: 5) {
                let before = values[place]
                values[place] = before + 1e-5
                let above = withoutGradients { layer(x, kernel: kernel).squared().sum().item }
                values[place] = before - 1e-5
                let below = withoutGradients { layer(x, kernel: kernel).squared().sum().item }
                values[place] = before
                #expect(
                    Swift.abs((above - below) / 2e-5 - gradient.doubles[place]) < 1e-5,
                    "\(parameter.name)[\(place)]"
                )
            }
        }
    }

    /// Learnt matrices see what comes later, and say so.
    @Test func learnedButterfliesReadBothWays() {
        var initialiser = Initialiser(seed: 1, .float64)
        var configuration = LongConvolutionLayer.Configuration()
        configuration.butterfly = "learned"
        let layer = LongConvolutionLayer(configuration, width: 4, context: 20, direction: .bidirectional, &initialiser)
        #expect(!layer.capabilities.contains(.causal) && layer.capabilities.contains(.bidirectional))
        let x = numbers([1, 20, 4], 3)
        let kernel = layer.filters[0].kernel(nil, nil)
        #expect(kernel.shape == [4, 39])
        let plain = gelu(longConvolution(x, kernel: kernel, reach: .bidirectional(origin: 19)) + x * layer.skip)
        let expected = gatedLinearUnit(layer.output(plain), activation: .sigmoid)
        expectClose(layer.forward(x, .bidirectional), expected, tolerance: 1e-9)
    }

    /// y_t = Σ_s K̄[s] x_{t−s}, both gated and not, by loops.
    @Test(arguments: [false, true]) func layersAreTheirFormulas(gated: Bool) {
        var initialiser = Initialiser(seed: 1, .float64)
        var configuration = LongConvolutionLayer.Configuration()
        (configuration.gated, configuration.squash) = (gated, 0.003)
        let layer = LongConvolutionLayer(configuration, width: 3, context: 15, &initialiser)
        let x = numbers([1, 15, 3], 3)
        let kernel = layer.filters[0].kernel(nil, nil)
        func convolved(_ u: Tensor) -> Tensor {
            let (k, v, d) = (kernel.doubles, u.doubles, layer.skip.doubles)
            return Tensor(
                (0..<45).map { index -> Double in
                    let (t, c) = (index / 3, index % 3)
                    return (0...t).reduce(d[c] * v[index]) { $0 + k[c * 15 + $1] * v[(t - $1) * 3 + c] }
                },
                shape: [1, 15, 3]
            )
        }
        let expected: Tensor
        if let projection = layer.projection {
            let parts = projection(x).split([3, 3, 3])
            expected = layer.output(parts[0] * convolved(parts[1] * parts[2]))
        } else {
            let parts = layer.output(gelu(convolved(x))).split([3, 3])
            expected = sigmoid(parts[0]) * parts[1]
        }
        expectClose(layer.forward(x, .causal), expected, tolerance: 1e-10)
    }

    @Test func kernelDropoutIsForTraining() {
        var initialiser = Initialiser(seed: 1, .float64)
        var configuration = LongConvolutionLayer.Configuration()
        configuration.kernelDropout = 0.5
        let layer = LongConvolutionLayer(configuration, width: 3, context: 15, &initialiser)
        let x = numbers([1, 15, 3], 3)
        var training = SequenceContext.causal
        training.dropout = RandomStream(seed: 3)
        #expect(layer.forward(x, training).doubles != layer.forward(x, .causal).doubles)
        #expect(layer.forward(x, .causal).doubles == layer.forward(x, .causal).doubles)
    }
}
