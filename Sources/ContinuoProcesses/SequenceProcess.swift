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

    /// Tokens of a training window that the network does not read: 1 where each token is predicted from those before it,
    /// else 0.
    var windowExcess: Int { get }

    /// Whether rows may hold several sequences each (`SequenceBatch.packing`).
    var readsPackedRows: Bool { get }

    /// Refuses a backbone that this process cannot use.
    func check(_ backbone: any Backbone) throws

    /// The training objective on a batch.
    func loss(_ backbone: any Backbone, _ batch: SequenceBatch, _ options: ObjectiveOptions) throws -> ProcessLoss

    /// Scores each sequence; the batch form of `ScoringModel.score`.
    func score(_ backbone: any Backbone, _ sequences: [[Int32]]) throws -> [SequenceScore]
}

extension SequenceProcess {
    public var extraIds: Int { 0 }
    public var settings: JSONObject { JSONObject() }

    public var windowExcess: Int { 0 }
    public var readsPackedRows: Bool { false }

    public func check(_ backbone: any Backbone) throws { try checkCapabilities(backbone) }

    /// Refuses a backbone that lacks a capability.
    func checkCapabilities(_ backbone: any Backbone) throws {
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
    case maskOutside(mask: Int32, vocabulary: Int)
    case maskGiven(mask: Int32, position: Int)
    case cannotFill(process: String)
    case nothingToRead
    case noSource(process: String)
    case notConditional(process: String)
    case sentinelOutside(count: Int, vocabulary: Int)
    case labelOutside(label: Int32, place: Int, classes: Int)
    case labelCount(labels: Int, places: Int)

    public var description: String {
        switch self {
        case .missingCapability(let process, let missing, let has):
            "the process \"\(process)\" needs a backbone that is \(missing); this one is \(has)"
        case .tooLong(let length, let maximum):
            "a sequence of \(length) tokens does not fit the model, which holds \(maximum)"
        case .tokenOutside(let token, let position, let vocabulary):
            "token \(token) at position \(position) is outside of the vocabulary of \(vocabulary)"
        case .maskOutside(let mask, let vocabulary):
            "the mask has the id \(mask), the network reads the ids 0 ..< \(vocabulary); "
                + "give the tokeniser a mask token before the network is made"
        case .maskGiven(let mask, let position):
            "the token at position \(position) is the mask, \(mask), which stands for an open position and not for text"
        case .cannotFill(let process):
            "the process \"\(process)\" writes from left to right: it cannot fill in before an ending; "
                + "train with masked-diffusion for that"
        case .nothingToRead:
            "a sequence without a token has no vector"
        case .noSource(let process):
            "the process \"\(process)\" models a target given a source, and no source was given"
        case .notConditional(let process):
            "the process \"\(process)\" does not read a source beside the text; \(SequenceToSequence.name) does"
        case .sentinelOutside(let count, let vocabulary):
            "missing spans need at least two sentinels among the network's ids 0 ..< \(vocabulary), there are \(count); "
                + "give the tokeniser its <extra_id_…> tokens before the network is made"
        case .labelOutside(let label, let place, let classes):
            "label \(place) of the batch, \(label), is not one of the \(classes) classes"
        case .labelCount(let labels, let places):
            "\(labels) labels were given for \(places) sequences or positions"
        }
    }
}
