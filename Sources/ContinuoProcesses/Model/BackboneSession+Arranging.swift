import ContinuoBackbones
import ContinuoDecoding
import ContinuoTensor

extension BackboneSession: ArrangingSession {
    public var lengths: [Int] { state.lengths.map { max(0, $0 - offset) } }

    public func extend(_ step: SessionStep) throws -> [[Float]] {
        try validate(step)
        guard backbone.capabilities.isSuperset(of: [.arbitraryMask, .rewindable]) else {
            throw StateError.notRewindable(layer: "this network")
        }
        readPrefix()
        networkCalls += 1
        let counts = step.tokens.map(\.count)
        let (count, held) = (counts.max() ?? 0, state.lengths)
        let padded = step.tokens.map { $0 + [Int32](repeating: 0, count: count - $0.count) }
        var context = SequenceContext.causal
        if counts.contains(where: { $0 != count }) { context.lengths = counts.map(Int32.init) }
        if let positions = step.positions {
            let shift = Int32(offset)
            let ids = positions.map { row in
                row.map { $0 + shift } + [Int32](repeating: 0, count: count - row.count)
            }
            context.positions = Tensor(rows: ids)
        }
        if let sees = step.sees { context.mask = mask(sees, counts: counts, count: count, held: held) }
        return withoutGradients {
            let hidden = backbone.hidden(Tensor(rows: padded), state: &state, context)
            return counts.enumerated().map { row, count in
                let vectors = hidden.selected(row).sliced(0..<count)
                return backbone.logits(vectors).cast(to: .float32).array()
            }
        }
    }

    public func keep(_ kept: [[Int]], after starts: [Int]) throws {
        guard kept.count == rows, starts.count == rows else {
            throw SessionError.wrongNumberOfRows(given: min(kept.count, starts.count), expected: rows)
        }
        for (row, start) in starts.enumerated() where start < 0 || start > lengths[row] {
            throw SessionError.cannotRollBack(to: start, length: lengths[row])
        }
        // A row that has read nothing holds no prefix yet.
        let shift = state.length > 0 ? offset : 0
        try state.keep(kept.map { $0.map { $0 + shift } }, after: starts.map { $0 + shift })
    }

    /// Every row reads what the process puts in front, where nothing was read.
    private func readPrefix() {
        guard !prefix.isEmpty, state.length == 0 else { return }
        let ids = Tensor(rows: Array(repeating: prefix, count: rows))
        withoutGradients { _ = backbone.hidden(ids, state: &state, .causal) }
    }

    /// The mask over all places of the longest row, the prefix among them, which everyone sees.
    private func mask(
        _ sees: (Int, Int, Int) -> Bool,
        counts: [Int],
        count: Int,
        held: [Int]
    ) -> AttentionMask {
        let keys = (held.max() ?? 0) + count
        var bytes = [UInt8](repeating: 0, count: rows * count * keys)
        for row in 0..<rows {
            for query in 0..<counts[row] {
                let base = (row * count + query) * keys
                for key in 0..<(held[row] + counts[row]) {
                    if key < offset || sees(row, query, key - offset) { bytes[base + key] = 1 }
                }
            }
        }
        return AttentionMask(batch: rows, queries: count, keys: keys, bytes: bytes)
    }
}
