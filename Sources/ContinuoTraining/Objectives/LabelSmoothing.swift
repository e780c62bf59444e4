import ContinuoSequences
import ContinuoTensor

/// Label smoothing in two stages (TSLA; Xu et al. 2020, "Towards Understanding Label Smoothing"): training minimises the
/// cross-entropy against `(1 − θ) onehot(y) + θ ŷ` until some point and the plain cross-entropy from there on.
///
/// Dropping θ changes the objective alone: the optimiser's state and the learning rate go on as if nothing had happened.
public struct LabelSmoothing: Codable, Sendable, Equatable {
    /// What ŷ is.
    public enum Target: String, Codable, Sendable, CaseIterable {
        /// The same probability for every class.
        case uniform
        /// How often each class occurs in the training data.
        case unigram
        /// What another model gives for the same input.
        case teacher
    }

    /// θ of the first stage, 0 ..< 1.
    public var theta: Double
    public var target: Target
    /// Epochs of the first stage; nil: smoothing to the end.
    public var dropAtEpoch: Int?

    public init(theta: Double, target: Target = .uniform, dropAtEpoch: Int? = nil) {
        self.theta = theta
        self.target = target
        self.dropAtEpoch = dropAtEpoch
    }

    /// No smoothing.
    public static let none = LabelSmoothing(theta: 0)

    /// θ during an epoch, which are counted from 0.
    public func theta(epoch: Int) -> Double {
        guard let dropAtEpoch else { return theta }
        return epoch < dropAtEpoch ? theta : 0
    }

    enum CodingKeys: String, CodingKey {
        case theta, target
        case dropAtEpoch = "drop_at_epoch"
    }
}

/// Frequencies of classes, as the prior of a smoothing.
/// - Parameter labels: ids of `0 ..< classes`.
/// - Returns: `[classes]`, which sums to 1.
public func classFrequencies(_ labels: [Int32], classes: Int) -> Tensor {
    var counts = [Int](repeating: 0, count: classes)
    for label in labels { counts[Int(label)] += 1 }
    return Tensor(counts.map { Float($0) / Float(max(labels.count, 1)) })
}

/// Frequencies of the tokens of a store, as the prior of a smoothing.
/// - Parameter ids: the network's number of ids, which may be more than the tokeniser's.
/// - Returns: `[ids]`, which sums to 1.
public func unigramFrequencies(_ store: TokenStore, ids: Int) -> Tensor {
    var counts = [Int](repeating: 0, count: ids)
    for position in 0..<store.count { counts[Int(store[position])] += 1 }
    return Tensor(counts.map { Float($0) / Float(max(store.count, 1)) })
}
