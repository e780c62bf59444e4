import CKernels

/// Linear attention whose transition is diagonal plus rank one:
///
///     S_t = A_t S_{t−1} + b_tᵀ (c_t S_{t−1}) + k_tᵀ v_t        o_t = q_t S_t
///
/// The delta rule S_t = a S − β kᵀ(k a S − v) is the case A = a, b = −β k, c = a k with β k for the key (DeltaNet: Schlag et
/// al. 2021, Yang et al. 2024; gated: Yang et al. 2025); RWKV-7 (Peng et al. 2025) is the case b = −a ⊙ κ, c = κ. One operation,
/// one adjoint, which computes states again from one in 16 that the forward pass keeps.
public struct RankOneScan {
    /// q `[batch, length, heads, key width]`.
    public var queries: Tensor
    /// k `[batch, length, heads, key width]`.
    public var keys: Tensor
    /// v `[batch, length, heads, value width]`.
    public var values: Tensor
    /// b `[batch, length, heads, key width]`: where what c reads is added.
    public var writes: Tensor
    /// c `[batch, length, heads, key width]`.
    public var reads: Tensor
    /// log A: none, of each step `[batch, length, heads]`, or of each key element `[batch, length, heads, key width]`.
    public var decay: MatrixDecay
    /// S before the first position, `[batch, heads, key width, value width]`; zeros when nil.
    public var initial: Tensor?

    public init(
        queries: Tensor,
        keys: Tensor,
        values: Tensor,
        writes: Tensor,
        reads: Tensor,
        decay: MatrixDecay = .none,
        initial: Tensor? = nil
    ) {
        (self.queries, self.keys, self.values, self.writes, self.reads) = (queries, keys, values, writes, reads)
        (self.decay, self.initial) = (decay, initial)
    }

    private var inputs: [Tensor] {
        [queries, keys, values, writes, reads] + [decay.logarithms, initial].compactMap { $0 }
    }

    private var detached: RankOneScan {
        RankOneScan(
            queries: queries.detached,
            keys: keys.detached,
            values: values.detached,
            writes: writes.detached,
            reads: reads.detached,
            decay: decay.with(\.detached),
            initial: initial?.detached
        )
    }

    private var stateShape: [Int] { [values.shape[0], values.shape[2], keys.shape[3], values.shape[3]] }

    private func validate() {
        queries.requireReal("rank-one scan")
        for input in inputs { queries.requireSameType(input, "rank-one scan") }
        precondition(
            queries.rank == 4 && values.rank == 4 && queries.shape.dropLast() == values.shape.dropLast()
                && [keys, writes, reads].allSatisfy { $0.shape == queries.shape },
            "rank-one scan: queries \(queries.shape), keys \(keys.shape), values \(values.shape), "
                + "writes \(writes.shape), reads \(reads.shape) do not fit"
        )
        let fits =
            switch decay {
            case .none: true
            case .step(let decay): decay.shape == Array(queries.shape.dropLast())
            case .keys(let decay): decay.shape == queries.shape
            case .head, .values: false
            }
        precondition(fits, "rank-one scan: decay \(decay.logarithms?.shape ?? []) does not fit keys \(keys.shape)")
        precondition(
            initial == nil || initial?.shape == stateShape,
            "rank-one scan: state \(initial?.shape ?? []) is not \(stateShape)"
        )
    }

    /// - Returns: o `[batch, length, heads, value width]`, and S behind the last position.
    public func callAsFunction() -> (output: Tensor, final: Tensor) {
        validate()
        let type = values.elementType
        let recording = Tensor.isRecording(inputs)
        let output = Tensor(uninitialised: values.shape, type)
        let final = Tensor(uninitialised: stateShape, type)
        let shape = stateShape
        let kept = ck_rank_one_checkpoint_count(shape[0], values.shape[1], shape[1], shape[2], shape[3])
        let checkpoints = recording ? Tensor(uninitialised: [kept], type) : nil
        switch type {
        case .float32:
            var call = kernel32
            ck_rank_one_scan_forward_f32(&call, output.float, final.float, checkpoints?.float)
        default:
            var call = kernel64
            ck_rank_one_scan_forward_f64(&call, output.double, final.double, checkpoints?.double)
        }
        guard let checkpoints else { return (output, final) }
        let constants = detached
        let results = Tensor.record([output, final], inputs: inputs) { gradients in
            constants.adjoint(checkpoints, gradients[0] ?? Tensor.zeros(constants.values.shape, type), gradients[1])
        }
        return (results[0], results[1])
    }

