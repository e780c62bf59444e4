/// A linear recurrence of vectors in their own past: `y_t = x_t + Σ_j M_j y_{t−j}`. One operation, one adjoint.
///
/// - Parameters:
///   - x: `[batch, length, width]`.
///   - matrices: M, `[order, width, width]`, M_1 first.
///   - past: the outputs before the first, oldest first, `[batch, order, width]`; zeros when nil.
/// - Returns: `[batch, length, width]`.
public func vectorAutoregression(_ x: Tensor, matrices: Tensor, past: Tensor? = nil) -> Tensor {
    x.requireReal("vectorAutoregression")
    let inputs = [x, matrices] + (past.map { [$0] } ?? [])
    for input in inputs { x.requireSameType(input, "vectorAutoregression") }
    let (batch, length, width) = (x.shape[0], x.shape[1], x.shape[2])
    let order = matrices.shape[0]
    precondition(
        matrices.shape == [order, width, width] && (past == nil || past?.shape == [batch, order, width]),
        "vectorAutoregression: matrices \(matrices.shape), past \(past?.shape ?? []) do not fit \(x.shape)"
    )
    // Time comes first, so that the rows of one position lie together: the past, then the outputs.
    let early = (past?.detached ?? Tensor.zeros([batch, order, width], x.elementType)).permuted([1, 0, 2])
    let outputs = Tensor.concatenated([early, x.detached.permuted([1, 0, 2])])
    let factors = (0..<order).map { matrices.detached.sliced($0..<($0 + 1)) }
    func rows(_ tensor: Tensor, _ position: Int) -> Tensor { tensor.sliced(position..<(position + 1)) }
    for t in 0..<length {
        for j in 1...max(order, 1) where j <= order {
            let (earlier, target) = (rows(outputs, order + t - j), rows(outputs, order + t))
            gemm(false, true, batch, width, width, earlier, factors[j - 1], into: target, accumulate: true)
        }
    }
    let result = outputs.sliced(order..<(order + length)).permuted([1, 0, 2])
    return Tensor.record([result], inputs: inputs) { gradients in
        // g_t = dy_t + Σ_j M_jᵀ g_{t+j}; dM_j = Σ_t g_t y_{t−j}ᵀ; the past gets what its positions get.
        let late = Tensor.zeros([order, batch, width], outputs.elementType)
        let adjoint = Tensor.concatenated([late, gradients[0]!.permuted([1, 0, 2])])
        let matrixGradient = Tensor.zeros([order, width, width], outputs.elementType)
        for t in (0..<length).reversed() {
            let own = rows(adjoint, order + t)
            for j in 1...max(order, 1) where j <= order {
                let earlier = rows(adjoint, order + t - j)
                gemm(false, false, batch, width, width, own, factors[j - 1], into: earlier, accumulate: true)
                let (known, target) = (rows(outputs, order + t - j), rows(matrixGradient, j - 1))
                gemm(true, false, width, width, batch, own, known, into: target, accumulate: true)
            }
        }
        let inputGradient = adjoint.sliced(order..<(order + length)).permuted([1, 0, 2])
        let pastGradient = adjoint.sliced(0..<order).permuted([1, 0, 2])
        return [inputGradient, matrixGradient] + (past == nil ? [] : [pastGradient])
    }[0]
}
