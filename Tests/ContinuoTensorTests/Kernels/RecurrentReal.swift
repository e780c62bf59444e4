import CKernels

/// Inputs of a recurrent cell, or the gradients of them; nil is NULL.
struct RecurrentBuffers<Real: BinaryFloatingPoint> {
    typealias Buffer = KernelBuffer<Real>
    var projected: Buffer, weight: Buffer, bias: Buffer?, initial: Buffer?, initialCell: Buffer?
}

/// What a recurrent cell computes, or the incoming gradients of it.
struct RecurrentStates<Real: BinaryFloatingPoint> {
    typealias Buffer = KernelBuffer<Real>
    var outputs: Buffer, final: Buffer, finalCell: Buffer, saved: Buffer
}

/// The recurrent kernels of one element type, so that tests are written once.
protocol RecurrentReal: BinaryFloatingPoint {
    static func recurrentForward(
        _ problem: RecurrentProblem,
        _ inputs: RecurrentBuffers<Self>,
        _ states: RecurrentStates<Self>
    )
    static func recurrentBackward(
        _ problem: RecurrentProblem,
        _ inputs: RecurrentBuffers<Self>,
        _ states: RecurrentStates<Self>,
        outer: RecurrentStates<Self>,
        gradients: RecurrentBuffers<Self>
    )
}

extension Float: RecurrentReal {
    private static func gru(_ problem: RecurrentProblem, _ inputs: RecurrentBuffers<Float>) -> ck_gru_f32 {
        ck_gru_f32(
            batch: problem.batch,
            length: problem.length,
            hidden: problem.hidden,
            projected: inputs.projected.pointer,
            weight: inputs.weight.pointer,
            bias: inputs.bias?.pointer,
            initial: inputs.initial?.pointer
        )
    }

    private static func lstm(_ problem: RecurrentProblem, _ inputs: RecurrentBuffers<Float>) -> ck_lstm_f32 {
        ck_lstm_f32(
            batch: problem.batch,
            length: problem.length,
            hidden: problem.hidden,
            projected: inputs.projected.pointer,
            weight: inputs.weight.pointer,
            bias: inputs.bias?.pointer,
            initial: inputs.initial?.pointer,
            initial_cell: inputs.initialCell?.pointer
        )
    }

    static func recurrentForward(
        _ problem: RecurrentProblem,
        _ inputs: RecurrentBuffers<Float>,
        _ states: RecurrentStates<Float>
    ) {
        if problem.cell == .gru {
            var cell = gru(problem, inputs)
            ck_gru_forward_f32(&cell, states.outputs.pointer, states.final.pointer, states.saved.pointer)
        } else {
            var cell = lstm(problem, inputs)
            ck_lstm_forward_f32(
                &cell,
                states.outputs.pointer,
                states.final.pointer,
                states.finalCell.pointer,
                states.saved.pointer
            )
        }
    }

    static func recurrentBackward(
        _ problem: RecurrentProblem,
        _ inputs: RecurrentBuffers<Float>,
        _ states: RecurrentStates<Float>,
        outer: RecurrentStates<Float>,
        gradients to: RecurrentBuffers<Float>
    ) {
        if problem.cell == .gru {
            var cell = gru(problem, inputs)
            var gradients = ck_gru_gradients_f32(
                projected: to.projected.pointer,
                weight: to.weight.pointer,
                bias: to.bias?.pointer,
                initial: to.initial?.pointer
            )
            ck_gru_backward_f32(
                &cell,
                states.outputs.pointer,
                states.saved.pointer,
                outer.outputs.pointer,
                outer.final.pointer,
                &gradients
            )
        } else {
            var cell = lstm(problem, inputs)
            var gradients = ck_lstm_gradients_f32(
                projected: to.projected.pointer,
                weight: to.weight.pointer,
                bias: to.bias?.pointer,
                initial: to.initial?.pointer,
                initial_cell: to.initialCell?.pointer
            )
            ck_lstm_backward_f32(
                &cell,
                states.outputs.pointer,
                states.saved.pointer,
                outer.outputs.pointer,
                outer.final.pointer,
                outer.finalCell.pointer,
                &gradients
            )
        }
    }
}

extension Double: RecurrentReal {
    private static func gru(_ problem: RecurrentProblem, _ inputs: RecurrentBuffers<Double>) -> ck_gru_f64 {
        ck_gru_f64(
            batch: problem.batch,
            length: problem.length,
            hidden: problem.hidden,
            projected: inputs.projected.pointer,
            weight: inputs.weight.pointer,
            bias: inputs.bias?.pointer,
            initial: inputs.initial?.pointer
        )
    }

    private static func lstm(_ problem: RecurrentProblem, _ inputs: RecurrentBuffers<Double>) -> ck_lstm_f64 {
        ck_lstm_f64(
            batch: problem.batch,
            length: problem.length,
            hidden: problem.hidden,
            projected: inputs.projected.pointer,
            weight: inputs.weight.pointer,
            bias: inputs.bias?.pointer,
            initial: inputs.initial?.pointer,
            initial_cell: inputs.initialCell?.pointer
        )
    }

    static func recurrentForward(
        _ problem: RecurrentProblem,
        _ inputs: RecurrentBuffers<Double>,
        _ states: RecurrentStates<Double>
    ) {
        if problem.cell == .gru {
            var cell = gru(problem, inputs)
            ck_gru_forward_f64(&cell, states.outputs.pointer, states.final.pointer, states.saved.pointer)
        } else {
            var cell = lstm(problem, inputs)
            ck_lstm_forward_f64(
                &cell,
                states.outputs.pointer,
                states.final.pointer,
                states.finalCell.pointer,
                states.saved.pointer
            )
        }
    }

    static func recurrentBackward(
        _ problem: RecurrentProblem,
        _ inputs: RecurrentBuffers<Double>,
        _ states: RecurrentStates<Double>,
        outer: RecurrentStates<Double>,
        gradients to: RecurrentBuffers<Double>
    ) {
        if problem.cell == .gru {
            var cell = gru(problem, inputs)
            var gradients = ck_gru_gradients_f64(
                projected: to.projected.pointer,
                weight: to.weight.pointer,
                bias: to.bias?.pointer,
                initial: to.initial?.pointer
            )
            ck_gru_backward_f64(
                &cell,
                states.outputs.pointer,
                states.saved.pointer,
                outer.outputs.pointer,
                outer.final.pointer,
                &gradients
            )
        } else {
            var cell = lstm(problem, inputs)
            var gradients = ck_lstm_gradients_f64(
                projected: to.projected.pointer,
                weight: to.weight.pointer,
                bias: to.bias?.pointer,
                initial: to.initial?.pointer,
                initial_cell: to.initialCell?.pointer
            )
            ck_lstm_backward_f64(
                &cell,
                states.outputs.pointer,
                states.saved.pointer,
                outer.outputs.pointer,
                outer.final.pointer,
                outer.finalCell.pointer,
                &gradients
            )
        }
    }
}
