import ContinuoProcesses
import ContinuoTensor

/// What a classifier reaches on some data.
public struct ClassificationReport: Sendable, Codable, Equatable {
    /// Share of the sequences that are put into their class, 0 ... 1.
    public var accuracy: Double
    /// Mean plain cross-entropy in nats: no smoothing, no dropout.
    public var crossEntropy: Double
    public var count: Int
}

extension SequenceClassifier {
    /// Accuracy and cross-entropy on labelled sequences.
    public func evaluate(_ data: LabelledSequences, batchSize: Int = 128) throws -> ClassificationReport {
        // Like lengths together: padding costs time and changes nothing.
        let order = (0..<data.count).sorted { (data.sequences[$0].count, $0) < (data.sequences[$1].count, $1) }
        var correct = 0
        var sum = 0.0
        for start in stride(from: 0, to: order.count, by: batchSize) {
            let (batch, labels) = data.batch(order[start..<min(start + batchSize, order.count)])
            withoutGradients {
                let logits = logits(batch)
                sum += ContinuoTensor.crossEntropy(logits, CrossEntropyTarget(Tensor(labels))).sum.item
                correct += zip(logits.argmax().array(of: Int32.self), labels).count { $0 == $1 }
            }
        }
        let count = Double(max(data.count, 1))
        return ClassificationReport(accuracy: Double(correct) / count, crossEntropy: sum / count, count: data.count)
    }
}
