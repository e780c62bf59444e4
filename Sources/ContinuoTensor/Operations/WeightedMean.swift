import CKernels

/// The weighted mean of RWKV-4 (Peng et al. 2023), one operation with its adjoint. For each channel
///
///     y_t = (Σ_{i<t} e^{−(t−1−i) decay + k_i} v_i + e^{bonus + k_t} v_t) / (the same sum without v)
///
/// computed from the logarithm of the past's weight and the past's mean, so that no key is too great.
///
/// - Parameters:
///   - key, value: `[batch, length, width]`.
///   - decay, bonus: `[width]`; decays are positive.
///   - initial: state before the first position, `[batch, 2, width]`; nil at the beginning.
/// - Returns: `[batch, length, width]`, and the state after the last position.
public func weightedKeyValue(
    key: Tensor,
    value: Tensor,
    decay: Tensor,
    bonus: Tensor,
    initial: Tensor? = nil
) -> (output: Tensor, final: Tensor) {
    let inputs = [key, value, decay, bonus] + (initial.map { [$0] } ?? [])
    key.requireReal("weightedKeyValue")
    for input in inputs { key.requireSameType(input, "weightedKeyValue") }
    precondition(
        key.rank == 3 && value.shape == key.shape && decay.shape == [key.shape[2]] && bonus.shape == decay.shape,
        "weightedKeyValue: key \(key.shape), value \(value.shape), decay \(decay.shape), bonus \(bonus.shape) do not fit"
    )
    let stateShape = [key.shape[0], 2, key.shape[2]]
    precondition(
        initial == nil || initial?.shape == stateShape,
        "weightedKeyValue: state \(initial?.shape ?? []) is not \(stateShape)"
    )
    let type = key.elementType
    let kept = Tensor.isRecording(inputs) ? (0..<2).map { _ in Tensor(uninitialised: key.shape, type) } : []
    let output = Tensor(uninitialised: key.shape, type)
    let final = Tensor(uninitialised: stateShape, type)
    let constants = inputs.map(\.detached)
    switch type {
    case .float32:
        var call = call32(constants)
        ck_wkv_forward_f32(&call, output.float, final.float, kept.first?.float, kept.last?.float)
    default:
        var call = call64(constants)
        ck_wkv_forward_f64(&call, output.double, final.double, kept.first?.double, kept.last?.double)
    }
    guard !kept.isEmpty else { return (output, final) }
    let results = Tensor.record([output, final], inputs: inputs) { gradients in
        let outer = gradients[0] ?? Tensor.zeros(constants[0].shape, type)
        let found = constants.map { Tensor(uninitialised: $0.shape, type) }
        switch type {
        case .float32:
            var call = call32(constants)
            var target = ck_wkv_gradients_f32()
            (target.key, target.value, target.decay, target.bonus) =
                (found[0].float, found[1].float, found[2].float, found[3].float)
            target.initial = found.count > 4 ? found[4].float : nil
            ck_wkv_backward_f32(&call, kept[0].float, kept[1].float, outer.float, gradients[1]?.float, &target)
        default:
            var call = call64(constants)
            var target = ck_wkv_gradients_f64()
            (target.key, target.value, target.decay, target.bonus) =
                (found[0].double, found[1].double, found[2].double, found[3].double)
            target.initial = found.count > 4 ? found[4].double : nil
            ck_wkv_backward_f64(&call, kept[0].double, kept[1].double, outer.double, gradients[1]?.double, &target)
        }
        return found
    }
    return (results[0], results[1])
}

/// The state of `weightedKeyValue` where nothing was read, `[2, width]` for each of `batch` rows.
public func emptyWeightedMean(batch: Int, width: Int, _ elementType: ElementType) -> Tensor {
    Tensor.concatenated(
        [
            Tensor.full([batch, 1, width], CK_WKV_EMPTY, elementType), Tensor.zeros([batch, 1, width], elementType),
        ],
        axis: 1
    )
}

private func call32(_ inputs: [Tensor]) -> ck_wkv_f32 {
    let shape = inputs[0].shape
    var call = ck_wkv_f32()
    (call.batch, call.length, call.width) = (shape[0], shape[1], shape[2])
    (call.key, call.value) = (UnsafePointer(inputs[0].float), UnsafePointer(inputs[1].float))
    (call.decay, call.bonus) = (UnsafePointer(inputs[2].float), UnsafePointer(inputs[3].float))
    call.initial = inputs.count > 4 ? UnsafePointer(inputs[4].float) : nil
    return call
}

private func call64(_ inputs: [Tensor]) -> ck_wkv_f64 {
    let shape = inputs[0].shape
    var call = ck_wkv_f64()
    (call.batch, call.length, call.width) = (shape[0], shape[1], shape[2])
    (call.key, call.value) = (UnsafePointer(inputs[0].double), UnsafePointer(inputs[1].double))
    (call.decay, call.bonus) = (UnsafePointer(inputs[2].double), UnsafePointer(inputs[3].double))
    call.initial = inputs.count > 4 ? UnsafePointer(inputs[4].double) : nil
    return call
}
