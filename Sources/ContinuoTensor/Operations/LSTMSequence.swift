import CKernels

/// LSTM over whole sequences (Hochreiter and Schmidhuber 1997), in PyTorch's order of gates:
///
///     i, f, o = σ(p + W h + b)    g = tanh(p_g + W_g h + b_g)    c' = f ⊙ c + i ⊙ g    h' = o ⊙ tanh(c')
///
/// - Parameters:
///   - projected: p: input projections with their bias, `[batch, length, 4 · hidden]`, in the order i, f, g, o.
///   - weight: recurrent `[4 · hidden, hidden]`.
///   - bias: recurrent `[4 · hidden]`, or nil.
///   - initial: h before the first position, `[batch, hidden]`; zeros when nil.
///   - initialCell: c before the first position, `[batch, hidden]`; zeros when nil.
/// - Returns: every h, `[batch, length, hidden]`, and the last h and c, `[batch, hidden]`.
public func lstmSequence(
    projected: Tensor,
    weight: Tensor,
    bias: Tensor? = nil,
    initial: Tensor? = nil,
    initialCell: Tensor? = nil
) -> (outputs: Tensor, final: Tensor, finalCell: Tensor) {
    let shape = RecurrentShape(projected, weight, bias, [initial, initialCell], gates: 4, "lstmSequence")
    let type = projected.elementType
    let inputs = [projected, weight] + [bias, initial, initialCell].compactMap { $0 }
    let recording = Tensor.isRecording(inputs)
    let outputs = Tensor(uninitialised: [shape.batch, shape.length, shape.hidden], type)
    let final = Tensor(uninitialised: [shape.batch, shape.hidden], type)
    let finalCell = Tensor(uninitialised: [shape.batch, shape.hidden], type)
    let saved = recording ? Tensor(uninitialised: [shape.batch, shape.length, 5 * shape.hidden], type) : nil
    let operands = LSTMOperands(
        projected.detached,
        weight.detached,
        bias?.detached,
        initial?.detached,
        initialCell?.detached
    )
    switch type {
    case .float32:
        var cell = operands.cell32(shape)
        ck_lstm_forward_f32(&cell, outputs.float, final.float, finalCell.float, saved?.float)
    default:
        var cell = operands.cell64(shape)
        ck_lstm_forward_f64(&cell, outputs.double, final.double, finalCell.double, saved?.double)
    }
    guard let saved else { return (outputs, final, finalCell) }
    let results = Tensor.record([outputs, final, finalCell], inputs: inputs) { gradients in
        let gradient = gradients[0] ?? Tensor.zeros(outputs.shape, type)
        let room = operands.room
        switch type {
        case .float32:
            var cell = operands.cell32(shape)
            var target = ck_lstm_gradients_f32(
                projected: room.projected.float,
                weight: room.weight.float,
                bias: room.bias?.float,
                initial: room.initial?.float,
                initial_cell: room.initialCell?.float
            )
            ck_lstm_backward_f32(
                &cell,
                outputs.float,
                saved.float,
                gradient.float,
                gradients[1]?.float,
                gradients[2]?.float,
                &target
            )
        default:
            var cell = operands.cell64(shape)
            var target = ck_lstm_gradients_f64(
                projected: room.projected.double,
                weight: room.weight.double,
                bias: room.bias?.double,
                initial: room.initial?.double,
                initial_cell: room.initialCell?.double
            )
            ck_lstm_backward_f64(
                &cell,
                outputs.double,
                saved.double,
                gradient.double,
                gradients[1]?.double,
                gradients[2]?.double,
                &target
            )
        }
        return [room.projected, room.weight] + [room.bias, room.initial, room.initialCell].filter { $0 != nil }
    }
    return (results[0], results[1], results[2])
}

/// The operands of one call, or their gradients.
private struct LSTMOperands {
    let projected: Tensor
    let weight: Tensor
    let bias: Tensor?
    let initial: Tensor?
    let initialCell: Tensor?

    init(_ projected: Tensor, _ weight: Tensor, _ bias: Tensor?, _ initial: Tensor?, _ initialCell: Tensor?) {
        self.projected = projected
        self.weight = weight
        self.bias = bias
        self.initial = initial
        self.initialCell = initialCell
    }

    /// Unwritten tensors of the same shapes.
    var room: LSTMOperands {
        func like(_ tensor: Tensor) -> Tensor { Tensor(uninitialised: tensor.shape, tensor.elementType) }
        return LSTMOperands(
            like(projected),
            like(weight),
            bias.map(like),
            initial.map(like),
            initialCell.map(like)
        )
    }

    func cell32(_ shape: RecurrentShape) -> ck_lstm_f32 {
        ck_lstm_f32(
            batch: shape.batch,
            length: shape.length,
            hidden: shape.hidden,
            projected: projected.float,
            weight: weight.float,
            bias: bias?.float,
            initial: initial?.float,
            initial_cell: initialCell?.float
        )
    }

    func cell64(_ shape: RecurrentShape) -> ck_lstm_f64 {
        ck_lstm_f64(
            batch: shape.batch,
            length: shape.length,
            hidden: shape.hidden,
            projected: projected.double,
            weight: weight.double,
            bias: bias?.double,
            initial: initial?.double,
            initial_cell: initialCell?.double
        )
    }
}
