import ContinuoTensor

/// Keys and values of the positions that attention has read, in buffers that grow by doubling.
///
/// A cache is a value: copies share memory until one of them writes.
public struct KeyValueCache: LayerState {
    public private(set) var length = 0
    private let batchHeads: (batch: Int, heads: Int)
    private let headWidth: Int
    private var keys: Tensor
    private var values: Tensor
    /// Told apart from copies: only the owner of a buffer may write behind its length.
    private var owner = Owner()

    private final class Owner: Sendable {}

    init(batch: Int, heads: Int, headWidth: Int, elementType: ElementType) {
        batchHeads = (batch, heads)
        self.headWidth = headWidth
        keys = Tensor(uninitialised: [batch, 0, heads, headWidth], elementType)
        values = keys
    }

    public var byteCount: Int { keys.byteCount + values.byteCount }

    public var detached: KeyValueCache { self }

    private var batch: Int { keys.shape[0] }

    /// Reads a fused projection `[batch, length, (query heads + 2 · key heads) · D]`: appends its keys and values, then lets
    /// its queries see everything read so far. Nothing is recorded for gradients.
    mutating func attend(
        projection: Tensor,
        queryHeads: Int,
        rotary: RotaryPositions?,
        _ options: AttentionOptions
    ) -> Tensor {
        withoutGradients {
            let count = projection.shape[1]
            reserve(length + count)
            let result = selfAttentionWithCache(
                projection: projection,
                queryHeads: queryHeads,
                keyHeads: batchHeads.heads,
                rotary: rotary,
                keys: keys,
                values: values,
                length: length,
                options
            )
            length += count
            return result
        }
    }

    /// Room for `needed` positions in buffers that nobody else writes.
    private mutating func reserve(_ needed: Int) {
        let capacity = keys.shape[1]
        let isShared = !isKnownUniquelyReferenced(&owner)
        guard needed > capacity || isShared else { return }
        let grown = needed > capacity ? max(needed, 2 * capacity, 32) : capacity
        keys = copied(keys, rows: Array(0..<batch), capacity: grown)
        values = copied(values, rows: Array(0..<batch), capacity: grown)
        owner = Owner()
    }

    private func copied(_ source: Tensor, rows: [Int], capacity: Int) -> Tensor {
        let target = Tensor(uninitialised: [rows.count, capacity, batchHeads.heads, headWidth], source.elementType)
        for (index, row) in rows.enumerated() {
            target.selected(index).sliced(0..<length).assign(source.selected(row).sliced(0..<length))
        }
        return target
    }

    public mutating func select(rows: [Int]) {
        guard rows != Array(0..<batch) else { return }
        let capacity = keys.shape[1]
        keys = copied(keys, rows: rows, capacity: capacity)
        values = copied(values, rows: rows, capacity: capacity)
        owner = Owner()
    }

    public mutating func rollBack(to length: Int) throws {
        guard length <= self.length, length >= 0 else {
            throw StateError.beyondLength(wanted: length, length: self.length)
        }
        self.length = length
    }
}
