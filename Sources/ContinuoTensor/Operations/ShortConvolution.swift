import CKernels

/// Causal depthwise convolution with a short kernel, optionally through SiLU:
/// `y[b, t, c] = f(bias[c] + Σ_j weight[c, j] · x[b, t − (K − 1) + j, c])`; the last coefficient multiplies the present.
///
/// - Parameters:
///   - x: `[batch, length, channels]`.
///   - weight: `[channels, K]`, K from 1 to 16.
///   - bias: `[channels]`, or nil.
///   - state: the K − 1 inputs before the first, oldest first, `[batch, K − 1, channels]`; zeros when nil.
/// - Returns: `[batch, length, channels]`, and the last K − 1 inputs, the state of the next call.
public func shortConvolution(
    _ x: Tensor,
    weight: Tensor,
    bias: Tensor? = nil,
    silu: Bool = false,
    state: Tensor? = nil
) -> (output: Tensor, state: Tensor) {
    x.requireReal("shortConvolution")
    let inputs = [x, weight] + [bias, state].compactMap { $0 }
    for input in inputs { x.requireSameType(input, "shortConvolution") }
    precondition(
        x.rank == 3 && weight.rank == 2 && weight.shape[0] == x.shape[2] && (1...16).contains(weight.shape[1]),
        "shortConvolution: weight \(weight.shape) [channels, 1 ... 16] does not fit input \(x.shape)"
    )
    let (batch, channels, width) = (x.shape[0], x.shape[2], weight.shape[1])
    precondition(
        bias == nil || bias?.shape == [channels],
        "shortConvolution: bias \(bias?.shape ?? []) for \(channels) channels"
    )
    let stateShape = [batch, width - 1, channels]
    precondition(
        state == nil || state?.shape == stateShape,
        "shortConvolution: state \(state?.shape ?? []) is not \(stateShape)"
    )
    var shape = ck_short_convolution(batch: batch, length: x.shape[1], channels: channels, width: width, silu: silu)
    let type = x.elementType
    let output = Tensor(uninitialised: x.shape, type)
    let next = Tensor(uninitialised: stateShape, type)
    switch type {
    case .float32:
        ck_short_convolution_f32(
            &shape,
            x.float,
            weight.float,
            bias?.float,
            state?.float,
            output.float,
            next.float
        )
    default:
        ck_short_convolution_f64(
            &shape,
            x.double,
            weight.double,
            bias?.double,
            state?.double,
            output.double,
            next.double
        )
    }
    guard Tensor.isRecording(inputs) else { return (output, next) }
    let (input, matrix, shift, before) = (x.detached, weight.detached, bias?.detached, state?.detached)
    let call = shape
    let results = Tensor.record([output, next], inputs: inputs) { gradients in
        var shape = call
        let gradient = gradients[0] ?? Tensor.zeros(input.shape, type)
        let inputGradient = Tensor(uninitialised: input.shape, type)
        let weightGradient = Tensor(uninitialised: matrix.shape, type)
        let biasGradient = shift.map { Tensor(uninitialised: $0.shape, type) }
        let stateGradient = before.map { Tensor(uninitialised: $0.shape, type) }
        switch type {
        case .float32:
            ck_short_convolution_adjoint_f32(
                &shape,
                input.float,
                matrix.float,
                shift?.float,
                before?.float,
                gradient.float,
                gradients[1]?.float,
                inputGradient.float,
                weightGradient.float,
                biasGradient?.float,
                stateGradient?.float
            )
        default:
            ck_short_convolution_adjoint_f64(
                &shape,
                input.double,
                matrix.double,
                shift?.double,
                before?.double,
                gradient.double,
                gradients[1]?.double,
                inputGradient.double,
                weightGradient.double,
                biasGradient?.double,
                stateGradient?.double
            )
        }
        return [inputGradient, weightGradient] + [biasGradient, stateGradient].filter { $0 != nil }
    }
    return (results[0], results[1])
}
