import ContinuoBackbones
import ContinuoDecoding
import ContinuoTensor
import ContinuoTestSupport
import Foundation
import Testing

@testable import ContinuoProcesses

@Suite struct DirichletFlowTests {
    /// I_x(a, b) by a fine sum; u = s³ takes the singular end away.
    private static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        func integral(_ end: Double) -> Double {
            let steps = 40_000
            let top = pow(end, 1.0 / 3)
            return (0..<steps).reduce(0) { sum, step in
                let s = (Double(step) + 0.5) / Double(steps) * top
                return sum + 3 * s * s * pow(s * s * s, a - 1) * pow(1 - s * s * s, b - 1)
            } * top / Double(steps)
        }
        return integral(x) / exp(lgamma(a) + lgamma(b) - lgamma(a + b))
    }

    /// Against differences of the incomplete beta function.
    @Test(arguments: [(4, 0.0), (4, 3), (20, 0.5), (20, 6), (40, 1)]) func speedsFollowTheirFormula(
        count: Int,
        time: Double
    ) {
        let speed = DirichletSpeed(count: count, time: time)
        let (a, b) = (time + 1, Double(count - 1))
        for x in [0.01, 0.05, 0.2, 0.5, 0.8] {
            let step = 1e-4
            let slope = (Self.incompleteBeta(x, a + step, b) - Self.incompleteBeta(x, a - step, b)) / (2 * step)
            let beta = exp(lgamma(a) + lgamma(b) - lgamma(a + b))
            let expected = -slope * beta / (pow(1 - x, b) * pow(x, time))
            // Where next to no mass is left the differences are noise.
            guard abs(slope) > 1e-6 else { continue }
            #expect(
                abs(speed(x) / expected - 1) < 2e-3,
                "K = \(count), t = \(time), x = \(x): \(speed(x)), \(expected)"
            )
        }
        let table = DirichletSpeed.Table(speed)
        for x in [0.003, 0.07, 0.4, 0.9] { #expect(abs(table(x) / speed(x) - 1) < 1e-2) }
    }

    /// Points that follow the field towards a corner have Beta(1 + t, K − 1) as the law of that coordinate.
    @Test(arguments: [4, 20]) func theFieldMovesNoiseAlongThePath(count: Int) {
        let path = DirichletPath()
        var random = RandomStream(seed: 1)
        var points = (0..<4000).map { _ in evenPoint(of: count, using: &random)[0] }
        let (steps, end) = (200, 3.0)
        for step in 0..<steps {
            let speeds = path.speeds(of: count, at: end * (Double(step) + 0.5) / Double(steps))
            for index in points.indices {
                points[index] += end / Double(steps) * speeds(points[index]) * (1 - points[index])
            }
        }
        let drawn = (0..<4000).map { _ in path.point(towards: 0, of: count, at: end, using: &random)[0] }.sorted()
        points.sort()
        // Kolmogorov and Smirnov's distance of the field's points from drawn ones, and of both from the law itself.
        func distance(_ values: [Double]) -> Double {
            stride(from: 100, to: 4000, by: 100).reduce(0) { worst, index in
                max(worst, abs(Self.incompleteBeta(values[index], 1 + end, Double(count - 1)) - Double(index) / 4000))
            }
        }
        #expect(distance(points) < 0.03 && distance(drawn) < 0.03)
    }

    @Test func probabilitiesAndScoresAreTwoFormsOfOneThing() {
        var random = RandomStream(seed: 2)
        for count in [4, 20] {
            for time in [0.5, 3, 7.0] {
                let (law, point) = (evenPoint(of: count, using: &random), evenPoint(of: count, using: &random))
                let score = SimplexScores.score(law, at: point, time: time)
                #expect(abs(score.reduce(0, +)) < 1e-6 * score.map { abs($0) }.max()!)
                expectClose(SimplexScores.law(score, at: point, time: time), law, tolerance: 1e-5)
            }
        }
    }

    @Test func theNearestPointOfTheSimplex() {
        expectClose(onSimplex([0.5, 0.7, -0.2]), [0.4, 0.6, 0], tolerance: 1e-12)
        expectClose(onSimplex([2, 0, -1]), [1, 0, 0], tolerance: 1e-12)
        expectClose(onSimplex([0.2, 0.8]), [0.2, 0.8], tolerance: 1e-12)
    }

    /// With the exact posterior of a product law and no training the marginals come out, on both paths.
    @Test(arguments: [4, 20]) func exactPosteriorsGiveTheMarginals(count: Int) throws {
        var random = RandomStream(seed: 6)
        let laws = (0..<2).map { _ in evenPoint(of: count, using: &random) }
        let process = DirichletFlow(mask: Int32(count))
        var settings = FillSettings()
        settings.steps = 60
        settings.sampling.seed = 4
        let samples = 6000
        let grid = [[Int32?]](repeating: [nil, nil], count: samples)
        let report = try process.fill(ProductNetwork(laws: laws), grid, settings)
        #expect(report.networkCalls == 60)
        for position in 0..<2 {
            var counts = [Double](repeating: 0.5, count: count)
            for row in report.grid { counts[Int(row[position])] += 1 }
            let total = counts.reduce(0, +)
            let divergence = (0..<count).reduce(0) { sum, id in
                let p = laws[position][id]
                return sum + p * log(p * total / counts[id])
            }
            #expect(divergence < 0.002 + Double(count) / Double(samples), "K = \(count): \(divergence)")
        }
    }

    /// A guide that pulls towards one id makes it more frequent; a student of one step asks its network once.
    @Test func guidesPullAndLessonsAreTaught() throws {
        let laws = [[0.4, 0.3, 0.3], [0.2, 0.4, 0.4]]
        let process = DirichletFlow(mask: 3)
        var settings = FillSettings()
        settings.steps = 30
        settings.sampling.seed = 4
        let grid = [[Int32?]](repeating: [nil, nil], count: 600)
        func share(_ report: UnmaskingReport) -> Double { Double(report.grid.count { $0[0] == 2 }) / 600 }
        let plain = try process.fill(ProductNetwork(laws: laws), grid, settings)
        let pulled = try process.flow(ProductNetwork(laws: laws), grid, settings) { mixtures, _ in
            let wanted = mixtures.shape.last!
            return Tensor((0..<mixtures.count).map { $0 % wanted == 2 ? 4.0 : 0 }, shape: mixtures.shape)
        }
        #expect(share(pulled.report) > share(plain) + 0.2)
        let lessons = try process.lessons(ProductNetwork(laws: laws), grid, settings)
        #expect(lessons.tokens.array(of: Int32.self) == plain.grid.flatMap { $0 })
        let options = ObjectiveOptions(random: RandomStream(seed: 1), isTraining: false)
        let loss = try process.distillationLoss(ProductNetwork(laws: laws), lessons, options)
        #expect(loss.count == 1200 && loss.mean.item > 0.9 && loss.mean.item < 1.2)
        settings.steps = 1
        #expect(try process.fill(ProductNetwork(laws: laws), grid, settings).networkCalls == 1)
    }
}

