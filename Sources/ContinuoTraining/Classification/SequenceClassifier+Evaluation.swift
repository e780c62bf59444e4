import ContinuoProcesses
import ContinuoTensor

/// What a classifier reaches on some data.
public struct ClassificationReport: Sendable, Codable, Equatable {
    /// Share of the labels that are found, 0 ... 1.
    public var accuracy: Double
    /// Mean of F1 over the classes that occur among the labels or are given, 0 ... 1: rare classes count as much as others.
    public var macroF1: Double
    /// Mean plain cross-entropy in nats: no smoothing, no dropout.
    public var crossEntropy: Double
    /// Number of labels.
    public var count: Int
}

extension SequenceClassifier {
    /// Accuracy, macro-F1 and cross-entropy on labelled sequences.
    public func evaluate(_ data: LabelledSequences, batchSize: Int = 128) throws -> ClassificationReport {
        try evaluateWithLabels(data, batchSize: batchSize).report
    }

    /// As `evaluate`, with the labels that were given, in the order of the data's.
    public func evaluateWithLabels(
        _ data: LabelledSequences,
        batchSize: Int = 128
    ) throws -> (report: ClassificationReport, labels: [Int32]) {
        // Like lengths together: padding costs time and changes nothing.
        let order = (0..<data.count).sorted { (data.sequences[$0].count, $0) < (data.sequences[$1].count, $1) }
        var found = [Int32](repeating: 0, count: data.labels.count)
        var sum = 0.0
        for start in stride(from: 0, to: order.count, by: batchSize) {
            let indices = order[start..<min(start + batchSize, order.count)]
            let (batch, labels) = data.batch(indices)
            withoutGradients {
                let logits = logits(batch)
                sum += ContinuoTensor.crossEntropy(logits, CrossEntropyTarget(Tensor(labels))).sum.item
                let best = logits.argmax().array(of: Int32.self)
                for (place, label) in zip(indices.flatMap(data.labelRange), best) { found[place] = label }
            }
        }
        let count = Double(max(data.labels.count, 1))
        let correct = zip(found, data.labels).count { $0 == $1 }
        let report = ClassificationReport(
            accuracy: Double(correct) / count,
            macroF1: macroF1(found, data.labels, classes: data.classes),
            crossEntropy: sum / count,
            count: data.labels.count
        )
        return (report, found)
    }
}

/// F1 = 2 · right / (given + true) of each class that occurs, on average.
/// - Parameters:
///   - found: the labels that were given; `wanted`: the true ones; both of `0 ..< classes`.
/// - Returns: 0 ... 1; 0 where there are no labels.
public func macroF1(_ found: [Int32], _ wanted: [Int32], classes: Int) -> Double {
    var (right, all) = ([Int](repeating: 0, count: classes), [Int](repeating: 0, count: classes))
    for (found, wanted) in zip(found, wanted) {
        all[Int(found)] += 1
        all[Int(wanted)] += 1
        if found == wanted { right[Int(found)] += 1 }
    }
    let scores = zip(right, all).filter { $1 > 0 }.map { 2 * Double($0) / Double($1) }
    return scores.reduce(0, +) / Double(max(scores.count, 1))
}
