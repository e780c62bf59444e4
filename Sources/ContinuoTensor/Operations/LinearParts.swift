import CKernels

/// A linear map whose outputs come in parts, each a tensor of its own: `[x W₁ᵀ + b₁, x W₂ᵀ + b₂, …]` for a weight of which
/// the parts are rows. Nothing is copied apart, neither on the way here nor on the way back.
///
/// - Parameters:
///   - x: `[…, inputs]`.
///   - weight: `[outputs, inputs]`.
///   - bias: `[outputs]`, or nil.
///   - parts: sizes that fill the outputs.
/// - Returns: `[…, size]` for each part.
public func linear(_ x: Tensor, weight: Tensor, bias: Tensor? = nil, parts: [Int]) -> [Tensor] {
    precondition(
        weight.rank == 2 && x.rank >= 1 && x.size(-1) == weight.shape[1] && parts.reduce(0, +) == weight.shape[0],
        "linear: input \(x.shape), weight \(weight.shape) [outputs, inputs] and parts \(parts) do not fit"
    )
    if weight.elementType == .packed {
        let whole = packedLinear(x, weight: weight, bias: bias, activation: .identity)
        var start = 0
        return parts.map { size in
            defer { start += size }
            return whole.sliced(start..<(start + size), axis: whole.rank - 1)
        }
    }
    x.requireSameType(weight, "linear")
    let (input, matrix, shift) = (x.detached, weight.detached, bias?.detached)
    var rows: [Range<Int>] = []
    for size in parts {
        let start = rows.last?.upperBound ?? 0
        rows.append(start..<(start + size))
    }
    let outputs = rows.map { linear(input, weight: matrix.sliced($0), bias: shift?.sliced($0)) }
    let inputs = [x, weight] + (bias.map { [$0] } ?? [])
    let count = input.count / max(input.size(-1), 1)
    let (wantsInput, wantsWeight) = (x.isTracked, weight.isTracked)
    return Tensor.record(outputs, inputs: inputs) { gradients in
        let type = input.elementType
        let inputGradient = wantsInput ? Tensor(uninitialised: input.shape, type) : nil
        let weightGradient = wantsWeight ? Tensor(uninitialised: matrix.shape, type) : nil
        let biasGradient = shift.map { Tensor(uninitialised: $0.shape, type) }
        var isFirst = true
        for (gradient, range) in zip(gradients, rows) {
            guard let gradient else {
                weightGradient?.sliced(range).assign(Tensor.zeros([range.count, matrix.shape[1]], type))
                biasGradient?.sliced(range).assign(Tensor.zeros([range.count], type))
                continue
            }
            if let inputGradient {
                let part = matrix.sliced(range)
                gemm(
                    false,
                    false,
                    count,
                    matrix.shape[1],
                    range.count,
                    gradient,
                    part,
                    into: inputGradient,
                    accumulate: !isFirst
                )
                isFirst = false
            }
            if let target = weightGradient?.sliced(range) {
                gemm(true, false, range.count, matrix.shape[1], count, gradient, input, into: target)
            }
            biasGradient?.sliced(range).assign(gradient.reshaped([count, range.count]).sum(axis: 0))
        }
        return [inputGradient, weightGradient] + (shift == nil ? [] : [biasGradient])
    }
}
