import ContinuoBackbones
import ContinuoProcesses
import ContinuoTensor
import ContinuoTestSupport
import Foundation
import Testing

@Suite struct SequenceClassifierTests {
    static let rows: [[Int32]] = [[1, 2, 3, 4, 5], [2], [3, 1, 4], [5, 5, 5, 0, 1]]

    static func classifier(
        _ pooling: Pooling,
        _ direction: SequenceContext.Direction,
        recipe: String = "gpt2"
    ) throws -> SequenceClassifier {
        var initialiser = Initialiser(seed: 2, .float64)
        let network = try tinyNetwork(vocabulary: 6, recipe: recipe, direction)
        return try SequenceClassifier(
            network,
            classes: 3,
            pooling: pooling,
            direction: direction,
            deviation: 0.5,
            &initialiser
        )
    }

    @Test(arguments: Pooling.allCases, [SequenceContext.Direction.causal, .bidirectional])
    func paddingIsInvisible(_ pooling: Pooling, direction: SequenceContext.Direction) throws {
        let classifier = try Self.classifier(pooling, direction)
        let together = classifier.logits(SequenceBatch(ragged: Self.rows, padding: 4))
        for (index, row) in Self.rows.enumerated() {
            expectClose(
                classifier.logits(SequenceBatch(ragged: [row])).doubles,
                together.sliced(index..<(index + 1)).doubles
            )
        }
        let vectors = classifier.vectors(SequenceBatch(ragged: Self.rows))
        let hidden = classifier.backbone.hidden(Tensor(rows: [Self.rows[2]]), SequenceContext(direction)).doubles
        let width = classifier.backbone.width
        let wanted = (0..<width).map { column in
            switch pooling {
            case .first: hidden[column]
            case .last: hidden[2 * width + column]
            case .mean: (hidden[column] + hidden[width + column] + hidden[2 * width + column]) / 3
            }
        }
        expectClose(vectors.sliced(2..<3).doubles, wanted)
    }

    /// Places give the vectors of their positions, whatever is padded behind; labels are counted place by place.
    @Test(arguments: [SequenceContext.Direction.causal, .bidirectional])
    func placesHaveClassesOfTheirOwn(_ direction: SequenceContext.Direction) throws {
        let classifier = try Self.classifier(.mean, direction)
        let places: [[Int32]] = [[0, 2, 4], [0], [], [1, 4]]
        var batch = SequenceBatch(ragged: Self.rows, padding: 4)
        batch.places = places
        let width = classifier.backbone.width
        let wanted = zip(Self.rows, places).flatMap { row, places in
            let hidden = classifier.backbone.hidden(Tensor(rows: [row]), SequenceContext(direction)).doubles
            return places.flatMap { hidden[(Int($0) * width)..<((Int($0) + 1) * width)] }
        }
        expectClose(classifier.vectors(batch).doubles, wanted)
        let options = ObjectiveOptions(random: RandomStream(seed: 1), isTraining: false)
        let labels: [Int32] = [0, 1, 2, 1, 0, 2]
        let loss = try classifier.loss(batch, labels: labels, options)
        #expect(loss.count == 6)
        let logarithms = logSoftmax(classifier.logits(batch)).doubles
        let sum = labels.enumerated().reduce(0) { $0 - logarithms[$1.offset * 3 + Int($1.element)] }
        #expect(abs(loss.sum.item - sum) < 1e-10)
        #expect(throws: ProcessError.self) { try classifier.loss(batch, labels: [0, 1, 2, 1], options) }
        let predictions = classifier.predictions(batch)
        #expect(predictions.map(\.label) == classifier.logits(batch).argmax().array(of: Int32.self))
        #expect(abs(predictions[0].probability - exp(logarithms[Int(predictions[0].label)])) < 1e-10)
    }

    @Test(arguments: Pooling.allCases) func learnsClasses(_ pooling: Pooling) throws {
        let classifier = try Self.classifier(pooling, .bidirectional)
        let batch = SequenceBatch(ragged: Self.rows)
        let labels: [Int32] = [0, 1, 2, 1]
        let options = ObjectiveOptions(random: RandomStream(seed: 1), isTraining: true)
        let parameters = classifier.parameters
        #expect(parameters.contains { $0.name == "classifier.weight" })
        #expect(parameters.contains { $0.name.hasPrefix("backbone.blocks.0.") })
        for _ in 0..<150 {
            let loss = try classifier.loss(batch, labels: labels, options).mean
            let found = gradients(of: loss, withRespectTo: parameters.map(\.tensor))
            for (parameter, gradient) in zip(parameters, found) {
                parameter.tensor.assign(parameter.tensor.detached - gradient * 0.1)
            }
        }
        #expect(try classifier.loss(batch, labels: labels, options).mean.item < 0.1)
        #expect(classifier.classify(batch) == labels)
    }

    /// The loss with smoothing is (1 − θ) times the plain one and θ times the one against the prior.
    @Test func smoothingMixesTargets() throws {
        let classifier = try Self.classifier(.mean, .bidirectional)
        let batch = SequenceBatch(ragged: Self.rows)
        var options = ObjectiveOptions(random: RandomStream(seed: 1), isTraining: false)
        func loss(_ labels: [Int32]) throws -> Double { try classifier.loss(batch, labels: labels, options).mean.item }
        let plain = try loss([0, 1, 2, 1])
        let uniform = try (0..<3).reduce(0) { try $0 + loss([Int32](repeating: $1, count: 4)) / 3 }
        options.smoothing = 0.4
        #expect(abs(try loss([0, 1, 2, 1]) - (0.6 * plain + 0.4 * uniform)) < 1e-12)
    }

    @Test func badLabelsAndNetworksAreRefused() throws {
        let classifier = try Self.classifier(.mean, .bidirectional)
        let options = ObjectiveOptions(random: RandomStream(seed: 1), isTraining: false)
        let batch = SequenceBatch(ragged: Self.rows)
        #expect(throws: ProcessError.self) { try classifier.loss(batch, labels: [0, 1, 2, 3], options) }
        #expect(throws: ProcessError.self) { try classifier.loss(batch, labels: [0, 1, 2], options) }
        let causal = TableBackbone(TableLaw(tokens: 2, length: 2, seed: 1), capabilities: [.causal])
        var initialiser = Initialiser(seed: 2, .float64)
        #expect(throws: ProcessError.self) {
            try SequenceClassifier(causal, classes: 2, pooling: .mean, direction: .bidirectional, &initialiser)
        }
    }
}
