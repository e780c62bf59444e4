import ContinuoProcesses
import ContinuoSequences

/// A classification of sequences that mixers with long memories are compared on.
struct ClassificationTask {
    let name: String
    let vocabularySize: Int
    /// Positions of the longest sequence.
    let context: Int
    let pooling: Pooling
    let training: MixerClassifier.Source
    let test: MixerClassifier.Source
    /// Small batches and large steps: every arm learns more in a short time.
    let learningRate = 6e-3
    let batchSize = 16

    /// Of either task.
    static let classes = 10

    /// Handwritten digits as 256 pixels, the first fifth of the images held out.
    static func digits() -> ClassificationTask {
        let task = SequentialDigits()
        let held = SequentialDigits.count / 5
        func source(_ places: Range<Int>) -> MixerClassifier.Source {
            { random in task.example(places.lowerBound + random.integer(below: places.count)) }
        }
        return ClassificationTask(
            name: "sequential digits 16 × 16",
            vocabularySize: SequentialDigits.vocabularySize,
            context: task.side * task.side,
            pooling: .mean,
            training: source(held..<SequentialDigits.count),
            test: source(0..<held)
        )
    }

    /// Nested operations on lists of digits.
    static func listOperations(_ lengths: ClosedRange<Int>, depth: Int = 4) -> ClassificationTask {
        let task = ListOperations(maximumDepth: depth, lengths: lengths)
        return ClassificationTask(
            name: "ListOps of \(lengths.lowerBound) to \(lengths.upperBound) tokens",
            vocabularySize: ListOperations.vocabularySize,
            context: lengths.upperBound,
            pooling: .last,
            training: { task.example(using: &$0) },
            test: { task.example(using: &$0) }
        )
    }
}

extension MixerClassifier {
    /// A trained classifier and how well it does on sequences that it was not trained on.
    struct Outcome {
        let classifier: SequenceClassifier
        let steps: Int
        /// Per cent.
        let accuracy: Double
    }

    /// Trains a classifier on a task for a time.
    func outcome(
        on task: ClassificationTask,
        width: Int,
        seconds: Double,
        seed: UInt64,
        tests: Int = 1000,
        progress: (String) -> Void
    ) throws -> Outcome {
        var arm = self
        (arm.pooling, arm.learningRate, arm.batchSize) = (task.pooling, task.learningRate, task.batchSize)
        let classifier = try arm.classifier(
            width: width,
            vocabularySize: task.vocabularySize,
            classes: ClassificationTask.classes,
            context: task.context,
            seed: seed
        )
        let steps = try arm.train(
            classifier,
            seconds: seconds,
            seed: seed,
            progress: progress,
            source: task.training
        )
        let accuracy = try Self.accuracy(classifier, count: tests, seed: 5, source: task.test)
        return Outcome(classifier: classifier, steps: steps, accuracy: accuracy)
    }
}

extension [MixerClassifier.Outcome] {
    /// Mean over seeds, per cent.
    var accuracy: Double { map(\.accuracy).reduce(0, +) / Double(Swift.max(count, 1)) }

    /// For a note of evidence.
    var text: String {
        "\(first?.classifier.parameterCount ?? 0) parameters, \(map { "\($0.steps)" }.joined(separator: ", ")) steps: "
            + map { Figure.text($0.accuracy) }.joined(separator: ", ") + " %"
    }
}
