import CKernels

/// Recurrences of a few complex modes, each channel's for all of its copies, without gradients:
///
///     y_t = direct · u_t + Re Σ_n R_n s_n,   s_n ← λ_n s_n + u_t
///
/// - Parameters:
///   - input: u `[batch, length, channels · copies]`, the copies of a channel side by side.
///   - poles, residues: λ and R, `[channels, modes, 2]`.
///   - direct: `[channels]`.
///   - initial: states before the first position, `[batch, modes, 2, channels · copies]`.
/// - Returns: the shape of the input, and the states after the last position.
public func modalScan(
    _ input: Tensor,
    poles: Tensor,
    residues: Tensor,
    direct: Tensor,
    initial: Tensor
) -> (output: Tensor, final: Tensor) {
    input.requireReal("modalScan")
    for other in [poles, residues, direct, initial] { input.requireSameType(other, "modalScan") }
    let channels = direct.count
    precondition(
        input.rank == 3 && channels > 0 && input.shape[2] % channels == 0 && poles.rank == 3
            && poles.shape[0] == channels && poles.shape[2] == 2 && residues.shape == poles.shape
            && initial.shape == [input.shape[0], poles.shape[1], 2, input.shape[2]],
        "modalScan: input \(input.shape), poles \(poles.shape), residues \(residues.shape), \(channels) channels, states "
            + "\(initial.shape) do not fit"
    )
    let output = Tensor(uninitialised: input.shape, input.elementType)
    let final = initial.detached.copy()
    switch input.elementType {
    case .float32:
        var call = ck_modal_f32()
        (call.batch, call.length, call.channels) = (input.shape[0], input.shape[1], channels)
        (call.copies, call.modes) = (input.shape[2] / channels, poles.shape[1])
        (call.input, call.direct) = (UnsafePointer(input.float), UnsafePointer(direct.float))
        (call.poles, call.residues) = (UnsafePointer(poles.float), UnsafePointer(residues.float))
        ck_modal_scan_f32(&call, final.float, output.float)
    default:
        var call = ck_modal_f64()
        (call.batch, call.length, call.channels) = (input.shape[0], input.shape[1], channels)
        (call.copies, call.modes) = (input.shape[2] / channels, poles.shape[1])
        (call.input, call.direct) = (UnsafePointer(input.double), UnsafePointer(direct.double))
        (call.poles, call.residues) = (UnsafePointer(poles.double), UnsafePointer(residues.double))
        ck_modal_scan_f64(&call, final.double, output.double)
    }
    return (output, final)
}