/// The exact posterior of independent positions: p(id | x) ∝ p(id) x_id^t, t being told by the mask's share 2 / (t + 2).
private struct ProductNetwork: MixtureReading {
    let laws: [[Double]]
    let maximumLength: Int? = nil
    let capabilities: LayerCapabilities = [.bidirectional, .mixtures]

    var vocabularySize: Int { laws[0].count + 1 }
    var width: Int { vocabularySize }
    var outputBias: Tensor? { nil }
    var outputWeight: Tensor {
        Tensor((0..<(width * width)).map { $0 % (width + 1) == 0 ? 1.0 : 0 }, shape: [width, width]).cast(to: .float32)
    }

    func hidden(_ tokens: Tensor, _ context: SequenceContext) -> Tensor { preconditionFailure("mixtures are read") }
    func initialState(batch: Int) -> BackboneState { BackboneState(layers: [], batch: batch) }
    func hidden(_ tokens: Tensor, state: inout BackboneState, _ context: SequenceContext) -> Tensor {
        preconditionFailure("mixtures are read")
    }

    func hidden(mixtures: Tensor, _ context: SequenceContext) -> Tensor {
        let (values, size) = (mixtures.doubles, laws[0].count)
        var result = [Double](repeating: -1e4, count: values.count)
        for cell in 0..<(values.count / width) {
            let time = 2 / values[cell * width + size] - 2
            for id in 0..<size {
                let x = max(values[cell * width + id], 1e-30)
                result[cell * width + id] = log(laws[cell % laws.count][id]) + time * log(x)
            }
        }
        return Tensor(result, shape: mixtures.shape).cast(to: .float32)
    }
}
