import CKernels

/// Logarithms of cumulative sums of exponentials along time: z_t = ln(e^{z_{t−1}} + e^{x_t}), without overflow.
///
/// - Parameters:
///   - x: `[batch, length, width]`.
///   - initial: z before the first position, `[batch, width]`; the logarithm of zero when nil.
/// - Returns: z `[batch, length, width]`.
public func logCumulativeSum(_ x: Tensor, initial: Tensor? = nil) -> Tensor {
    x.requireReal("logCumulativeSum")
    precondition(
        x.rank == 3 && (initial == nil || initial?.shape == [x.shape[0], x.shape[2]]),
        "logCumulativeSum: state \(initial?.shape ?? []) does not fit \(x.shape) [batch, length, width]"
    )
    if let initial { x.requireSameType(initial, "logCumulativeSum") }
    let (batch, length, width, type) = (x.shape[0], x.shape[1], x.shape[2], x.elementType)
    let (input, before) = (x.detached, initial?.detached)
    let z = Tensor(uninitialised: x.shape, type)
    switch type {
    case .float32: ck_log_cumulative_sum_f32(batch, length, width, input.float, before?.float, z.float)
    default: ck_log_cumulative_sum_f64(batch, length, width, input.double, before?.double, z.double)
    }
    return Tensor.record([z], inputs: [x] + (initial.map { [$0] } ?? [])) { gradients in
        let gradient = gradients[0] ?? Tensor.zeros(z.shape, type)
        let result = Tensor(uninitialised: input.shape, type)
        let start = before.map { Tensor(uninitialised: $0.shape, type) }
        switch type {
        case .float32:
            ck_log_cumulative_sum_backward_f32(
                batch,
                length,
                width,
                input.float,
                before?.float,
                z.float,
                gradient.float,
                result.float,
                start?.float
            )
        default:
            ck_log_cumulative_sum_backward_f64(
                batch,
                length,
                width,
                input.double,
                before?.double,
                z.double,
                gradient.double,
                result.double,
                start?.double
            )
        }
        return [result] + (start.map { [$0] } ?? [])
    }[0]
}
