import ContinuoProcesses
import ContinuoTensor
import Testing

@testable import ContinuoTraining

/// Checks (a) of label smoothing: its gradient is the convex combination of the gradients against labels and against ŷ.
@Suite struct LabelSmoothingTests {
    private func gradient(_ smoothing: Double, _ prior: Tensor? = nil) throws -> [Double] {
        let classifier = try ToyClasses.classifier()
        let (batch, labels) = ToyClasses.data(16).batch(0..<16)
        var options = ObjectiveOptions(random: RandomStream(seed: 1), isTraining: false)
        options.smoothing = smoothing
        options.smoothingPrior = prior
        let loss = try classifier.loss(batch, labels: labels, options).mean
        return gradients(of: loss, withRespectTo: classifier.parameters.map(\.tensor)).flatMap(\.doubles)
    }

    @Test(arguments: [0, 0.1, 0.4, 0.9]) func gradientIsTheConvexCombination(theta: Double) throws {
        for prior in [nil, Tensor([0.5, 0.2, 0.3] as [Float])] {
            let smoothed = try gradient(theta, prior)
            let (labels, target) = (try gradient(0), try gradient(1, prior))
            for (index, value) in smoothed.enumerated() {
                #expect(abs(value - (1 - theta) * labels[index] - theta * target[index]) < 1e-6)
            }
        }
    }

    @Test func thetaDropsAtItsEpoch() {
        let smoothing = LabelSmoothing(theta: 0.4, dropAtEpoch: 3)
        #expect((0..<6).map { smoothing.theta(epoch: $0) } == [0.4, 0.4, 0.4, 0, 0, 0])
        #expect(LabelSmoothing(theta: 0.4).theta(epoch: 1000) == 0.4)
        var configuration = TrainingConfiguration()
        configuration.labelSmoothing = 0.2
        #expect(configuration.smoothing(step: 900) == 0.2)
        configuration.smoothingUntil = 10
        #expect((8..<12).map { configuration.smoothing(step: $0) } == [0.2, 0.2, 0, 0])
    }

    @Test func frequenciesSumToOne() {
        #expect(classFrequencies([0, 2, 2, 2], classes: 4).doubles == [0.25, 0, 0.75, 0])
        let unigrams = unigramFrequencies(Toy.store(1000), ids: 14).doubles
        #expect(abs(unigrams.reduce(0, +) - 1) < 1e-5 && unigrams[12] == 0)
    }
}
