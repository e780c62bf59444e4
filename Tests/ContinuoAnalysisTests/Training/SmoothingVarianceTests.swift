import ContinuoTensor
import Foundation
import Testing

@testable import ContinuoAnalysis

/// A two-class logistic model of points N(±μ, I), for which δ̂ is known.
///
/// At w = 0 the gradient of the uniform target is 0, that of a label (½ − y) x in each of the two rows. So
/// E‖∇ℓ(x, ŷ) − ∇F‖² = ½‖μ‖², σ² = d/2 and δ = ‖μ‖²/d; a minibatch of B points divides σ² by B.
@Suite struct SmoothingVarianceTests {
    private static let dimension = 6
    private static let points = 12_000

    private struct Data {
        var inputs: [Double] = []
        var labels: [Int32] = []

        init(seed: UInt64, mean: [Double]) {
            var random = RandomStream(seed: seed)
            for _ in 0..<SmoothingVarianceTests.points {
                let label = Int32(random.integer(below: 2))
                labels.append(label)
                for value in mean { inputs.append((label == 1 ? value : -value) + random.normal()) }
            }
        }
    }

    private func measure(_ weight: Tensor, _ data: Data, batch: Int) -> SmoothingVariance {
        let d = Self.dimension
        func loss(_ index: Int, smoothing: Double) -> Tensor {
            let range = (index * batch)..<((index + 1) * batch)
            let x = Tensor(Array(data.inputs[(range.lowerBound * d)..<(range.upperBound * d)]), shape: [batch, d])
            let target = CrossEntropyTarget(Tensor(Array(data.labels[range])), smoothing: smoothing)
            return linearCrossEntropy(x, weight: weight, target).sum / Double(batch)
        }
        return SmoothingVariance.measure(
            [weight],
            batches: Self.points / batch,
            loss: { loss($0, smoothing: 0) },
            targets: [("uniform", { loss($0, smoothing: 1) })]
        )[0]
    }

    @Test(arguments: [1, 6]) func ratioIsTheClosedForm(batch: Int) {
        let mean = [1.0, -0.5, 0.8, 0, 0.6, -0.9]
        let squared = mean.reduce(0) { $0 + $1 * $1 }
        let weight = Tensor.zeros([2, Self.dimension], .float64).tracked()
        let result = measure(weight, Data(seed: 7, mean: mean), batch: batch)
        let expected = Double(batch) * squared / Double(Self.dimension)
        #expect(abs(result.variance / (Double(Self.dimension) / 2 / Double(batch)) - 1) < 0.04)
        #expect(abs(result.ratio / expected - 1) < 0.02, "\(result.ratio), expected \(expected)")
        #expect(abs(result.suggestedSmoothing - 1 / (1 + result.ratio)) < 1e-12)
    }

    /// Away from 0, against the formula (p − q) x written out for each point.
    @Test func ratioIsThatOfTheFormula() {
        let d = Self.dimension
        let mean = [0.3, 0.2, -0.4, 0.1, 0, 0.5]
        let data = Data(seed: 8, mean: mean)
        let slope = [0.5, -0.2, 0.3, 0.1, -0.7, 0.4]
        let rows: [Double] = slope.map { -$0 / 2 } + slope.map { $0 / 2 }
        let weight = Tensor(rows, shape: [2, d]).tracked()
        func gradient(_ point: Int, _ target: Double) -> [Double] {
            let x = data.inputs[(point * d)..<((point + 1) * d)]
            var score = 0.0
            for (value, factor) in zip(x, slope) { score += value * factor }
            let probability = 1 / (1 + Foundation.exp(-score))
            return x.map { (probability - target) * $0 }
        }
        let gradients = (0..<Self.points).map { gradient($0, Double(data.labels[$0])) }
        var full = [Double](repeating: 0, count: d)
        for each in gradients { for axis in 0..<d { full[axis] += each[axis] / Double(Self.points) } }
        func spread(_ all: [[Double]]) -> Double {
            var sum = 0.0
            for each in all { for axis in 0..<d { sum += (each[axis] - full[axis]) * (each[axis] - full[axis]) } }
            return sum
        }
        let expected = spread((0..<Self.points).map { gradient($0, 0.5) }) / spread(gradients)
        let result = measure(weight, data, batch: 1)
        #expect(abs(result.ratio / expected - 1) < 1e-6, "\(result.ratio), expected \(expected)")
    }
}
