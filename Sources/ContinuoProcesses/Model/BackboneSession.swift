import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoTensor

/// Decoding with any causal, steppable backbone: its state is a cache of keys and values, or that of a recurrence.
///
/// Where the process has ids that begin sequences, they are read before the first token and not counted in `length`. States of
/// recurrences can be taken back to 0 and to where they are, others to any earlier length.
public final class BackboneSession: DecodingSession {
    let backbone: any Backbone
    let prefix: [Int32]
    var state: BackboneState
    /// Position ids of what each row holds, the prefix among them; nil where each place is its position.
    var heldPositions: [[Int32]]?
    /// Positions that may be read, the prefix among them, where that is less than the network's own maximum.
    var limit = Int.max
    public private(set) var rows: Int
    public internal(set) var networkCalls = 0

    /// - Parameters:
    ///   - rows: number of sequences that advance together.
    ///   - start: id that is read before each sequence; nil for none.
    public convenience init(_ backbone: any Backbone, rows: Int, start: Int32?) {
        self.init(backbone, rows: rows, prefix: start.map { [$0] } ?? [])
    }

    /// - Parameter prefix: ids that are read before each sequence.
    public init(_ backbone: any Backbone, rows: Int, prefix: [Int32]) {
        self.backbone = backbone
        self.prefix = prefix
        self.rows = rows
        state = backbone.initialState(batch: rows)
    }

    private init(copyOf other: BackboneSession) {
        backbone = other.backbone
        prefix = other.prefix
        state = other.state
        heldPositions = other.heldPositions
        rows = other.rows
        networkCalls = other.networkCalls
        limit = other.limit
    }

    public var vocabularySize: Int { backbone.vocabularySize }

    /// Positions in the state that are not the caller's.
    var offset: Int { prefix.count }

    public var length: Int { max(0, state.length - offset) }
    public var maximumLength: Int? {
        guard limit < .max || backbone.maximumLength != nil else { return nil }
        return max(0, min(limit, backbone.maximumLength ?? .max) - offset)
    }
    public var supportsRollBack: Bool { backbone.capabilities.contains(.rewindable) }

    public func initialLogits() throws -> [Float]? {
        guard !prefix.isEmpty, length == 0 else { return nil }
        if state.length > 0 {
            state = backbone.initialState(batch: rows)
            heldPositions = nil
        }
        return read((0..<rows).flatMap { _ in prefix }, keepingLast: 1)
    }

    public func extend(_ tokens: [[Int32]]) throws -> [Float] {
        _ = try validate(tokens)
        return read(ids(tokens), keepingLast: 1)
    }

    public func extendWithAllLogits(_ tokens: [[Int32]]) throws -> [Float] {
        let count = try validate(tokens)
        return read(ids(tokens), keepingLast: count)
    }

    /// The ids of all rows, row by row, with the prefix in front where it has not been read yet.
    private func ids(_ tokens: [[Int32]]) -> [Int32] {
        let first = state.length == 0 ? prefix : []
        if tokens.count == 1, first.isEmpty { return tokens[0] }
        return tokens.flatMap { first + $0 }
    }

    /// Reads `ids` `[rows, count]`; logits of the last `kept` positions, `[rows, kept, vocabulary]`.
    private func read(_ ids: [Int32], keepingLast kept: Int) -> [Float] {
        networkCalls += 1
        return withoutGradients {
            let count = ids.count / max(rows, 1)
            var context = SequenceContext.causal
            if heldPositions != nil {
                give(positions: nextPositions(counts: Array(repeating: count, count: rows)), to: &context)
            }
            let hidden = backbone.hidden(Tensor(ids, shape: [rows, count]), state: &state, context)
            let logits = backbone.logits(hidden.sliced((count - kept)..<count, axis: 1))
            return logits.cast(to: .float32).array()
        }
    }

    public func select(_ indices: [Int]) throws {
        for index in indices where index < 0 || index >= rows {
            throw SessionError.rowOutside(index: index, rows: rows)
        }
        state.select(rows: indices)
        heldPositions = heldPositions.map { held in indices.map { held[$0] } }
        rows = indices.count
    }

    public func rollBack(to length: Int) throws {
        guard length != self.length else { return }
        guard length >= 0, length < self.length, length == 0 || supportsRollBack else {
            throw SessionError.cannotRollBack(to: length, length: self.length)
        }
        if length == 0 {
            state = backbone.initialState(batch: rows)
            heldPositions = nil
        } else if state.isRagged || heldPositions != nil {
            try rollBack(rows: lengths.map { min($0, length) })
        } else {
            try state.rollBack(to: length + offset)
        }
    }

    /// Takes in a state from a file, in place of an initial one, which has read `length` tokens.
    func restore(from file: SafeTensorsFile, length: Int) throws {
        try state.restore(from: file, lengths: [length + offset])
    }

    public func fork() throws -> any DecodingSession { BackboneSession(copyOf: self) }
}
