import CKernels

/// How a scan over time is carried out; the results are the same but for rounding.
public enum ScanExecution: String, Codable, Sendable, CaseIterable {
    /// Position after position: the least work.
    case sequential
    /// By halves: pairs of positions are joined, (A₂, b₂)∘(A₁, b₁) = (A₂ A₁, A₂ b₁ + b₂), until one is left, and taken apart
    /// again. About twice the additions and products of matrices besides, in 2 ⌈log₂ length⌉ steps.
    case associative

    /// Steps that must follow one another for a length.
    public func depth(_ length: Int) -> Int {
        guard self == .associative else { return length }
        return length <= 1 ? 0 : 2 * (Int.bitWidth - (length - 1).leadingZeroBitCount)
    }
}

/// First-order linear recurrence of vectors: `h_t = A_t h_{t−1} + input_t`. One operation, one adjoint.
///
/// - Parameters:
///   - input: `[batch, length, size]`.
///   - matrices: A, `[batch, length, size, size]`.
///   - initial: the state before the first position, `[batch, size]`; zeros when nil.
/// - Returns: every state, `[batch, length, size]`.
public func matrixLinearScan(
    _ input: Tensor,
    matrices: Tensor,
    initial: Tensor? = nil,
    _ execution: ScanExecution = .sequential
) -> Tensor {
    let inputs = [input, matrices] + (initial.map { [$0] } ?? [])
    input.requireReal("matrixLinearScan")
    for other in inputs { input.requireSameType(other, "matrixLinearScan") }
    precondition(
        input.rank == 3 && matrices.shape == input.shape + [input.shape[2]]
            && (initial == nil || initial?.shape == [input.shape[0], input.shape[2]]),
        "matrixLinearScan: input \(input.shape), matrices \(matrices.shape), initial \(initial?.shape ?? []) do not fit"
    )
    let (factors, start) = (matrices.detached, initial?.detached)
    let states = withoutGradients { execution.states(input.detached, factors, start) }
    return Tensor.record([states], inputs: inputs) { gradients in
        let adjoint = dualScan(gradients[0]!, matrices: factors, execution)
        let before = previousStates(states, start)
        // dA_t = λ_t h_{t−1}ᵀ; the state before the first position gets A_0ᵀ λ_0.
        let outer = adjoint.expanded(at: -1) * before.expanded(at: 2)
        guard start != nil, states.shape[1] > 0 else { return [adjoint, outer] + (start.map { [$0 * 0] } ?? []) }
        let first = factors.selected(0, axis: 1).transposed().matmul(adjoint.selected(0, axis: 1).expanded(at: -1))
        return [adjoint, outer, first.squeezed(-1)]
    }[0]
}

/// The adjoint of `matrixLinearScan` with respect to its input: `λ_t = gradient_t + A_{t+1}ᵀ λ_{t+1}`, backwards.
public func dualScan(_ gradient: Tensor, matrices: Tensor, _ execution: ScanExecution = .sequential) -> Tensor {
    guard gradient.shape[1] > 0 else { return gradient }
    let transposed = matrices.transposed().reversed(axis: 1)
    // Behind the last position there is nothing: the first factor of the reversed recurrence meets a state of zeros.
    let shifted = Tensor.concatenated(
        [transposed.sliced(0..<1, axis: 1), transposed.sliced(0..<(matrices.shape[1] - 1), axis: 1)],
        axis: 1
    )
    return withoutGradients { execution.states(gradient.reversed(axis: 1), shifted, nil).reversed(axis: 1) }
}

/// The state before each position: `[batch, length, size]`.
public func previousStates(_ states: Tensor, _ initial: Tensor?) -> Tensor {
    let (batch, length, size) = (states.shape[0], states.shape[1], states.shape[2])
    guard length > 0 else { return states }
    let first = (initial ?? Tensor.zeros([batch, size], states.elementType)).expanded(at: 1)
    return Tensor.concatenated([first, states.sliced(0..<(length - 1), axis: 1)], axis: 1)
}

extension ScanExecution {
    fileprivate func states(_ input: Tensor, _ matrices: Tensor, _ initial: Tensor?) -> Tensor {
        if input.shape[2] == 1 {
            return linearScan(input, decay: matrices.squeezed(-1), initial: initial).states
        }
        switch self {
        case .sequential: return Self.sequentialStates(input, matrices, initial)
        case .associative:
            guard let initial, input.shape[1] > 0 else { return Self.halved(input, matrices) }
            let start = matrices.selected(0, axis: 1).matmul(initial.expanded(at: -1)).transposed()
            let first = input.sliced(0..<1, axis: 1) + start
            let rest = input.sliced(1..<input.shape[1], axis: 1)
            return Self.halved(Tensor.concatenated([first, rest], axis: 1), matrices)
        }
    }

    private static func sequentialStates(_ input: Tensor, _ matrices: Tensor, _ initial: Tensor?) -> Tensor {
        let (batch, length, size) = (input.shape[0], input.shape[1], input.shape[2])
        let states = Tensor(uninitialised: input.shape, input.elementType)
        switch input.elementType {
        case .float32:
            ck_matrix_linear_scan_f32(batch, length, size, matrices.float, input.float, initial?.float, states.float)
        default:
            ck_matrix_linear_scan_f64(
                batch,
                length,
                size,
                matrices.double,
                input.double,
                initial?.double,
                states.double
            )
        }
        return states
    }

    /// States from zeros: those at odd places by a scan of half the length, those at even places from the ones before.
    private static func halved(_ input: Tensor, _ matrices: Tensor) -> Tensor {
        let (batch, length, size) = (input.shape[0], input.shape[1], input.shape[2])
        guard length > 1 else { return input }
        let pairs = length / 2
        let a = matrices.sliced(0..<(2 * pairs), axis: 1).reshaped([batch, pairs, 2, size, size])
        let b = input.sliced(0..<(2 * pairs), axis: 1).reshaped([batch, pairs, 2, size])
        let (evenA, oddA) = (a.selected(0, axis: 2), a.selected(1, axis: 2))
        let (evenB, oddB) = (b.selected(0, axis: 2), b.selected(1, axis: 2))
        func times(_ matrix: Tensor, _ vector: Tensor) -> Tensor { matrix.matmul(vector.expanded(at: -1)).squeezed(-1) }
        let odd = halved(times(oddA, evenB) + oddB, oddA.matmul(evenA))
        let before = previousStates(odd, nil)
        let even = times(evenA, before) + evenB
        let joined = Tensor.stacked([even, odd], axis: 2).reshaped([batch, 2 * pairs, size])
        guard length % 2 == 1 else { return joined }
        let last = times(matrices.selected(length - 1, axis: 1), odd.selected(pairs - 1, axis: 1))
        return Tensor.concatenated(
            [joined, last.expanded(at: 1) + input.sliced((length - 1)..<length, axis: 1)],
            axis: 1
        )
    }
}
