import ContinuoTensor

/// GateLoop with matrices as memories: S_t = diag(a_t) S_{t−1} + k_tᵀ v_t in each head, of which Re(q_t S_t) is wanted.
///
/// In a frame that turns with the product of the transitions' phases, e^{iθ_t} with θ_t = Σ_{s ≤ t} β_s, the memory is that of
/// gated linear attention with real decays |a_t|, with keys [k cos θ, k sin θ] and queries [q cos θ, q sin θ].
struct GateLoopHeads {
    /// `[batch, length, heads, head width]`.
    var queries: Tensor
    var keys: Tensor
    var values: Tensor
    /// `[batch, length, heads, head width]` each; what is nil is 0.
    var transitions: GateLoopScan.Transitions
    /// S before the first position: `[batch, heads, head width, head width, 2]`, or without the last axis where there are no
    /// phases.
    var initial: Tensor?
    var chunk: Int

    /// Re(q S) `[batch, length, heads, head width]`, and the last S in the state's form.
    func run(_ mode: GateLoopMode) -> (output: Tensor, final: Tensor) {
        switch mode {
        case .recurrent: return pieces(of: 1) { $0.scan() }
        case .scan: return scan()
        case .surrogate: return pieces(of: max(chunk, 1)) { $0.compare() }
        }
    }

    /// θ of each position.
    private var angle: Tensor? { transitions.phase.map(Self.summed) }

    private static func summed(_ x: Tensor) -> Tensor {
        let flat = x.reshaped([x.shape[0], x.shape[1], x.shape[2] * x.shape[3]])
        return linearScan(flat, decay: Tensor.ones([flat.shape[2]], x.elementType)).states.reshaped(x.shape)
    }

    private func scan() -> (output: Tensor, final: Tensor) {
        let size = transitions.logarithmicMagnitude
        guard let angle else {
            return linearAttention(
                queries: queries,
                keys: keys,
                values: values,
                decay: size.map(MatrixDecay.keys) ?? .none,
                initial: initial
            )
        }
        let (cosine, sine) = (cos(angle), sin(angle))
        func turned(_ x: Tensor) -> Tensor { Tensor.concatenated([x * cosine, x * sine], axis: 3) }
        let (output, memory) = linearAttention(
            queries: turned(queries),
            keys: turned(keys),
            values: values,
            decay: size.map { .keys(Tensor.concatenated([$0, $0], axis: 3)) } ?? .none,
            initial: initial.map { Tensor.concatenated([$0.realPart, -$0.imaginaryPart], axis: 2) }
        )
        let (c, s) = (behind(cosine), behind(sine))
        let parts = memory.split([keys.shape[3], keys.shape[3]], axis: 2)
        return (output, (c * parts[0] + s * parts[1]).asComplex(imaginary: s * parts[0] - c * parts[1]))
    }

    /// The last position's numbers, to be multiplied with matrices.
    private func behind(_ x: Tensor) -> Tensor { x.selected(x.shape[1] - 1, axis: 1).expanded(at: 3) }

    private func pieces(
        of count: Int,
        _ body: (GateLoopHeads) -> (output: Tensor, final: Tensor)
    ) -> (output: Tensor, final: Tensor) {
        let length = keys.shape[1]
        var (outputs, state) = ([Tensor](), initial)
        for start in stride(from: 0, to: length, by: count) {
            let range = start..<min(start + count, length)
            var part = self
            (part.queries, part.keys) = (queries.sliced(range, axis: 1), keys.sliced(range, axis: 1))
            part.values = values.sliced(range, axis: 1)
            part.transitions.logarithmicMagnitude = transitions.logarithmicMagnitude?.sliced(range, axis: 1)
            part.transitions.phase = transitions.phase?.sliced(range, axis: 1)
            part.initial = state
            let (output, final) = body(part)
            outputs.append(output)
            state = final
        }
        guard let state else { return scan() }
        return (Tensor.concatenated(outputs, axis: 1), state)
    }

    /// All pairs of one chunk: scores q_t Re(Π_t / Π_s) k_s, and what the memory before it gives.
    private func compare() -> (output: Tensor, final: Tensor) {
        let length = keys.shape[1]
        let (size, angle) = (transitions.logarithmicMagnitude.map(Self.summed), self.angle)
        func differences(_ sums: Tensor) -> Tensor { sums.expanded(at: 2) - sums.expanded(at: 1) }
        let visible = Tensor.range(length, keys.elementType).reshaped([length, 1])
            .greaterOrEqual(to: Tensor.range(length, keys.elementType))
            .reshaped([1, length, length, 1, 1])
        // What lies ahead is taken out before the exponential too: its quotient may be too great for a number.
        var ratio = size.map { exp(differences($0) * visible) * visible } ?? visible
        if let angle { ratio = ratio * cos(differences(angle)) }
        let pairs = queries.expanded(at: 2) * keys.expanded(at: 1) * ratio
        let scores = pairs.sum(axis: 4).expanded(at: 4)
        var output = (scores * values.expanded(at: 1)).sum(axis: 2)
        if let initial {
            let faded = size.map { queries * exp($0) } ?? queries
            func read(_ factor: Tensor?, _ memory: Tensor) -> Tensor {
                ((factor.map { faded * $0 } ?? faded).expanded(at: 4) * memory.expanded(at: 1)).sum(axis: 3)
            }
            output =
                output
                + (angle.map { read(cos($0), initial.realPart) - read(sin($0), initial.imaginaryPart) }
                    ?? read(nil, initial))
        }
        return (output, scan().final)
    }
}
