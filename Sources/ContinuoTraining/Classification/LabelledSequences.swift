import ContinuoProcesses
import ContinuoTensor

/// Sequences of tokens with classes, one for each sequence or one for each of some positions: the data of a classifier.
public struct LabelledSequences: Sendable {
    public var sequences: [[Int32]]
    /// Sequence by sequence.
    public var labels: [Int32]
    /// The labelled positions of each sequence; nil where each sequence has one label.
    public let places: [[Int32]]?
    /// Number of classes; labels are `0 ..< classes`.
    public let classes: Int
    /// The place of each sequence's first label, and the number of all labels.
    private let starts: [Int]

    public init(_ sequences: [[Int32]], labels: [Int32], classes: Int) {
        precondition(sequences.count == labels.count, "\(labels.count) labels for \(sequences.count) sequences")
        self.sequences = sequences
        self.labels = labels
        self.classes = classes
        places = nil
        starts = Array(0...sequences.count)
    }

    /// Sequences with labels at some positions.
    /// - Parameter labels: one for each position, position by position and sequence by sequence.
    public init(_ sequences: [[Int32]], places: [[Int32]], labels: [Int32], classes: Int) {
        precondition(sequences.count == places.count, "places of \(places.count) for \(sequences.count) sequences")
        starts = places.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
        precondition(labels.count == starts[places.count], "\(labels.count) labels for \(starts[places.count]) places")
        self.sequences = sequences
        self.labels = labels
        self.classes = classes
        self.places = places
    }

    /// Number of sequences.
    public var count: Int { sequences.count }

    /// Where the labels of a sequence stand.
    public func labelRange(_ index: Int) -> Range<Int> { starts[index]..<starts[index + 1] }

    /// Some of the sequences, in the order of `indices`.
    public func subset(_ indices: some Sequence<Int>) -> LabelledSequences {
        let indices = Array(indices)
        let labels = indices.flatMap { self.labels[labelRange($0)] }
        let sequences = indices.map { self.sequences[$0] }
        guard let places else { return LabelledSequences(sequences, labels: labels, classes: classes) }
        return LabelledSequences(sequences, places: indices.map { places[$0] }, labels: labels, classes: classes)
    }

    /// `count` of the sequences, drawn without repetition.
    public func sample(_ count: Int, _ random: RandomStream) -> LabelledSequences {
        var random = random
        return subset(random.permutation(self.count).prefix(count))
    }

    /// The sequences with a share of the labels replaced by another class at random: label noise.
    public func flippingLabels(_ share: Double, _ random: RandomStream) -> LabelledSequences {
        var random = random
        var result = self
        for index in random.permutation(labels.count).prefix(Int((share * Double(labels.count)).rounded()))
        where classes > 1 {
            let other = Int32(random.integer(below: classes - 1))
            result.labels[index] = other < labels[index] ? other : other + 1
        }
        return result
    }

    /// Share of the most frequent class: what a classifier that knows nothing reaches.
    public var majorityShare: Double {
        var counts = [Int](repeating: 0, count: classes)
        for label in labels { counts[Int(label)] += 1 }
        return Double(counts.max() ?? 0) / Double(max(labels.count, 1))
    }

    /// Padded tokens and the labels of some of the sequences.
    public func batch(_ indices: some Collection<Int>) -> (batch: SequenceBatch, labels: [Int32]) {
        var batch = SequenceBatch(ragged: indices.map { sequences[$0] })
        batch.places = places.map { places in indices.map { places[$0] } }
        return (batch, indices.flatMap { labels[labelRange($0)] })
    }

    /// The batches of an epoch: a permutation of all sequences that depends on `random` alone, cut into pieces of
    /// `batchSize`, of sequences of like length within a few batches so that little is padded. Every sequence occurs once.
    public func batches(_ batchSize: Int, _ random: RandomStream) -> [[Int]] {
        var random = random
        let order = random.permutation(count)
        let bucket = batchSize * 16
        var pieces: [[Int]] = []
        for start in stride(from: 0, to: count, by: bucket) {
            let part = order[start..<min(start + bucket, count)]
            let sorted = part.sorted { (sequences[$0].count, $0) < (sequences[$1].count, $1) }
            for first in stride(from: 0, to: sorted.count, by: batchSize) {
                pieces.append(Array(sorted[first..<min(first + batchSize, sorted.count)]))
            }
        }
        return random.permutation(pieces.count).map { pieces[$0] }
    }
}
