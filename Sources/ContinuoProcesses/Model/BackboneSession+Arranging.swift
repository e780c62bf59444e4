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
        if step.positions != nil || heldPositions != nil || state.isRagged || context.lengths != nil {
            let shift = Int32(offset)
            give(
                positions: step.positions?.map { $0.map { $0 + shift } } ?? nextPositions(counts: counts),
                to: &context
            )
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
        try validate(kept, after: starts)
        // A row that has read nothing holds no prefix yet.
        let shift = state.length > 0 ? offset : 0
        try state.keep(kept.map { $0.map { $0 + shift } }, after: starts.map { $0 + shift })
        guard let held = heldPositions else { return }
        let rest = held.indices.map { row in
            Array(held[row].prefix(starts[row] + shift)) + kept[row].map { held[row][$0 + shift] }
        }
        heldPositions = rest.allSatisfy { $0 == $0.indices.map(Int32.init) } ? nil : rest
    }

    /// Positions that follow the places of each row.
    func nextPositions(counts: [Int]) -> [[Int32]] {
        zip(state.lengths, counts).map { length, count in (0..<count).map { Int32(length + $0) } }
    }

    /// Names the positions of what is read next, and of what it may look back at where the places do not tell.
    func give(positions: [[Int32]], to context: inout SequenceContext) {
        let count = positions.map(\.count).max() ?? 0
        context.positions = Tensor(rows: positions.map { $0 + [Int32](repeating: 0, count: count - $0.count) })
        let held = heldPositions ?? state.lengths.map { (0..<Int32($0)).map { $0 } }
        let all = zip(held, positions).map { $0 + $1 }
        guard all.contains(where: { $0 != $0.indices.map(Int32.init) }) else { return }
        heldPositions = all
        context.keyPositions = all
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
