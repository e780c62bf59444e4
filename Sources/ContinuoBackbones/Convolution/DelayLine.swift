import ContinuoTensor

/// The last `span` positions of a series `[rows, positions, channels]`, zeros before the first: what a dilated convolution
/// looks back at. Single positions are read from a ring in place, so that a step costs what it reads.
struct DelayLine: Sendable {
    let span: Int
    /// `[rows, span, channels]`; position t stands at t mod span once steps have begun.
    private var values: Tensor
    /// Place of the oldest position.
    private var oldest = 0
    /// Nil where the memory may be another's: a slice can be a view of what it was cut from.
    private var owner: Owner?

    private final class Owner: Sendable {}

    init(rows: Int, span: Int, channels: Int, _ elementType: ElementType) {
        self.span = span
        values = Tensor.zeros([rows, span, channels], elementType)
    }

    /// The last `span` positions and the new ones behind them, `[rows, span + n, channels]`, recorded for gradients.
    mutating func extend(_ x: Tensor) -> Tensor {
        if oldest > 0 {
            let parts = [values.sliced(oldest..<span, axis: 1), values.sliced(0..<oldest, axis: 1)]
            values = Tensor.concatenated(parts, axis: 1)
            oldest = 0
        }
        guard span > 0 else { return x }
        let whole = Tensor.concatenated([values, x], axis: 1)
        (values, owner) = (whole.sliced(x.shape[1]..<(x.shape[1] + span), axis: 1), nil)
        return whole
    }

    /// Reads one position `[rows, 1, channels]` and gives those that lie `lags` back, `[rows, lags, channels]`; a lag is at
    /// most `span`. Nothing is recorded.
    mutating func step(_ x: Tensor, lags: [Int]) -> Tensor {
        if !isKnownUniquelyReferenced(&owner) || values.isTracked {
            (values, owner) = (values.detached.copy(), Owner())
        }
        let (rows, channels) = (x.shape[0], x.shape[2])
        let result = Tensor(uninitialised: [rows, lags.count, channels], x.elementType)
        for row in 0..<rows {
            for (place, lag) in lags.enumerated() {
                if lag == 0 {
                    result.copyPosition(of: x, row: row, from: 0, to: place)
                } else {
                    result.copyPosition(of: values, row: row, from: (oldest + span - lag) % span, to: place)
                }
            }
            if span > 0 { values.copyPosition(of: x, row: row, from: 0, to: oldest) }
        }
        if span > 0 { oldest = (oldest + 1) % span }
        return result
    }

    mutating func select(rows: [Int]) { (values, owner) = (values.leadingRows(rows), nil) }

    var byteCount: Int { values.byteCount }

    var detached: DelayLine {
        var result = self
        (result.values, result.owner) = (values.detached, nil)
        return result
    }
}

/// The state of a layer that looks back through delay lines.
public struct DelayState: LayerState {
    var lines: [DelayLine]
    /// Positions read.
    public internal(set) var length = 0
    private let layer: String

    init(layer: String, _ lines: [DelayLine]) { (self.layer, self.lines) = (layer, lines) }

    public mutating func select(rows: [Int]) {
        for index in lines.indices { lines[index].select(rows: rows) }
    }

    public mutating func rollBack(to length: Int) throws {
        guard length >= 0, length <= self.length else {
            throw StateError.beyondLength(wanted: length, length: self.length)
        }
        guard length == self.length else { throw StateError.notRewindable(layer: layer) }
    }

    public var byteCount: Int { lines.reduce(0) { $0 + $1.byteCount } }

    public var detached: DelayState {
        var result = self
        result.lines = lines.map(\.detached)
        return result
    }
}
