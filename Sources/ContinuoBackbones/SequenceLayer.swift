import ContinuoFormats
import ContinuoTensor

/// What a layer, or a whole backbone, can do.
public struct LayerCapabilities: OptionSet, Sendable, CustomStringConvertible {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// An output position may depend on itself and earlier positions only.
    public static let causal = LayerCapabilities(rawValue: 1)
    /// An output position may see the whole sequence.
    public static let bidirectional = LayerCapabilities(rawValue: 2)
    /// Can go on position by position with a state.
    public static let steppable = LayerCapabilities(rawValue: 4)
    /// Takes any Boolean mask of who sees whom.
    public static let arbitraryMask = LayerCapabilities(rawValue: 8)
    /// All positions are computed at once in training.
    public static let parallelInTime = LayerCapabilities(rawValue: 16)
    /// A state can be taken back to an earlier length.
    public static let rewindable = LayerCapabilities(rawValue: 32)
    /// Its state can be adapted by a matrix: ``SequenceContext/stateAdaptation``.
    public static let adaptableState = LayerCapabilities(rawValue: 64)
    /// Models sequences given a source; see `ConditionalBackbone`.
    public static let conditional = LayerCapabilities(rawValue: 128)
    /// Reads rows of several sequences each: ``SequenceContext/packing``. A capability of backbones, by any layers.
    public static let packable = LayerCapabilities(rawValue: 256)
    /// Reads mixtures of tokens: ``MixtureReading``. A capability of backbones, by any layers.
    public static let mixtures = LayerCapabilities(rawValue: 512)

    private static let names: [(LayerCapabilities, String)] = [
        (.causal, "causal"), (.bidirectional, "bidirectional"), (.steppable, "steppable"),
        (.arbitraryMask, "arbitrary mask"), (.parallelInTime, "parallel in time"), (.rewindable, "rewindable"),
        (.adaptableState, "adaptable state"),
        (.conditional, "conditional on a source"), (.packable, "packable"),
        (.mixtures, "able to read mixtures of tokens"),
    ]

    public var description: String {
        LayerCapabilities.names.filter { contains($0.0) }.map(\.1).joined(separator: ", ")
    }
}

/// How one call of a layer is to be read.
public struct SequenceContext: Sendable {
    public enum Direction: String, Codable, Sendable {
        case causal
        case bidirectional
    }

    public var direction: Direction
    /// Who sees whom; only for layers with `arbitraryMask`. Combined with the direction.
    public var mask: AttentionMask?
    /// Position ids, Int32 `[batch, length]`; consecutive from the state's length when nil.
    public var positions: Tensor?
    /// Position ids of each row's keys, those that the state holds and behind them the new ones; nil where the place of each
    /// key is its position. Layers that look at distances need them where positions were given that are not consecutive.
    public var keyPositions: [[Int32]]?
    /// Number of real positions of each row (of a step: of its new positions); what is behind is padding that nobody sees.
    public var lengths: [Int32]?
    /// Segment of each position (sentence A or B), Int32 `[batch, length]`; all 0 when nil. Read by networks that have any.
    public var segments: Tensor?
    /// The sequences that each row is packed from; nil where each row is one. Only for networks with `packable`.
    public var packing: SequencePacking?
    /// Randomness of dropout; nil outside of training.
    public var dropout: RandomStream?
    /// M `[n, n]` of sparse dynamic evaluation: in a network's last layer, h + M h stands in the place of h, in what the
    /// layer gives and in what it reads at the next position. Only for networks with `adaptableState`.
    public var stateAdaptation: Tensor?

    public init(_ direction: Direction = .causal) { self.direction = direction }

    /// Whether this is a pass of training, where limits hold that are there for training alone.
    public var isTraining: Bool { dropout != nil }

    public static let causal = SequenceContext(.causal)
    public static let bidirectional = SequenceContext(.bidirectional)
}

