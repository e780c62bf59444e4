import ContinuoFormats
import ContinuoTensor
import ContinuoTestSupport
import Foundation
import Testing

@testable import ContinuoBackbones

@Suite struct NHiTSTests {
    private func random(_ shape: [Int], seed: UInt64 = 5) -> Tensor {
        var random = RandomStream(seed: seed)
        return Tensor.normal(shape, .float64, using: &random)
    }

    private func network(_ configuration: NHiTSConfiguration, seed: UInt64 = 3) throws -> NHiTS {
        var initialiser = Initialiser(seed: seed, .float64)
        return try NHiTS(configuration, &initialiser)
    }

    private func small(horizon: Int = 7, input: Int = 13) -> NHiTSConfiguration {
        var configuration = NHiTSConfiguration(horizon: horizon, input: input)
        configuration.hidden = [6, 5]
        configuration.stacks[0] = NHiTSConfiguration.Stack(pool: 4, downsample: 3, blocks: 2)
        return configuration
    }

    @Test func levelAndStacksSumToTheForecast() throws {
        for outputs in [1, 3] {
            var configuration = small()
            configuration.outputs = outputs
            let network = try network(configuration)
            let batch = SeriesWindowBatch(values: random([4, 13]))
            let parts = network.components(batch)
            #expect(parts.map(\.name).first == "level" && parts.count == 4)
            let sum = parts.dropFirst().reduce(parts[0].values) { $0 + $1.values }
            let forecast = network.predict(batch)
            #expect(forecast.shape == [4, outputs, 7])
            expectClose(sum, forecast, tolerance: 1e-12)
        }
    }

    /// Each block by loops, from the weights alone.
    @Test func theForecastIsThatOfThePaperByLoops() throws {
        for backcast in NHiTSConfiguration.Backcast.allCases {
            var configuration = small()
            configuration.backcast = backcast
            let network = try network(configuration)
            let input = random([1, 13])
            var residual = input.doubles
            var forecast = [Double](repeating: residual[12], count: 7)
            for (block, stack) in zip(network.blocks, [0, 0, 1, 2].map { configuration.stacks[$0] }) {
                var x: [Double] = []
                let groups = (13 + stack.pool - 1) / stack.pool
                for group in 0..<groups {
                    let end = 13 - (groups - 1 - group) * stack.pool
                    x.append(residual[max(end - stack.pool, 0)..<end].max() ?? .nan)
                }
                for layer in block.layers { x = product(layer, x).map { max($0, 0) } }
                let theta = product(block.coefficients, x)
                let ahead = interpolated(Array(theta.suffix((7 + stack.downsample - 1) / stack.downsample)), 7)
                forecast = zip(forecast, ahead).map { $0 + $1 }
                let behind = Array(theta.dropLast((7 + stack.downsample - 1) / stack.downsample))
                let explained = backcast == .full ? behind : interpolated(behind, 13)
                residual = zip(residual, explained).map { $0 - $1 }
            }
            expectClose(network.predict(SeriesWindowBatch(values: input)).doubles, forecast, tolerance: 1e-10)
        }
    }

    private func product(_ layer: Linear, _ x: [Double]) -> [Double] {
        let (weight, bias) = (layer.weight.doubles, layer.bias?.doubles ?? [])
        return bias.indices.map { row in
            bias[row] + x.indices.reduce(0) { $0 + weight[row * x.count + $1] * x[$1] }
        }
    }

    /// Knots at the middles of equal shares, straight lines between, constant outside.
    private func interpolated(_ knots: [Double], _ length: Int) -> [Double] {
        let share = Double(length) / Double(knots.count)
        return (0..<length).map { position in
            let time = Double(position) + 0.5
            let centres = knots.indices.map { (Double($0) + 0.5) * share }
            guard let right = centres.firstIndex(where: { $0 >= time }) else { return knots[knots.count - 1] }
            guard right > 0 else { return knots[0] }
            let part = (time - centres[right - 1]) / share
            return knots[right - 1] * (1 - part) + knots[right] * part
        }
    }

    @Test(arguments: KnotInterpolation.allCases) func interpolationsKeepConstantsAndKnots(_ kind: KnotInterpolation) {
        for (count, length) in [(1, 5), (2, 7), (3, 3), (4, 12), (5, 24)] {
            let matrix = ForecastBasis.Matrix.knots(count, length: length, kind)
            for row in 0..<length {
                expectClose([matrix[(row * count)..<((row + 1) * count)].reduce(0, +)], [1], tolerance: 1e-12)
            }
            if count == length {
                expectClose(matrix, (0..<(count * count)).map { $0 % (count + 1) == 0 ? 1 : 0 }, tolerance: 1e-12)
            }
        }
    }

    /// `torch.nn.functional.interpolate` (for `cubic`, `bicubic`) of [1, -2, 4] to 8 values, printed by PyTorch 2.15.
    static let printed: [(KnotInterpolation, [Double])] = [
        (KnotInterpolation.linear, [1, 0.8125, -0.3125, -1.4375, -0.875, 1.375, 3.625, 4]),
        (KnotInterpolation.nearest, [1, 1, 1, -2, -2, -2, 4, 4]),
        (
            KnotInterpolation.cubic,
            [1.33233642578125, 0.83447265625, -0.77392578125, -2.0659179, -1.2963257, 1.178894, 3.6936646, 4.6646729]
        ),
    ]

