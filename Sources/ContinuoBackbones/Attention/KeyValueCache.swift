import ContinuoTensor

/// Keys and values of the positions that attention has read, in buffers that grow by doubling.
///
/// Rows may hold different numbers of positions. A cache is a value: copies share memory until one of them writes.
public struct KeyValueCache: LayerState {
    /// Positions that each row holds.
    public private(set) var lengths: [Int]
    /// How numbers are stored, where they are not Float64.
    public let format: KeyValueFormat
    let elementType: ElementType
    private(set) var keys: KeyValueBuffer
    private(set) var values: KeyValueBuffer
    /// Told apart from copies: only the owner of a buffer may write behind its length.
    private var owner = Owner()

    private final class Owner: Sendable {}

    /// - Parameters:
    ///   - format: how numbers are stored; the width of a head is a multiple of its block.
    ///   - elementType: of the projections that are read; Float64 is stored as it is.
    public init(batch: Int, heads: Int, headWidth: Int, _ format: KeyValueFormat, _ elementType: ElementType) {
        lengths = Array(repeating: 0, count: batch)
        self.format = format
        self.elementType = elementType
        keys = KeyValueBuffer(batch: batch, capacity: 0, heads: heads, headWidth: headWidth, format, elementType)
        values = keys
    }

    var heads: Int { keys.heads }
    var headWidth: Int { keys.headWidth }

    /// Positions that the longest row holds.
    public var length: Int { lengths.max() ?? 0 }

    public var byteCount: Int { keys.byteCount + values.byteCount }

    public var detached: KeyValueCache { self }

    private var batch: Int { lengths.count }

    mutating func setLengths(_ lengths: [Int]) { self.lengths = lengths }

    /// Reads a fused projection `[batch, length, (query heads + 2 · key heads) · D]`: appends its keys and values, then lets
    /// its queries see everything read so far. Nothing is recorded for gradients.
    /// - Parameter counts: real positions of each row, padding behind them; all where nil.
    mutating func attend(
        projection: Tensor,
        queryHeads: Int,
        rotary: RotaryPositions?,
        counts: [Int]? = nil,
        _ options: AttentionOptions
    ) -> Tensor {
        withoutGradients {
            let count = projection.shape[1]
            reserve(length + count)
            var options = options
            if counts != nil || lengths.contains(where: { $0 != lengths[0] }) {
                options.offsets = lengths.map(Int32.init)
                options.keyLengths = lengths.indices.map { Int32(lengths[$0] + (counts?[$0] ?? count)) }
            }
            let result = selfAttentionWithCache(
                projection: projection,
                queryHeads: queryHeads,
                keyHeads: heads,
                rotary: rotary,
                keys: keys,
                values: values,
                lengths: lengths,
                counts: counts,
                options
            )
            for row in lengths.indices { lengths[row] += counts?[row] ?? count }
            return result
        }
    }

    /// Room for `needed` positions in buffers that nobody else writes.
    mutating func reserve(_ needed: Int) {
        let capacity = keys.capacity
        let isShared = !isKnownUniquelyReferenced(&owner)
        guard needed > capacity || isShared else { return }
        let grown = needed > capacity ? max(needed, 2 * capacity, 32) : capacity
        rebuild(rows: Array(0..<batch), capacity: grown)
    }

    /// Moves into fresh buffers, whose row i holds what row `rows[i]` held.
    private mutating func rebuild(rows: [Int], capacity: Int) {
        let held = rows.map { lengths[$0] }
        keys = keys.copied(rows: rows, lengths: held, capacity: capacity)
        values = values.copied(rows: rows, lengths: held, capacity: capacity)
        lengths = held
        owner = Owner()
    }

    public mutating func select(rows: [Int]) {
        guard rows != Array(0..<batch) else { return }
        rebuild(rows: rows, capacity: keys.capacity)
    }

    public mutating func rollBack(to length: Int) throws {
        guard length >= 0, lengths.allSatisfy({ length <= $0 }) else {
            throw StateError.beyondLength(wanted: length, length: lengths.min() ?? 0)
        }
        lengths = Array(repeating: length, count: batch)
    }

    public mutating func keep(_ kept: [[Int]], after starts: [Int]) throws {
        for (row, (start, kept)) in zip(starts, kept).enumerated() {
            for position in [start - 1] + kept where position >= lengths[row] {
                throw StateError.beyondLength(wanted: position + 1, length: lengths[row])
            }
        }
        let moves = zip(starts, kept).contains { start, kept in kept != Array(start..<(start + kept.count)) }
        if moves {
            reserve(keys.capacity)
            for buffer in [keys, values] {
                for (row, (start, kept)) in zip(starts, kept).enumerated() where !kept.isEmpty {
                    buffer.gather(kept, to: start, row: row)
                }
            }
        }
        lengths = zip(starts, kept).map { $0 + $1.count }
    }
}
