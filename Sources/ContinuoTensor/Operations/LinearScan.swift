import CKernels

/// First-order linear recurrence along time: `h_t = decay_t ⊙ h_{t−1} + input_t`. One operation, one adjoint.
///
/// - Parameters:
///   - input: `[batch, length, width]`.
///   - decay: `[batch, length, width]`, or `[width]`: constant over time and batch.
///   - initial: the state before the first position, `[batch, width]`; zeros when nil.
/// - Returns: every state, `[batch, length, width]`, and the last one, `[batch, width]`: the initial one when the length
///   is 0.
public func linearScan(_ input: Tensor, decay: Tensor, initial: Tensor? = nil) -> (states: Tensor, final: Tensor) {
    LinearScan(input, decay, initial, isComplex: false).run(input, decay, initial)
}

/// As `linearScan` for complex numbers, (real, imaginary) pairs along a last axis of 2: `input` `[batch, length, width, 2]`,
/// `decay` of that shape or `[width, 2]`, `initial` `[batch, width, 2]`.
///
/// The gradient of a complex number is dLoss/dReal + i dLoss/dImaginary.
public func complexLinearScan(
    _ input: Tensor,
    decay: Tensor,
    initial: Tensor? = nil
) -> (states: Tensor, final: Tensor) {
    LinearScan(input, decay, initial, isComplex: true).run(input, decay, initial)
}

/// One call of a scan: its sizes, and the kernel of its kind and element type.
private struct LinearScan {
    let batch: Int
    let length: Int
    let width: Int
    let layout: ck_decay
    let isComplex: Bool

    init(_ input: Tensor, _ decay: Tensor, _ initial: Tensor?, isComplex: Bool) {
        let pair = isComplex ? [2] : []
        input.requireReal("linearScan")
        input.requireSameType(decay, "linearScan")
        precondition(
            input.rank == 3 + pair.count && input.shape.suffix(pair.count) == pair[...],
            "linearScan: input \(input.shape) is not [batch, length, width\(isComplex ? ", 2" : "")]"
        )
        (batch, length, width) = (input.shape[0], input.shape[1], input.shape[2])
        precondition(
            decay.shape == input.shape || decay.shape == [width] + pair,
            "linearScan: decay \(decay.shape) does not fit input \(input.shape)"
        )
        layout = decay.shape == input.shape ? CK_DECAY_PER_STEP : CK_DECAY_PER_CHANNEL
        self.isComplex = isComplex
        if let initial {
            input.requireSameType(initial, "linearScan")
            precondition(
                initial.shape == [batch, width] + pair,
                "linearScan: initial state \(initial.shape) does not fit input \(input.shape)"
            )
        }
    }

    func run(_ input: Tensor, _ decay: Tensor, _ initial: Tensor?) -> (states: Tensor, final: Tensor) {
        let type = input.elementType
        let states = Tensor(uninitialised: input.shape, type)
        let final = Tensor(uninitialised: [batch] + input.shape[2...], type)
        forward(input, decay, initial, states, final)
        let inputs = [input, decay] + (initial.map { [$0] } ?? [])
        guard Tensor.isRecording(inputs) else { return (states, final) }
        let (factors, start) = (decay.detached, initial?.detached)
        let wantsDecay = decay.isTracked
        let results = Tensor.record([states, final], inputs: inputs) { gradients in
            let inputGradient = Tensor(uninitialised: states.shape, type)
            let decayGradient = wantsDecay ? Tensor(uninitialised: factors.shape, type) : nil
            let initialGradient = start.map { Tensor(uninitialised: $0.shape, type) }
            backward(
                factors,
                states,
                start,
                gradients[0] ?? Tensor.zeros(states.shape, type),
                gradients[1],
                decayGradient,
                inputGradient,
                initialGradient
            )
            return [inputGradient, decayGradient] + (start == nil ? [] : [initialGradient])
        }
        return (results[0], results[1])
    }

    private func forward(_ x: Tensor, _ decay: Tensor, _ initial: Tensor?, _ states: Tensor, _ final: Tensor) {
        switch x.elementType {
        case .float32:
            let kernel = isComplex ? ck_linear_scan_complex_f32 : ck_linear_scan_f32
            kernel(batch, length, width, decay.float, layout, x.float, initial?.float, states.float, final.float)
        default:
            let kernel = isComplex ? ck_linear_scan_complex_f64 : ck_linear_scan_f64
            kernel(batch, length, width, decay.double, layout, x.double, initial?.double, states.double, final.double)
        }
    }

    private func backward(
        _ decay: Tensor,
        _ states: Tensor,
        _ initial: Tensor?,
        _ gradient: Tensor,
        _ finalGradient: Tensor?,
        _ decayGradient: Tensor?,
        _ inputGradient: Tensor,
        _ initialGradient: Tensor?
    ) {
        switch states.elementType {
        case .float32:
            let kernel = isComplex ? ck_linear_scan_backward_complex_f32 : ck_linear_scan_backward_f32
            kernel(
                batch,
                length,
                width,
                decay.float,
                layout,
                states.float,
                initial?.float,
                gradient.float,
                finalGradient?.float,
                decayGradient?.float,
                inputGradient.float,
                initialGradient?.float
            )
        default:
            let kernel = isComplex ? ck_linear_scan_backward_complex_f64 : ck_linear_scan_backward_f64
            kernel(
                batch,
                length,
                width,
                decay.double,
                layout,
                states.double,
                initial?.double,
                gradient.double,
                finalGradient?.double,
                decayGradient?.double,
                inputGradient.double,
                initialGradient?.double
            )
        }
    }
}