    @Test(arguments: NHiTSTests.printed)
    func interpolationAgreesWithPyTorch(kind: KnotInterpolation, expected: [Double]) {
        let matrix = ForecastBasis.Matrix.knots(3, length: 8, kind)
        var values: [Double] = []
        for row in 0..<8 {
            let weights = matrix[(3 * row)..<(3 * row + 3)]
            values.append(zip(weights, [1.0, -2, 4]).reduce(0) { $0 + $1.0 * $1.1 })
        }
        expectClose(values, expected, tolerance: 1e-6)
    }

    @Test func withoutPoolingAndInterpolationItIsNBEATS() throws {
        var plain = NHiTSConfiguration.nBEATS(horizon: 6, input: 9)
        plain.hidden = [8]
        var reduced = NHiTSConfiguration(horizon: 6, input: 9)
        reduced.hidden = [8]
        reduced.stacks = reduced.stacks.map { _ in NHiTSConfiguration.Stack(pool: 1, downsample: 1) }
        let batch = SeriesWindowBatch(values: random([3, 9]))
        let (first, second) = (try network(plain), try network(reduced))
        #expect(first.predict(batch).doubles == second.predict(batch).doubles)
        // Generic N-BEATS gives its forecast value by value.
        #expect(first.coefficientCount == 3 * 6)
    }

    @Test func coarseStacksHaveTenTimesFewerCoefficients() throws {
        var configuration = NHiTSConfiguration(horizon: 720, input: 720)
        configuration.hidden = [4]
        configuration.stacks = [168, 24, 24].map { NHiTSConfiguration.Stack(pool: 8, downsample: $0) }
        let direct = 720 * configuration.stacks.count
        let count = try network(configuration).coefficientCount
        #expect(count * 10 <= direct)
    }

    @Test func gradientsAgreeWithDifferences() throws {
        var configuration = small(horizon: 4, input: 7)
        configuration.outputs = 2
        configuration.historyFeatures = 1
        configuration.futureFeatures = 1
        configuration.staticFeatures = 2
        configuration.pooling = .mean
        configuration.interpolation = .cubic
        let network = try network(configuration)
        let (history, future, fixed) = (random([2, 1, 7]), random([2, 1, 11]), random([2, 2]))
        checkGradients([random([2, 7])]) { inputs in
            var batch = SeriesWindowBatch(values: inputs[0])
            (batch.history, batch.future, batch.fixed) = (history, future, fixed)
            return network.predict(batch)
        }
        var batch = SeriesWindowBatch(values: random([2, 7]))
        (batch.history, batch.future, batch.fixed) = (history, future, fixed)
        let found = gradients(of: network.predict(batch).sum(), withRespectTo: network.parameters.map(\.tensor))
        for (parameter, gradient) in zip(network.parameters, found) {
            let pointer = parameter.tensor.pointer(Double.self)
            let place = parameter.tensor.count / 2
            func value(_ shift: Double) -> Double {
                pointer[place] += shift
                defer { pointer[place] -= shift }
                return withoutGradients { network.predict(batch).sum().item }
            }
            let difference = (value(1e-6) - value(-1e-6)) / 2e-6
            expectClose([gradient.doubles[place]], [difference], tolerance: 1e-6)
        }
    }

    @Test func paddingIsNotRead() throws {
        let network = try network(small())
        var values = random([1, 13]).doubles
        let mask = Tensor((0..<13).map { $0 < 5 ? 0.0 : 1 }, shape: [1, 13])
        for index in 0..<5 { values[index] = 0 }
        var batch = SeriesWindowBatch(values: Tensor(values, shape: [1, 13]), mask: mask)
        let masked = network.predict(batch)
        #expect(masked.doubles.allSatisfy { $0.isFinite })
        batch.mask = nil
        #expect(masked.doubles != network.predict(batch).doubles)
    }

    @Test func settingsThatMakeNoSenseAreNamed() {
        let changes: [(String, (inout NHiTSConfiguration) -> Void)] = [
            ("horizon", { $0.horizon = 0 }), ("input", { $0.input = 0 }), ("stacks", { $0.stacks = [] }),
            ("stacks.1.pool", { $0.stacks[1].pool = 0 }), ("stacks.2.downsample", { $0.stacks[2].downsample = 0 }),
            ("stacks.0.blocks", { $0.stacks[0].blocks = 0 }), ("hidden", { $0.hidden = [] }),
            ("outputs", { $0.outputs = 0 }), ("dropout", { $0.dropout = 1 }),
            ("future_features", { $0.futureFeatures = -1 }),
        ]
        for (key, change) in changes {
            var configuration = small()
            change(&configuration)
            do {
                _ = try network(configuration)
                Issue.record("\(key) was accepted")
            } catch { #expect("\(error)".contains("n-hits: \(key): expected"), "\(error)") }
        }
    }
}
