import CKernels

/// C = α op(A) op(B) + β C on raw row-major matrices of one element type.
func gemm(
    _ transposeA: Bool,
    _ transposeB: Bool,
    _ m: Int,
    _ n: Int,
    _ k: Int,
    _ a: Tensor,
    _ b: Tensor,
    into c: Tensor,
    accumulate: Bool = false
) {
    let lda = transposeA ? m : k
    let ldb = transposeB ? k : n
    let (ta, tb): (Int32, Int32) = (transposeA ? 1 : 0, transposeB ? 1 : 0)
    switch a.elementType {
    case .float32: ck_gemm_f32(ta, tb, m, n, k, 1, a.float, lda, b.float, ldb, accumulate ? 1 : 0, c.float, n)
    default: ck_gemm_f64(ta, tb, m, n, k, 1, a.double, lda, b.double, ldb, accumulate ? 1 : 0, c.double, n)
    }
}

extension Tensor {
    /// Matrix product over the last two axes; leading axes must be equal, or absent in one operand.
    /// - Parameters: `transposeSelf`, `transposeOther`: read that operand with its last two axes exchanged.
    public func matmul(_ other: Tensor, transposeSelf: Bool = false, transposeOther: Bool = false) -> Tensor {
        requireReal("matmul")
        requireSameType(other, "matmul")
        precondition(rank >= 2 && other.rank >= 2, "matmul needs matrices, got \(shape) and \(other.shape)")
        let m = transposeSelf ? size(-1) : size(-2)
        let k = transposeSelf ? size(-2) : size(-1)
        let n = transposeOther ? other.size(-2) : other.size(-1)
        let otherInner = transposeOther ? other.size(-1) : other.size(-2)
        precondition(k == otherInner, "matmul: inner sizes differ: \(shape) and \(other.shape)")
        let leading = Array(shape.dropLast(2))
        let otherLeading = Array(other.shape.dropLast(2))
        precondition(
            leading == otherLeading || leading.isEmpty || otherLeading.isEmpty,
            "matmul: leading axes differ: \(shape) and \(other.shape)"
        )
        let batchShape = leading.isEmpty ? otherLeading : leading
        let batch = batchShape.reduce(1, *)
        let result = Tensor(uninitialised: batchShape + [m, n], elementType)
        Tensor.batchedProduct(
            transposeSelf,
            transposeOther,
            batch,
            m,
            n,
            k,
            self,
            leading.isEmpty ? 0 : m * k,
            other,
            otherLeading.isEmpty ? 0 : n * k,
            into: result
        )
        let (a, b) = (detached, other.detached)
        return result.recorded(from: self, other) { gradient in
            // With A = op(a): dA = dC Bᵀ, dB = Aᵀ dC, written for each way of storing the operands.
            let da =
                transposeSelf
                ? b.matmul(gradient, transposeSelf: transposeOther, transposeOther: true)
                : gradient.matmul(b, transposeOther: !transposeOther)
            let db =
                transposeOther
                ? gradient.matmul(a, transposeSelf: true, transposeOther: transposeSelf)
                : a.matmul(gradient, transposeSelf: !transposeSelf)
            return [da.summed(to: a.shape), db.summed(to: b.shape)]
        }
    }

    private static func batchedProduct(
        _ transposeA: Bool,
        _ transposeB: Bool,
        _ batch: Int,
        _ m: Int,
        _ n: Int,
        _ k: Int,
        _ a: Tensor,
        _ strideA: Int,
        _ b: Tensor,
        _ strideB: Int,
        into c: Tensor
    ) {
        let lda = transposeA ? m : k
        let ldb = transposeB ? k : n
        let (ta, tb): (Int32, Int32) = (transposeA ? 1 : 0, transposeB ? 1 : 0)
        switch a.elementType {
        case .float32:
            ck_gemm_batched_f32(
                ta,
                tb,
                batch,
                m,
                n,
                k,
                1,
                a.float,
                lda,
                strideA,
                b.float,
                ldb,
                strideB,
                0,
                c.float,
                n,
                m * n
            )
        default:
            ck_gemm_batched_f64(
                ta,
                tb,
                batch,
                m,
                n,
                k,
                1,
                a.double,
                lda,
                strideA,
                b.double,
                ldb,
                strideB,
                0,
                c.double,
                n,
                m * n
            )
        }
    }
}

