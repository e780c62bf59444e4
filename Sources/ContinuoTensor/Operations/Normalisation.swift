import CKernels

/// Layer normalisation over the last axis (Ba et al. 2016), or root-mean-square normalisation (Zhang and Sennrich 2019).
public enum NormalisationKind: String, Codable, Sendable {
    case layer
    case rootMeanSquare
}

/// Normalises the last axis. `gain` and `bias` are `[width]` or nil.
public func normalise(
    _ x: Tensor,
    _ kind: NormalisationKind,
    gain: Tensor?,
    bias: Tensor? = nil,
    epsilon: Double = 1e-5
) -> Tensor {
    normaliseRows(x, residual: nil, kind, gain, bias, epsilon)[0]
}

/// Adds, then normalises: the sum goes on as the residual stream, the normalised form into the next layer.
/// - Returns: `(sum, normalised)`; one pass over memory, one adjoint.
public func addAndNormalise(
    _ x: Tensor,
    _ residual: Tensor,
    _ kind: NormalisationKind,
    gain: Tensor?,
    bias: Tensor? = nil,
    epsilon: Double = 1e-5
) -> (sum: Tensor, normalised: Tensor) {
    precondition(x.shape == residual.shape, "addAndNormalise: shapes differ: \(x.shape) and \(residual.shape)")
    let results = normaliseRows(x, residual: residual, kind, gain, bias, epsilon)
    return (results[1], results[0])
}

private func normaliseRows(
    _ x: Tensor,
    residual: Tensor?,
    _ kind: NormalisationKind,
    _ gain: Tensor?,
    _ bias: Tensor?,
    _ epsilon: Double
) -> [Tensor] {
    x.requireReal("normalise")
    let width = x.size(-1)
    let rows = width == 0 ? 0 : x.count / width
    for parameter in [gain, bias] {
        guard let parameter else { continue }
        precondition(
            parameter.shape == [width],
            "normalise: parameter \(parameter.shape) does not fit input \(x.shape)"
        )
        parameter.requireSameType(x, "normalise")
    }
    precondition(bias == nil || gain != nil, "normalise: a bias needs a gain")
    let centred: Int32 = kind == .layer ? 1 : 0
    let result = Tensor(uninitialised: x.shape, x.elementType)
    let sum = residual == nil ? nil : Tensor(uninitialised: x.shape, x.elementType)
    let statistics = Tensor(uninitialised: [rows, 2], x.elementType)
    switch x.elementType {
    case .float32:
        ck_normalise_f32(
            x.float,
            residual?.float,
            sum?.float,
            gain?.float,
            bias?.float,
            result.float,
            statistics.float,
            rows,
            width,
            Float(epsilon),
            centred
        )
    default:
        ck_normalise_f64(
            x.double,
            residual?.double,
            sum?.double,
            gain?.double,
            bias?.double,
            result.double,
            statistics.double,
            rows,
            width,
            epsilon,
            centred
        )
    }
    var inputs = [x]
    if let residual { inputs.append(residual) }
    if let gain { inputs.append(gain) }
    if let bias { inputs.append(bias) }
    let outputs = sum.map { [result, $0] } ?? [result]
    guard Tensor.isRecording(inputs) else { return outputs }
    let normalised = sum ?? x.detached
    let fixedGain = gain?.detached
    let (hasResidual, hasBias) = (residual != nil, bias != nil)
    return Tensor.record(outputs, inputs: inputs) { gradients in
        let type = normalised.elementType
        guard let gradient = gradients[0] else {
            let pass = gradients[1]!
            return [pass, pass] + (fixedGain == nil ? [] : [nil]) + (hasBias ? [nil] : [])
        }
        let extra = gradients.count > 1 ? gradients[1] : nil
        let inputGradient = Tensor(uninitialised: normalised.shape, type)
        let gainGradient = fixedGain.map { Tensor(uninitialised: $0.shape, type) }
        let biasGradient = hasBias ? Tensor(uninitialised: [width], type) : nil
        switch type {
        case .float32:
            ck_normalise_adjoint_f32(
                normalised.float,
                statistics.float,
                fixedGain?.float,
                gradient.float,
                extra?.float,
                inputGradient.float,
                gainGradient?.float,
                biasGradient?.float,
                rows,
                width,
                centred
            )
        default:
            ck_normalise_adjoint_f64(
                normalised.double,
                statistics.double,
                fixedGain?.double,
                gradient.double,
                extra?.double,
                inputGradient.double,
                gainGradient?.double,
                biasGradient?.double,
                rows,
                width,
                centred
            )
        }
        return [inputGradient] + (hasResidual ? [inputGradient] : []) + (fixedGain == nil ? [] : [gainGradient])
            + (hasBias ? [biasGradient] : [])
    }
}
