import ContinuoTensor

/// Keys and values of the positions that attention has read, in buffers that grow by doubling.
///
/// Rows may hold different numbers of positions. A cache is a value: copies share memory until one of them writes.
public struct KeyValueCache: LayerState {
    /// Positions that each row holds.
    public private(set) var lengths: [Int]
    private let heads: Int
    private let headWidth: Int
    private var keys: Tensor
    private var values: Tensor
    /// Told apart from copies: only the owner of a buffer may write behind its length.
    private var owner = Owner()

    private final class Owner: Sendable {}

    init(batch: Int, heads: Int, headWidth: Int, elementType: ElementType) {
        lengths = Array(repeating: 0, count: batch)
        self.heads = heads
        self.headWidth = headWidth
        keys = Tensor(uninitialised: [batch, 0, heads, headWidth], elementType)
        values = keys
    }

    /// Positions that the longest row holds.
    public var length: Int { lengths.max() ?? 0 }

    public var byteCount: Int { keys.byteCount + values.byteCount }

    public var detached: KeyValueCache { self }

    private var batch: Int { lengths.count }

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
    private mutating func reserve(_ needed: Int) {
        let capacity = keys.shape[1]
        let isShared = !isKnownUniquelyReferenced(&owner)
        guard needed > capacity || isShared else { return }
        let grown = needed > capacity ? max(needed, 2 * capacity, 32) : capacity
        rebuild(rows: Array(0..<batch), capacity: grown)
    }

    /// Moves into fresh buffers, whose row i holds what row `rows[i]` held.
    private mutating func rebuild(rows: [Int], capacity: Int) {
        func copied(_ source: Tensor) -> Tensor {
            let target = Tensor(uninitialised: [rows.count, capacity, heads, headWidth], source.elementType)
            for (index, row) in rows.enumerated() {
                let held = 0..<lengths[row]
                target.selected(index).sliced(held).assign(source.selected(row).sliced(held))
            }
            return target
        }
        keys = copied(keys)
        values = copied(values)
        lengths = rows.map { lengths[$0] }
        owner = Owner()
    }

    public mutating func select(rows: [Int]) {
        guard rows != Array(0..<batch) else { return }
        rebuild(rows: rows, capacity: keys.shape[1])
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
            reserve(keys.shape[1])
            for buffer in [keys, values] {
                for (row, (start, kept)) in zip(starts, kept).enumerated() where !kept.isEmpty {
                    let positions = buffer.selected(row)
                    let moved = positions.rows(at: Tensor(kept.map(Int32.init)))
                    positions.sliced(start..<(start + kept.count)).assign(moved)
                }
            }
        }
        lengths = zip(starts, kept).map { $0 + $1.count }
    }
}
