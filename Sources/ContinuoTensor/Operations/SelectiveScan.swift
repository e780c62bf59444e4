import CKernels

/// The selective scan of Mamba-1 (Gu and Dao 2023), fused with everything that stands around it, for each channel e and
/// state n:
///
///     Δ_t = softplus(δ_t + δ_bias)
///     h_t = exp(−exp(a_log) · Δ_t) · h_{t−1} + Δ_t · x_t · b_t
///     y_t = (Σ_n h_t · c_t + d · x_t) · SiLU(gate_t)
///
/// Without `aLog` it is the scan of Longhorn (Liu et al. 2024), whose b is a key that fades what it writes over:
///
///     h_t = (1 − Δ_t · b_t²) · h_{t−1} + Δ_t · x_t · b_t
///
/// The adjoint computes states again from one in 32 that the forward pass keeps.
public struct SelectiveScan {
    /// Input `[batch, length, width]`.
    public var x: Tensor
    /// δ: step sizes before bias and softplus, `[batch, length, width]`.
    public var delta: Tensor
    /// `[width]`, or nil for none.
    public var deltaBias: Tensor?
    /// log(−A), `[width, states]`; nil for Longhorn.
    public var aLog: Tensor?
    /// What each state takes in, `[batch, length, states]`.
    public var b: Tensor
    /// What each state gives, `[batch, length, states]`.
    public var c: Tensor
    /// Weight of the input in the output, `[width]`; nil for none.
    public var d: Tensor?
    /// Gate before its SiLU, `[batch, length, width]`; nil for none.
    public var gate: Tensor?
    /// The state before the first position, `[batch, width, states]`; zeros when nil.
    public var initial: Tensor?
    /// Whether step sizes go through softplus; without it `delta` plus bias is Δ itself.
    public var softplus = true

    public init(x: Tensor, delta: Tensor, aLog: Tensor?, b: Tensor, c: Tensor) {
        self.x = x
        self.delta = delta
        self.aLog = aLog
        self.b = b
        self.c = c
    }

    private var batch: Int { x.shape[0] }
    private var length: Int { x.shape[1] }
    private var width: Int { x.shape[2] }
    private var states: Int { b.size(-1) }

    /// Those that are given, in a fixed order.
    private var inputs: [Tensor] { [x, delta, b, c] + [aLog, deltaBias, d, gate, initial].compactMap { $0 } }

    private var detached: SelectiveScan {
        var result = SelectiveScan(
            x: x.detached,
            delta: delta.detached,
            aLog: aLog?.detached,
            b: b.detached,
            c: c.detached
        )
        result.deltaBias = deltaBias?.detached
        result.d = d?.detached
        result.gate = gate?.detached
        result.initial = initial?.detached
        result.softplus = softplus
        return result
    }

    private func validate() {
        x.requireReal("selective scan")
        for input in inputs { x.requireSameType(input, "selective scan") }
        precondition(
            x.rank == 3 && delta.shape == x.shape && b.rank == 3 && (aLog == nil || aLog?.shape == [width, states]),
            "selective scan: x \(x.shape), delta \(delta.shape), a_log \(aLog?.shape ?? []), b \(b.shape) do not fit"
        )
        precondition(
            b.shape == [batch, length, states] && c.shape == b.shape,
            "selective scan: b \(b.shape), c \(c.shape) do not fit x \(x.shape) with \(states) states"
        )
        for vector in [deltaBias, d] {
            guard let vector else { continue }
            precondition(vector.shape == [width], "selective scan: a vector \(vector.shape) for \(width) channels")
        }
        precondition(
            gate == nil || gate?.shape == x.shape,
            "selective scan: gate \(gate?.shape ?? []) does not fit x \(x.shape)"
        )
        precondition(
            initial == nil || initial?.shape == [batch, width, states],
            "selective scan: state \(initial?.shape ?? []) is not [\(batch), \(width), \(states)]"
        )
    }

    /// - Returns: the output `[batch, length, width]`, and the state after the last position `[batch, width, states]`.
    public func callAsFunction() -> (output: Tensor, final: Tensor) {
        validate()
        let type = x.elementType
        let recording = Tensor.isRecording(inputs)
        let kept = ck_selective_scan_checkpoint_count(batch, length, width, states)
        let checkpoints = recording ? Tensor(uninitialised: [kept], type) : nil
        let output = Tensor(uninitialised: x.shape, type)
        let final = Tensor(uninitialised: [batch, width, states], type)
        forward(output, final, checkpoints)
        guard let checkpoints else { return (output, final) }
        let constants = detached
        let results = Tensor.record([output, final], inputs: inputs) { gradients in
            constants.adjoint(
                checkpoints,
                gradients[0] ?? Tensor.zeros(constants.x.shape, type),
                gradients[1]
            )
        }
        return (results[0], results[1])
    }

