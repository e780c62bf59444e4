import ContinuoTensor

/// The state of a recurrence: tensors `[batch, …]` whose size does not grow with the positions read.
///
/// It can go on and be copied, but not be taken back to an earlier position.
public struct FixedSizeState: LayerState {
    /// The state's parts, each `[batch, …]`; the layer knows what they are.
    public internal(set) var parts: [Tensor]
    /// Positions read.
    public internal(set) var length = 0
    /// Name of the layer, for errors.
    private let layer: String

    /// A state of zeros.
    /// - Parameters:
    ///   - layer: its name in errors.
    ///   - shapes: of each part, without the batch axis.
    public init(layer: String, batch: Int, shapes: [[Int]], _ elementType: ElementType) {
        self.layer = layer
        parts = shapes.map { Tensor.zeros([batch] + $0, elementType) }
    }

    /// A state under way.
    init(layer: String, parts: [Tensor], length: Int) {
        self.layer = layer
        self.parts = parts
        self.length = length
    }

    /// Takes the place of the parts after `count` more positions.
    mutating func advance(_ count: Int, to parts: [Tensor]) {
        self.parts = parts
        length += count
    }

    public mutating func select(rows: [Int]) {
        let indices = Tensor(rows.map(Int32.init))
        parts = parts.map { part in
            let width = part.shape.dropFirst().reduce(1, *)
            return part.reshaped([part.shape[0], width]).rows(at: indices).reshaped(
                [rows.count] + part.shape.dropFirst()
            )
        }
    }

    public mutating func rollBack(to length: Int) throws {
        guard length >= 0, length <= self.length else {
            throw StateError.beyondLength(wanted: length, length: self.length)
        }
        guard length == self.length else { throw StateError.notRewindable(layer: layer) }
    }

    public var byteCount: Int { parts.reduce(0) { $0 + $1.byteCount } }

    public var detached: FixedSizeState {
        var result = self
        result.parts = parts.map(\.detached)
        return result
    }
}

extension SequenceContext {
    /// Stops where a layer that reads forwards only is asked for something else. Processes refuse such networks by their
    /// capabilities before.
    func requireForwardReading(_ layer: StaticString) {
        precondition(
            direction == .causal && mask == nil,
            "\(layer) reads forwards only: it has no bidirectional form and takes no mask"
        )
    }
}