/// Fused linear map with bias and activation: `activation(x Wᵀ + b)`.
///
/// - Parameters:
///   - x: `[…, inputs]`.
///   - weight: `[outputs, inputs]`.
///   - bias: `[outputs]`, or nil.
/// - Returns: `[…, outputs]`.
public func linear(_ x: Tensor, weight: Tensor, bias: Tensor? = nil, activation: Activation = .identity) -> Tensor {
    precondition(
        weight.rank == 2 && x.rank >= 1 && x.size(-1) == weight.shape[1],
        "linear: input \(x.shape) does not fit weight \(weight.shape) [outputs, inputs]"
    )
    if weight.elementType == .packed { return packedLinear(x, weight: weight, bias: bias, activation: activation) }
    x.requireSameType(weight, "linear")
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    let rows = inputs == 0 ? x.shape.dropLast().reduce(1, *) : x.count / inputs
    let result = Tensor(uninitialised: x.shape.dropLast() + [outputs], x.elementType)
    gemm(false, true, rows, outputs, inputs, x, weight, into: result)
    let recording = Tensor.isRecording([x, weight] + (bias.map { [$0] } ?? []))
    let kept = recording && activation != .identity ? Tensor(uninitialised: result.shape, x.elementType) : nil
    if bias != nil || activation != .identity {
        switch x.elementType {
        case .float32:
            ck_bias_activation_f32(activation.kernel, result.float, bias?.float, kept?.float, rows, outputs)
        default:
            ck_bias_activation_f64(activation.kernel, result.double, bias?.double, kept?.double, rows, outputs)
        }
    }
    guard recording else { return result }
    let (input, matrix) = (x.detached, weight.detached)
    let needsInput = x.isTracked
    let needsWeight = weight.isTracked
    let biasShape = bias?.shape
    return Tensor.record([result], inputs: [x, weight] + (bias.map { [$0] } ?? [])) { gradients in
        let gradient = gradients[0]!
        var inner = gradient
        var biasGradient: Tensor?
        if activation != .identity || biasShape != nil {
            if activation != .identity { inner = Tensor(uninitialised: gradient.shape, gradient.elementType) }
            biasGradient = biasShape.map { Tensor(uninitialised: $0, gradient.elementType) }
            let source = kept ?? gradient
            let output = kept == nil ? gradient : result
            switch gradient.elementType {
            case .float32:
                ck_bias_activation_adjoint_f32(
                    activation.kernel,
                    source.float,
                    output.float,
                    gradient.float,
                    inner.float,
                    biasGradient?.float,
                    rows,
                    outputs
                )
            default:
                ck_bias_activation_adjoint_f64(
                    activation.kernel,
                    source.double,
                    output.double,
                    gradient.double,
                    inner.double,
                    biasGradient?.double,
                    rows,
                    outputs
                )
            }
        }
        var inputGradient: Tensor?
        var weightGradient: Tensor?
        if needsInput {
            let result = Tensor(uninitialised: input.shape, input.elementType)
            gemm(false, false, rows, inputs, outputs, inner, matrix, into: result)
            inputGradient = result
        }
        if needsWeight {
            let result = Tensor(uninitialised: matrix.shape, matrix.elementType)
            gemm(true, false, outputs, inputs, rows, inner, input, into: result)
            weightGradient = result
        }
        return [inputGradient, weightGradient] + (biasShape == nil ? [] : [biasGradient])
    }[0]
}

/// Gated linear unit: `activation(x[…, :width]) ⊙ x[…, width:]` for an input `[…, 2 width]` (Shazeer 2020).
public func gatedLinearUnit(_ x: Tensor, activation: Activation = .silu) -> Tensor {
    x.requireReal("gatedLinearUnit")
    precondition(x.size(-1) % 2 == 0, "a gated linear unit needs an even last axis, the shape is \(x.shape)")
    let width = x.size(-1) / 2
    let rows = width == 0 ? 0 : x.count / (2 * width)
    let result = Tensor(uninitialised: x.shape.dropLast() + [width], x.elementType)
    switch x.elementType {
    case .float32: ck_gated_f32(activation.kernel, x.float, result.float, rows, width)
    default: ck_gated_f64(activation.kernel, x.double, result.double, rows, width)
    }
    let input = x.detached
    return result.recorded(from: x) { gradient in
        let inputGradient = Tensor(uninitialised: input.shape, input.elementType)
        switch input.elementType {
        case .float32:
            ck_gated_adjoint_f32(activation.kernel, input.float, gradient.float, inputGradient.float, rows, width)
        default:
            ck_gated_adjoint_f64(activation.kernel, input.double, gradient.double, inputGradient.double, rows, width)
        }
        return [inputGradient]
    }
}
