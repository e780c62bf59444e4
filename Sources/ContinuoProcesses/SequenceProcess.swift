import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoTensor

/// Which distribution over sequences a model has, and how it is learnt: corruption, objective, likelihood and sampler.
///
/// A process wraps a backbone and knows nothing of its inside: it says which capabilities it needs, and refuses a backbone
/// that lacks them before any work is done.
///
/// Laws, checked for every registered process: the expected loss of the best model is the entropy of the data; the sampler
/// gives the model's own distribution; a bound is never below the exact negative log-likelihood.
public protocol SequenceProcess: Sendable {
    /// Name in configurations: `autoregressive`, `masked-diffusion`.
    static var name: String { get }

    /// What a backbone must be able to do.
    var requirements: LayerCapabilities { get }

    /// Whether likelihoods are exact or bounds.
    var likelihood: LikelihoodKind { get }

    /// Ids beyond the tokeniser's own that the process needs, such as a mask.
    var extraIds: Int { get }

    /// What a configuration says of the process besides its name; `ProcessRegistry` reads it back.
    var settings: JSONObject { get }

    /// The training objective on a batch.
    func loss(_ backbone: any Backbone, _ batch: SequenceBatch, _ options: ObjectiveOptions) throws -> ProcessLoss

    /// Scores each sequence; the batch form of `ScoringModel.score`.
    func score(_ backbone: any Backbone, _ sequences: [[Int32]]) throws -> [SequenceScore]
}

extension SequenceProcess {
    public var extraIds: Int { 0 }
    public var settings: JSONObject { JSONObject() }

    /// Refuses a backbone that lacks a capability.
    public func check(_ backbone: any Backbone) throws {
        let missing = requirements.subtracting(backbone.capabilities)
        guard missing.isEmpty else {
            throw ProcessError.missingCapability(
                process: Self.name,
                missing: missing,
                has: backbone.capabilities
            )
        }
    }
}

/// Token ids of a batch, `[rows, length]`, and which of them count.
public struct SequenceBatch: Sendable {
    /// Int32 `[rows, length]`. Autoregressive training reads windows of context + 1 tokens.
    public var tokens: Tensor
    /// Real `[rows, length]`: weight of each token in the loss; all 1 when nil.
    public var weights: Tensor?

    public init(tokens: Tensor, weights: Tensor? = nil) {
        precondition(tokens.rank == 2 && tokens.elementType == .int32, "a batch is Int32 [rows, length]")
        self.tokens = tokens
        self.weights = weights
    }
}

/// Options of an objective that training sets.
public struct ObjectiveOptions: Sendable {
    /// Label smoothing θ; never part of a reported validation loss.
    public var smoothing: Double = 0
    /// Prior of the smoothing `[vocabulary]`; uniform when nil.
    public var smoothingPrior: Tensor?
    /// Randomness of the objective (noise levels, masks) and of dropout. A function of the step alone, so that a resumed
    /// run repeats it.
    public var random: RandomStream
    /// Training (dropout on) or evaluation.
    public var isTraining: Bool

    public init(random: RandomStream, isTraining: Bool) {
        self.random = random
        self.isTraining = isTraining
    }
}

/// What an objective gives.
public struct ProcessLoss: Sendable {
    /// Sum over counted tokens, in nats (a recorded scalar).
    public var sum: Tensor
    /// Number (or total weight) of counted tokens.
    public var count: Double

    public init(sum: Tensor, count: Double) {
        self.sum = sum
        self.count = count
    }

    /// Mean in nats per token, what is differentiated.
    public var mean: Tensor { sum / Swift.max(count, 1) }
}

public enum ProcessError: Error, CustomStringConvertible {
    case missingCapability(process: String, missing: LayerCapabilities, has: LayerCapabilities)
    case tooLong(length: Int, maximum: Int)
    case tokenOutside(token: Int32, position: Int, vocabulary: Int)

    public var description: String {
        switch self {
        case .missingCapability(let process, let missing, let has):
            "the process \"\(process)\" needs a backbone that is \(missing); this one is \(has)"
        case .tooLong(let length, let maximum):
            "a sequence of \(length) tokens does not fit the model, which holds \(maximum)"
        case .tokenOutside(let token, let position, let vocabulary):
            "token \(token) at position \(position) is outside of the vocabulary of \(vocabulary)"
        }
    }
}
