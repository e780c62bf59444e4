import ContinuoBackbones
import ContinuoProcesses
import ContinuoTensor

@testable import ContinuoTraining

/// Sequences whose class is the most frequent of three tokens, and a small classifier for them.
enum ToyClasses {
    static func data(_ count: Int, seed: UInt64 = 6) -> LabelledSequences {
        var random = RandomStream(seed: seed)
        var sequences: [[Int32]] = []
        var labels: [Int32] = []
        for _ in 0..<count {
            let label = Int32(random.integer(below: 3))
            let length = 5 + random.integer(below: 6)
            sequences.append(
                (0..<length).map { _ in random.uniform() < 0.7 ? label : Int32(random.integer(below: 12)) }
            )
            labels.append(label)
        }
        return LabelledSequences(sequences, labels: labels, classes: 3)
    }

    static func classifier(seed: UInt64 = 2) throws -> SequenceClassifier {
        var initialiser = Initialiser(seed: seed)
        return try SequenceClassifier(
            Toy.backbone(),
            classes: 3,
            pooling: .mean,
            direction: .bidirectional,
            &initialiser
        )
    }

    static var configuration: ClassifierConfiguration {
        var configuration = ClassifierConfiguration()
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: 0.01)
        configuration.epochs = 4
        configuration.batchSize = 8
        return configuration
    }

    static func bits(_ trainer: ClassifierTrainer) -> [[Float]] {
        trainer.updater.parameters.map { $0.tensor.array(of: Float.self) }
    }
}
