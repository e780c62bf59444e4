import CKernels

/// GRU over whole sequences (Cho et al. 2014, in PyTorch's form: the reset gate acts after the recurrent product):
///
///     r = σ(p_r + W_r h + b_r)    z = σ(p_z + W_z h + b_z)    n = tanh(p_n + r ⊙ (W_n h + b_n))
///     h' = (1 − z) ⊙ n + z ⊙ h
///
/// - Parameters:
///   - projected: p: input projections with their bias, `[batch, length, 3 · hidden]`, in the order r, z, n.
///   - weight: recurrent `[3 · hidden, hidden]`.
///   - bias: recurrent `[3 · hidden]`, or nil.
///   - initial: h before the first position, `[batch, hidden]`; zeros when nil.
/// - Returns: every h, `[batch, length, hidden]`, and the last one, `[batch, hidden]`.
public func gruSequence(
    projected: Tensor,
    weight: Tensor,
    bias: Tensor? = nil,
    initial: Tensor? = nil
) -> (outputs: Tensor, final: Tensor) {
    let shape = RecurrentShape(projected, weight, bias, [initial], gates: 3, "gruSequence")
    let type = projected.elementType
    let inputs = [projected, weight] + [bias, initial].compactMap { $0 }
    let recording = Tensor.isRecording(inputs)
    let outputs = Tensor(uninitialised: [shape.batch, shape.length, shape.hidden], type)
    let final = Tensor(uninitialised: [shape.batch, shape.hidden], type)
    let saved = recording ? Tensor(uninitialised: [shape.batch, shape.length, 4 * shape.hidden], type) : nil
    switch type {
    case .float32:
        var cell = gru32(shape, projected, weight, bias, initial)
        ck_gru_forward_f32(&cell, outputs.float, final.float, saved?.float)
    default:
        var cell = gru64(shape, projected, weight, bias, initial)
        ck_gru_forward_f64(&cell, outputs.double, final.double, saved?.double)
    }
    guard let saved else { return (outputs, final) }
    let (input, matrix, shift, before) = (projected.detached, weight.detached, bias?.detached, initial?.detached)
    let results = Tensor.record([outputs, final], inputs: inputs) { gradients in
        let gradient = gradients[0] ?? Tensor.zeros(outputs.shape, type)
        func room(_ tensor: Tensor?) -> Tensor? { tensor.map { Tensor(uninitialised: $0.shape, type) } }
        let (dp, dw, db, dh) = (room(input), room(matrix), room(shift), room(before))
        switch type {
        case .float32:
            var cell = gru32(shape, input, matrix, shift, before)
            var target = ck_gru_gradients_f32(
                projected: dp?.float,
                weight: dw?.float,
                bias: db?.float,
                initial: dh?.float
            )
            ck_gru_backward_f32(&cell, outputs.float, saved.float, gradient.float, gradients[1]?.float, &target)
        default:
            var cell = gru64(shape, input, matrix, shift, before)
            var target = ck_gru_gradients_f64(
                projected: dp?.double,
                weight: dw?.double,
                bias: db?.double,
                initial: dh?.double
            )
            ck_gru_backward_f64(&cell, outputs.double, saved.double, gradient.double, gradients[1]?.double, &target)
        }
        return [dp, dw] + [db, dh].filter { $0 != nil }
    }
    return (results[0], results[1])
}

private func gru32(_ shape: RecurrentShape, _ p: Tensor, _ w: Tensor, _ b: Tensor?, _ h: Tensor?) -> ck_gru_f32 {
    ck_gru_f32(
        batch: shape.batch,
        length: shape.length,
        hidden: shape.hidden,
        projected: p.float,
        weight: w.float,
        bias: b?.float,
        initial: h?.float
    )
}

private func gru64(_ shape: RecurrentShape, _ p: Tensor, _ w: Tensor, _ b: Tensor?, _ h: Tensor?) -> ck_gru_f64 {
    ck_gru_f64(
        batch: shape.batch,
        length: shape.length,
        hidden: shape.hidden,
        projected: p.double,
        weight: w.double,
        bias: b?.double,
        initial: h?.double
    )
}

/// Sizes of a recurrent cell's call, found valid.
struct RecurrentShape {
    let batch: Int
    let length: Int
    let hidden: Int

    init(
        _ projected: Tensor,
        _ weight: Tensor,
        _ bias: Tensor?,
        _ states: [Tensor?],
        gates: Int,
        _ name: StaticString
    ) {
        projected.requireReal(name)
        precondition(
            projected.rank == 3 && weight.rank == 2 && weight.shape[0] == gates * weight.shape[1]
                && projected.shape[2] == weight.shape[0],
            "\(name): projections \(projected.shape) and weight \(weight.shape) do not fit \(gates) gates"
        )
        (batch, length, hidden) = (projected.shape[0], projected.shape[1], weight.shape[1])
        for tensor in [weight, bias] + states {
            if let tensor { projected.requireSameType(tensor, name) }
        }
        precondition(
            bias == nil || bias?.shape == [gates * hidden],
            "\(name): bias \(bias?.shape ?? []) is not [\(gates * hidden)]"
        )
        for state in states {
            precondition(
                state == nil || state?.shape == [batch, hidden],
                "\(name): state \(state?.shape ?? []) is not [\(batch), \(hidden)]"
            )
        }
    }
}
