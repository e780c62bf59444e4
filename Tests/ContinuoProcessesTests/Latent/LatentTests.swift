import ContinuoBackbones
import ContinuoTensor
import ContinuoTestSupport
import Foundation
import Testing

@testable import ContinuoProcesses

@Suite struct LatentTests {
    private func random(_ shape: [Int], seed: UInt64 = 5) -> Tensor {
        var random = RandomStream(seed: seed)
        return Tensor.normal(shape, .float64, using: &random)
    }

    /// ∫ q log (q / p) by the trapezium rule.
    private func integral(_ mean: Double, _ deviation: Double, _ prior: (Double, Double)) -> Double {
        func density(_ x: Double, _ m: Double, _ s: Double) -> Double {
            exp(-0.5 * ((x - m) / s) * ((x - m) / s)) / (s * (2 * Double.pi).squareRoot())
        }
        let step = deviation * 24 / 40_000
        return (0...40_000).reduce(0) { sum, index in
            let x = mean - 12 * deviation + Double(index) * step
            let q = density(x, mean, deviation)
            return q > 0 ? sum + step * q * log(q / density(x, prior.0, prior.1)) : sum
        }
    }

    @Test func divergencesAreTheIntegrals() {
        let law = GaussianLatent(
            mean: Tensor([0.7, -1.2], shape: [1, 2]),
            logVariance: Tensor([-0.5, 0.3], shape: [1, 2])
        )
        let deviations = [-0.5, 0.3].map { exp($0 / 2) }
        let standard = integral(0.7, deviations[0], (0, 1)) + integral(-1.2, deviations[1], (0, 1))
        expectClose(law.divergence.doubles, [standard], tolerance: 1e-6)
        let prior = GaussianLatent(
            mean: Tensor([0.1, 0.2], shape: [1, 2]),
            logVariance: Tensor([0.4, -0.6], shape: [1, 2])
        )
        let other = integral(0.7, deviations[0], (0.1, exp(0.2))) + integral(-1.2, deviations[1], (0.2, exp(-0.3)))
        expectClose(law.divergence(from: prior).doubles, [other], tolerance: 1e-6)
        #expect(law.divergence(from: law).doubles == [0])
    }

    @Test func drawsHaveTheLawAndGradientsFlow() {
        let law = GaussianLatent(
            mean: Tensor.full([4000, 1], 0.7, .float64),
            logVariance: Tensor.full([4000, 1], log(0.25), .float64)
        )
        var stream = RandomStream(seed: 8)
        let draws = law.sample(using: &stream).doubles
        let mean = draws.reduce(0, +) / 4000
        let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4000
        #expect(abs(mean - 0.7) < 0.03 && abs(variance - 0.25) < 0.02)
        checkGradients([random([3, 4])]) { inputs in
            let law = GaussianLatent(halves: inputs[0])
            var stream = RandomStream(seed: 2)
            return law.sample(using: &stream) + law.divergence.expanded(at: 1)
        }
    }

    @Test func gumbelDrawsHaveTheCategoricalLaw() {
        let logits = [0.2, -0.7, 1.1]
        let law = CategoricalLatent(
            logits: Tensor(Array(repeating: logits, count: 6000).flatMap { $0 }, shape: [6000, 3])
        )
        var stream = RandomStream(seed: 8)
        let hard = law.sample(temperature: 0.5, isHard: true, using: &stream)
        let shares = hard.sum(axis: 0).doubles.map { $0 / 6000 }
        let total = logits.map { exp($0) }.reduce(0, +)
        expectClose(shares, logits.map { exp($0) / total }, tolerance: 0.02)
        #expect(hard.doubles.allSatisfy { abs($0) < 1e-12 || abs($0 - 1) < 1e-12 })
        checkGradients([random([2, 3])]) { inputs in
            var stream = RandomStream(seed: 3)
            let law = CategoricalLatent(logits: inputs[0])
            return law.sample(temperature: 0.7, using: &stream) + law.divergence.expanded(at: 1)
        }
        // log 3 − entropy.
        let probabilities = logits.map { exp($0) / total }
        let entropy = -probabilities.reduce(0) { $0 + $1 * log($1) }
        expectClose([law.divergence.doubles[0]], [log(3) - entropy], tolerance: 1e-10)
    }

    private func batch() -> IrregularBatch {
        let times = Tensor([0, 0.4, 1.3, 2.2, 0.1, 0.9, 1.8, 2.7], shape: [2, 4])
        return IrregularBatch(
            times: times,
            values: random([2, 4, 1]),
            mask: Tensor([1, 0, 1, 1, 1, 1, 1, 0], shape: [2, 4]),
            condition: random([2, 2], seed: 9)
        )
    }

    private func autoencoder(_ kind: IrregularEncoder.Kind, _ decoder: any LatentSeriesDecoder) -> SeriesAutoencoder {
        var initialiser = Initialiser(seed: 3, .float64)
        let encoder = IrregularEncoder(
            kind,
            channels: 1,
            hidden: 6,
            outputs: 6,
            basePeriod: 2,
            classes: 2,
            &initialiser
        )
        return SeriesAutoencoder(encoder: encoder, decoder: decoder, width: 3)
    }

    private func decoders() throws -> [any LatentSeriesDecoder] {
        var initialiser = Initialiser(seed: 6, .float64)
        var fourier = FourierHead.Configuration()
        (fourier.harmonics, fourier.hidden, fourier.basePeriod, fourier.classes) = (2, [4], 2, 2)
        (fourier.period, fourier.hasVariance) = (.perSample, true)
        return [
            try FourierHead(fourier, width: 3, &initialiser),
            RecurrentSeriesDecoder(width: 3, hidden: 5, channels: 1, classes: 2, basePeriod: 2, &initialiser),
            LatentODEDecoder(width: 3, hidden: 5, channels: 1, classes: 2, basePeriod: 2, &initialiser),
        ]
    }

    @Test(arguments: IrregularEncoder.Kind.allCases) func missingValuesAreNotRead(_ kind: IrregularEncoder.Kind) throws
    {
        for decoder in try decoders() {
            let model = autoencoder(kind, decoder)
            let batch = batch()
            var changed = batch
            changed.values = batch.values + (1 - batch.mask.expanded(at: 2)) * 100
            #expect(model.posterior(batch).mean.doubles == model.posterior(changed).mean.doubles)
            var (first, second) = (RandomStream(seed: 1), RandomStream(seed: 1))
            expectClose(
                model.loss(batch, using: &first),
                model.loss(changed, using: &second),
                tolerance: 1e-12
            )
            #expect(model.reconstructed(batch, at: batch.times).shape == [2, 4, 1])
        }
    }

    @Test(arguments: IrregularEncoder.Kind.allCases) func gradientsAgreeWithDifferences(_ kind: IrregularEncoder.Kind)
        throws
    {
        for decoder in try decoders() {
            let model = autoencoder(kind, decoder)
            let batch = batch()
            func value() -> Tensor {
                var stream = RandomStream(seed: 4)
                return model.loss(batch, using: &stream)
            }
            let found = gradients(of: value(), withRespectTo: model.parameters.map(\.tensor))
            for (parameter, gradient) in zip(model.parameters, found) {
                let pointer = parameter.tensor.pointer(Double.self)
                let place = parameter.tensor.count / 2
                func total(_ shift: Double) -> Double {
                    pointer[place] += shift
                    defer { pointer[place] -= shift }
                    return withoutGradients { value().item }
                }
                let difference = (total(1e-6) - total(-1e-6)) / 2e-6
                expectClose([gradient.doubles[place]], [difference], tolerance: 1e-5)
            }
        }
    }
}