    /// Gradients of `inputs`.
    private func adjoint(_ checkpoints: Tensor, _ outer: Tensor, _ outerFinal: Tensor?) -> [Tensor?] {
        func room(_ tensor: Tensor?) -> Tensor? { tensor.map { Tensor(uninitialised: $0.shape, $0.elementType) } }
        let (dq, dk, dv, db, dc) = (room(queries), room(keys), room(values), room(writes), room(reads))
        let (dDecay, dInitial) = (room(decay.logarithms), room(initial))
        switch outer.elementType {
        case .float32:
            var call = kernel32
            var target = ck_rank_one_gradients_f32()
            (target.q, target.k, target.v, target.b) = (dq?.float, dk?.float, dv?.float, db?.float)
            (target.c, target.decay, target.initial) = (dc?.float, dDecay?.float, dInitial?.float)
            ck_rank_one_scan_backward_f32(&call, checkpoints.float, outer.float, outerFinal?.float, &target)
        default:
            var call = kernel64
            var target = ck_rank_one_gradients_f64()
            (target.q, target.k, target.v, target.b) = (dq?.double, dk?.double, dv?.double, db?.double)
            (target.c, target.decay, target.initial) = (dc?.double, dDecay?.double, dInitial?.double)
            ck_rank_one_scan_backward_f64(&call, checkpoints.double, outer.double, outerFinal?.double, &target)
        }
        return [dq, dk, dv, db, dc] + [dDecay, dInitial].filter { $0 != nil }
    }

    private var layout: ck_matrix_decay {
        switch decay {
        case .step: CK_MATRIX_DECAY_STEP
        case .keys: CK_MATRIX_DECAY_ROWS
        default: CK_MATRIX_DECAY_NONE
        }
    }

    private var kernel32: ck_rank_one_scan_f32 {
        var call = ck_rank_one_scan_f32()
        let shape = stateShape
        (call.batch, call.length, call.heads) = (shape[0], values.shape[1], shape[1])
        (call.rows, call.lanes, call.layout) = (shape[2], shape[3], layout)
        (call.q, call.k, call.v) = (UnsafePointer(queries.float), .init(keys.float), .init(values.float))
        (call.b, call.c) = (UnsafePointer(writes.float), UnsafePointer(reads.float))
        (call.decay, call.initial) = (UnsafePointer(decay.logarithms?.float), UnsafePointer(initial?.float))
        return call
    }

    private var kernel64: ck_rank_one_scan_f64 {
        var call = ck_rank_one_scan_f64()
        let shape = stateShape
        (call.batch, call.length, call.heads) = (shape[0], values.shape[1], shape[1])
        (call.rows, call.lanes, call.layout) = (shape[2], shape[3], layout)
        (call.q, call.k, call.v) = (UnsafePointer(queries.double), .init(keys.double), .init(values.double))
        (call.b, call.c) = (UnsafePointer(writes.double), UnsafePointer(reads.double))
        (call.decay, call.initial) = (UnsafePointer(decay.logarithms?.double), UnsafePointer(initial?.double))
        return call
    }
}

/// The delta rule (Widrow and Hoff 1960; Schlag et al. 2021): what the memory holds under a key is moved towards a value.
///
///     S_t = e^{g_t} S_{t−1} − β_t k_tᵀ (k_t e^{g_t} S_{t−1} − v_t)        o_t = q_t S_t
///
/// - Parameters:
///   - queries: `[batch, length, heads, key width]`.
///   - keys: of that shape; of length at most 1 for the memory to stay bounded.
///   - values: `[batch, length, heads, value width]`.
///   - strength: β, `[batch, length, heads]`.
///   - logDecay: g, `[batch, length, heads]`; 0 when nil.
///   - initial: S before the first position, `[batch, heads, key width, value width]`; zeros when nil.
/// - Returns: o `[batch, length, heads, value width]`, and S behind the last position.
public func deltaRule(
    queries: Tensor,
    keys: Tensor,
    values: Tensor,
    strength: Tensor,
    logDecay: Tensor? = nil,
    initial: Tensor? = nil
) -> (output: Tensor, final: Tensor) {
    let written = keys * strength.expanded(at: strength.rank)
    let reads = logDecay.map { keys * exp($0).expanded(at: $0.rank) } ?? keys
    return RankOneScan(
        queries: queries,
        keys: written,
        values: values,
        writes: -written,
        reads: reads,
        decay: logDecay.map { .step($0) } ?? .none,
        initial: initial
    )()
}