/// What a layer remembers of the positions that it has read.
public protocol LayerState: Sendable {
    /// Makes row i what row `rows[i]` was.
    mutating func select(rows: [Int])

    /// Forgets what came after `length`; throws `StateError.notRewindable` where that cannot be done.
    mutating func rollBack(to length: Int) throws

    /// Keeps the first `starts[r]` positions of each row and behind them those at `kept[r]`, which lie at or behind the
    /// start; forgets the others. Rows may come out of different lengths.
    mutating func keep(_ kept: [[Int]], after starts: [Int]) throws

    /// Bytes that the state holds.
    var byteCount: Int { get }

    /// The tensors that the state is made of, under names that begin with `name`, for a file.
    /// - Throws: `StateError.notStorable` where the state has no form in files, which is the default.
    func tensors(_ name: String) throws -> [SafeTensorsWriter.Source]

    /// Takes in what `tensors` gave, for rows that have read `lengths` positions; this must be an initial state.
    /// - Throws: `DataFileError` that names the tensor that is missing or does not fit.
    mutating func restore(_ name: String, from file: SafeTensorsFile, lengths: [Int]) throws

    /// The same state, cut off from the recorded computation (truncated back-propagation through time).
    var detached: Self { get }
}

extension LayerState {
    public mutating func keep(_ kept: [[Int]], after starts: [Int]) throws {
        let lengths = zip(starts, kept).map { $0 + $1.count }
        let isPrefix = zip(starts, kept).allSatisfy { start, kept in kept == Array(start..<(start + kept.count)) }
        guard isPrefix, Set(lengths).count <= 1 else { throw StateError.notRewindable(layer: "\(Self.self)") }
        if let length = lengths.first { try rollBack(to: length) }
    }
}

public enum StateError: Error, CustomStringConvertible {
    case notRewindable(layer: String)
    case beyondLength(wanted: Int, length: Int)
    case notStorable(layer: String)

    public var description: String {
        switch self {
        case .notRewindable(let layer): "\(layer) cannot take its state back to an earlier position"
        case .notStorable(let layer): "\(layer) has no form in files"
        case .beyondLength(let wanted, let length): "cannot roll back to \(wanted): only \(length) positions were read"
        }
    }
}

/// A layer that maps a sequence to a sequence, `[batch, length, width]` to the same shape.
///
/// Laws, checked for every registered layer: reading a sequence whole, in chunks with a carried state, and step by step
/// gives the same; a causal layer's output never depends on later positions; gradients agree with central differences;
/// results have the same bits for every number of threads.
public protocol SequenceLayer: Module {
    associatedtype State: LayerState

    var width: Int { get }
    var capabilities: LayerCapabilities { get }

    /// The state before the first position. `elementType` is that of the inputs.
    func initialState(batch: Int) -> State

    /// A whole sequence from its beginning, nothing kept for going on: training and scoring.
    func forward(_ input: Tensor, _ context: SequenceContext) -> Tensor

    /// The next `length ≥ 1` positions of a sequence; `state` moves on. Causal direction only.
    func forward(_ input: Tensor, state: inout State, _ context: SequenceContext) -> Tensor
}

extension SequenceLayer {
    /// As `forward(_:state:_:)`, for a state whose type is not known here. The state must be one of this layer's.
    public func forward(_ input: Tensor, erasedState: inout any LayerState, _ context: SequenceContext) -> Tensor {
        guard var state = erasedState as? State else {
            preconditionFailure("a state of \(type(of: erasedState)) was given to \(Self.self)")
        }
        // The caller's copy goes first: a state that is referenced twice would be copied at every step.
        erasedState = NoState()
        defer { erasedState = state }
        return forward(input, state: &state, context)
    }
}

/// Stands in a state's place while its layer works on it.
struct NoState: LayerState {
    mutating func select(rows: [Int]) {}
    mutating func rollBack(to length: Int) throws {}
    var byteCount: Int { 0 }
    var detached: NoState { self }
}