    private func forward(_ output: Tensor, _ final: Tensor, _ checkpoints: Tensor?) {
        if length == 1, checkpoints == nil { return step(output, final) }
        switch x.elementType {
        case .float32:
            var call = kernel32
            ck_selective_scan_forward_f32(&call, output.float, final.float, checkpoints?.float)
        default:
            var call = kernel64
            ck_selective_scan_forward_f64(&call, output.double, final.double, checkpoints?.double)
        }
    }

    /// One position: the step of generation, which rearranges nothing and updates a copy of the state in place.
    private func step(_ output: Tensor, _ final: Tensor) {
        final.assign(initial ?? Tensor.zeros(final.shape, final.elementType))
        switch x.elementType {
        case .float32:
            var call = kernel32
            ck_selective_scan_step_f32(&call, final.float, output.float)
        default:
            var call = kernel64
            ck_selective_scan_step_f64(&call, final.double, output.double)
        }
    }

    /// Gradients of `inputs`.
    private func adjoint(_ checkpoints: Tensor, _ gradient: Tensor, _ finalGradient: Tensor?) -> [Tensor?] {
        func room(_ tensor: Tensor?) -> Tensor? { tensor.map { Tensor(uninitialised: $0.shape, $0.elementType) } }
        let (dx, dDelta, dALog, db, dc) = (room(x), room(delta), room(aLog), room(b), room(c))
        let (dBias, dd, dGate, dInitial) = (room(deltaBias), room(d), room(gate), room(initial))
        switch gradient.elementType {
        case .float32:
            var call = kernel32
            var target = ck_selective_scan_gradients_f32()
            (target.x, target.delta, target.a_log, target.b, target.c) =
                (dx?.float, dDelta?.float, dALog?.float, db?.float, dc?.float)
            (target.delta_bias, target.d, target.gate, target.initial) =
                (dBias?.float, dd?.float, dGate?.float, dInitial?.float)
            ck_selective_scan_backward_f32(&call, checkpoints.float, gradient.float, finalGradient?.float, &target)
        default:
            var call = kernel64
            var target = ck_selective_scan_gradients_f64()
            (target.x, target.delta, target.a_log, target.b, target.c) =
                (dx?.double, dDelta?.double, dALog?.double, db?.double, dc?.double)
            (target.delta_bias, target.d, target.gate, target.initial) =
                (dBias?.double, dd?.double, dGate?.double, dInitial?.double)
            ck_selective_scan_backward_f64(&call, checkpoints.double, gradient.double, finalGradient?.double, &target)
        }
        return [dx, dDelta, db, dc] + [dALog, dBias, dd, dGate, dInitial].filter { $0 != nil }
    }

    private var kernel32: ck_selective_scan_f32 {
        var call = ck_selective_scan_f32()
        (call.batch, call.length, call.width, call.states) = (batch, length, width, states)
        call.x = UnsafePointer(x.float)
        call.delta = UnsafePointer(delta.float)
        call.delta_bias = UnsafePointer(deltaBias?.float)
        call.a_log = UnsafePointer(aLog?.float)
        call.b = UnsafePointer(b.float)
        call.c = UnsafePointer(c.float)
        call.d = UnsafePointer(d?.float)
        call.gate = UnsafePointer(gate?.float)
        call.initial = UnsafePointer(initial?.float)
        (call.softplus, call.longhorn) = (softplus, aLog == nil)
        return call
    }

    private var kernel64: ck_selective_scan_f64 {
        var call = ck_selective_scan_f64()
        (call.batch, call.length, call.width, call.states) = (batch, length, width, states)
        call.x = UnsafePointer(x.double)
        call.delta = UnsafePointer(delta.double)
        call.delta_bias = UnsafePointer(deltaBias?.double)
        call.a_log = UnsafePointer(aLog?.double)
        call.b = UnsafePointer(b.double)
        call.c = UnsafePointer(c.double)
        call.d = UnsafePointer(d?.double)
        call.gate = UnsafePointer(gate?.double)
        call.initial = UnsafePointer(initial?.double)
        (call.softplus, call.longhorn) = (softplus, aLog == nil)
        return call
    }
}
