/// What multiplies the matrix that linear attention remembers, before each position is written into it. All are given as
/// logarithms, which are at most 0 where the memory fades.
public enum MatrixDecay: Sendable {
    /// Nothing is forgotten.
    case none
    /// One for each head, constant: `[heads]`.
    case head(Tensor)
    /// One for each position and head: `[batch, length, heads]`.
    case step(Tensor)
    /// One for each element of the keys: `[batch, length, heads, key width]`; heads may share them.
    case keys(Tensor)
    /// One for each element of the values: `[batch, length, heads, value width]`; heads may share them.
    case values(Tensor)

    /// The logarithms; nil for none.
    var logarithms: Tensor? {
        switch self {
        case .none: nil
        case .head(let decay), .step(let decay), .keys(let decay), .values(let decay): decay
        }
    }

    /// The same with other logarithms.
    func with(_ logarithms: (Tensor) -> Tensor) -> MatrixDecay {
        switch self {
        case .none: .none
        case .head(let decay): .head(logarithms(decay))
        case .step(let decay): .step(logarithms(decay))
        case .keys(let decay): .keys(logarithms(decay))
        case .values(let decay): .values(logarithms(decay))
        }
    }

    /// The same decay of the transposed memory.
    var transposed: MatrixDecay {
        switch self {
        case .keys(let decay): .values(decay)
        case .values(let decay): .keys(decay)
        default: self
        }
    }
}

/// Linear attention: each head remembers a matrix, to which every position adds the outer product of its key and value.
///
///     S_t = A_t S_{t−1} + k_tᵀ v_t        o_t = q_t S_t
///
/// with a decay A_t of `MatrixDecay`: none (Katharopoulos et al. 2020), one for each head (RetNet, Sun et al. 2023; Mamba-2,
/// Dao and Gu 2024) or one for each key element (GLA, Yang et al. 2024). One operation with one adjoint, which keeps nothing
/// but inputs and output: the gradients of queries, keys and values are such sums themselves.
///
/// - Parameters:
///   - queries: `[batch, length, heads, key width]`.
///   - keys: `[batch, length, heads, key width]`.
///   - values: `[batch, length, heads, value width]`. The numbers of heads of the three may differ: each divides the
///     greatest, and neighbouring heads share a vector.
///   - initial: S before the first position, `[batch, heads, key width, value width]`; zeros when nil.
///   - readsBefore: o_t = q_t S_{t−1} instead: a position does not see itself.
/// - Returns: o `[batch, length, heads, value width]`, and S behind the last position.
/// - Complexity: O(length · heads · key width · value width) time; no memory beyond inputs and output.
public func linearAttention(
    queries: Tensor,
    keys: Tensor,
    values: Tensor,
    decay: MatrixDecay = .none,
    initial: Tensor? = nil,
    readsBefore: Bool = false
) -> (output: Tensor, final: Tensor) {
    let scan = MatrixScan(
        read: queries,
        row: keys,
        lane: values,
        decay: decay,
        initial: initial,
        exclusive: readsBefore
    )
    let inputs = [queries, keys, values] + [decay.logarithms, initial].compactMap { $0 }
    let (output, final) = scan.detached.run()
    guard Tensor.isRecording(inputs) else { return (output, final) }
    let adjoint = LinearAttentionAdjoint(
        scan: scan.detached,
        output: output,
        final: final,
        wantsValues: values.isTracked || initial?.isTracked ?? false,
        wantsQueries: queries.isTracked,
        wantsKeys: keys.isTracked,
        wantsDecay: decay.logarithms?.isTracked ?? false
    )
    let results = Tensor.record([output, final], inputs: inputs) { adjoint($0[0], $0[1]) }
    return (results[0], results[1])
}

/// The gradients of one call.
private struct LinearAttentionAdjoint: @unchecked Sendable {
    let scan: MatrixScan
    let output: Tensor
    let final: Tensor
    let wantsValues: Bool
    let wantsQueries: Bool
    let wantsKeys: Bool
    let wantsDecay: Bool

    /// Gradients of queries, keys, values, and of decays and initial state where there are any.
    func callAsFunction(_ outer: Tensor?, _ outerFinal: Tensor?) -> [Tensor?] {
        let outer = outer ?? Tensor.zeros(output.shape, output.elementType)
        let decaysValues = if case .values = scan.decay { true } else { false }
        let decaysKeys = wantsDecay && !decaysValues
        let values = wantsValues || (wantsDecay && decaysValues) ? ofValues(outer, outerFinal) : nil
        let queries = wantsQueries || decaysKeys ? ofQueries(outer) : nil
        let keys = wantsKeys || decaysKeys ? ofKeys(outer, outerFinal) : nil
        var results: [Tensor?] = [
            queries.map { reduced($0, to: scan.read) }, keys.map { reduced($0, to: scan.row) },
            values.map { reduced($0.0, to: scan.lane) },
        ]
        if let decay = scan.decay.logarithms {
            var gradient: Tensor?
            if wantsDecay, decaysValues, let values {
                let end = outerFinal.map { (final * $0).sum(axis: 2) }
                gradient = reduced(
                    decayGradient(after: output, outer, before: scan.lane, values.0, end, sums: false),
                    to: decay
                )
            } else if wantsDecay, let queries, let keys {
                let end = outerFinal.map { (final * $0).sum(axis: 3) }
                var isOfKeys = false
                if case .keys = scan.decay { isOfKeys = true }
                let all = decayGradient(after: scan.read, queries, before: scan.row, keys, end, sums: !isOfKeys)
                gradient = isOfKeys ? reduced(all, to: decay) : decay.rank == 1 ? all.sum(axis: 0).sum(axis: 0) : all
            }
            results.append(gradient)
        }
        if scan.initial != nil { results.append(values?.1) }
        return results
    }

    private func ofValues(_ outer: Tensor, _ outerFinal: Tensor?) -> (Tensor, Tensor) {
        var adjoint = scan
        (adjoint.read, adjoint.row, adjoint.lane) = (scan.row, scan.read, outer)
        (adjoint.initial, adjoint.reverse) = (outerFinal, true)
        return adjoint.run()
    }

    private func ofQueries(_ outer: Tensor) -> Tensor {
        var adjoint = scan
        (adjoint.read, adjoint.row, adjoint.lane) = (outer, scan.lane, scan.row)
        (adjoint.initial, adjoint.decay) = (scan.initial?.transposed(), scan.decay.transposed)
        return adjoint.run().output
    }

    private func ofKeys(_ outer: Tensor, _ outerFinal: Tensor?) -> Tensor {
        var adjoint = scan
        (adjoint.read, adjoint.row, adjoint.lane) = (scan.lane, outer, scan.read)
        (adjoint.initial, adjoint.decay) = (outerFinal?.transposed(), scan.decay.transposed)
        adjoint.reverse = true
        return adjoint.run().output
    }

    private func decayGradient(
        after: Tensor,
        _ afterGradient: Tensor,
        before: Tensor,
        _ beforeGradient: Tensor,
        _ end: Tensor?,
        sums: Bool
    ) -> Tensor {
        scan.decayGradient(after: after, afterGradient, before: before, beforeGradient, end: end, sums: sums)
    }

    /// A gradient of each head summed over the heads that share `input`'s vectors.
    private func reduced(_ gradient: Tensor, to input: Tensor) -> Tensor {
        guard gradient.shape != input.shape else { return gradient }
        let shape = input.shape
        return gradient.reshaped([shape[0], shape[1], shape[2], gradient.shape[2] / shape[2], shape[3]]).sum(axis: 3)
    }
}
