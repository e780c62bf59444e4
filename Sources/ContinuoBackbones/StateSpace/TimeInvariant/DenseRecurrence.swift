import ContinuoTensor

/// A discrete system with a matrix of its own for each channel: `x_t = Ā x_{t−1} + B̄ u_t`, `y_t = C x_t` with M outputs.
///
/// Powers come by repeated squaring and what they are applied to by doubling: O(log length) batched products.
struct DenseRecurrence {
    /// Ā `[H, N, N]`, B̄ `[H, N]`, C `[H, M, N]`.
    let transition: Tensor
    let input: Tensor
    let output: Tensor

    var channels: Int { input.shape[0] }
    var order: Int { input.shape[1] }
    var heads: Int { output.shape[1] }

    /// Positions that are read at once from a state: bounds the memory of the powers.
    static let chunk = 128

    /// Ā^l B̄ for l in 0 ..< length, `[H, length, N]` (a Krylov matrix).
    func reachable(length: Int) -> Tensor {
        var rows = input.reshaped([channels, 1, order])
        var power = transition
        while true {
            if rows.shape[1] >= length { return rows.sliced(0..<length, axis: 1) }
            rows = Tensor.concatenated([rows, rows.matmul(power, transposeOther: true)], axis: 1)
            if rows.shape[1] < length { power = power.matmul(power) }
        }
    }

    /// C Ā^{l+1} for l in 0 ..< length, `[H, length, M, N]`.
    private func observed(length: Int) -> Tensor {
        var rows = output.matmul(transition).reshaped([channels, 1, heads, order])
        var power = transition
        while true {
            let count = rows.shape[1]
            if count >= length { return rows.sliced(0..<length, axis: 1) }
            let next = rows.reshaped([channels, count * heads, order]).matmul(power)
            rows = Tensor.concatenated([rows, next.reshaped([channels, count, heads, order])], axis: 1)
            if rows.shape[1] < length { power = power.matmul(power) }
        }
    }

    /// K `[H · M, length]`, K_l = C Ā^l B̄.
    func kernel(_ reachable: Tensor) -> Tensor {
        output.matmul(reachable, transposeOther: true).reshaped([channels * heads, reachable.shape[1]])
    }

    /// rows Ā^exponent of `rows` `[H, R, N]`.
    func applied(_ rows: Tensor, exponent: Int) -> Tensor {
        var (rows, power, rest) = (rows, transition, exponent)
        while rest > 0 {
            if rest & 1 == 1 { rows = rows.matmul(power) }
            rest >>= 1
            if rest > 0 { power = power.matmul(power) }
        }
        return rows
    }

    /// Reads `u` `[batch, length, H]` from `state` `[batch, H, N]`: y `[batch, length, H · M]` and the state that follows.
    func advance(_ u: Tensor, state: Tensor) -> (output: Tensor, state: Tensor) {
        var memory = state.transposed(0, 1)  // [H, batch, N]
        var outputs: [Tensor] = []
        var prepared: [Int: Passage] = [:]
        for start in stride(from: 0, to: u.shape[1], by: DenseRecurrence.chunk) {
            let end = Swift.min(start + DenseRecurrence.chunk, u.shape[1])
            let part = u.sliced(start..<end, axis: 1)
            guard end - start > 1 else {
                outputs.append(step(part, &memory))
                continue
            }
            let passage = prepared[end - start] ?? passage(length: end - start, like: memory)
            prepared[end - start] = passage
            outputs.append(read(part, &memory, passage))
        }
        return (Tensor.concatenated(outputs, axis: 1), memory.transposed(0, 1))
    }

    /// What reading so many positions at once takes: Ā^l B̄, C Ā^{l+1} `[H, length · M, N]`, and Ā^length.
    private struct Passage {
        let reachable: Tensor
        let observed: Tensor
        let carried: Tensor
    }

    private func passage(length: Int, like memory: Tensor) -> Passage {
        Passage(
            reachable: reachable(length: length),
            observed: observed(length: length).reshaped([channels, length * heads, order]),
            carried: applied(identity(memory), exponent: length)
        )
    }

    private func step(_ u: Tensor, _ memory: inout Tensor) -> Tensor {
        let batch = u.shape[0]
        let driven = u.reshaped([batch, channels]).transposed().reshaped([channels, batch, 1])
        memory = memory.matmul(transition, transposeOther: true) + driven * input.reshaped([channels, 1, order])
        let y = memory.matmul(output, transposeOther: true)  // [H, batch, M]
        return y.transposed(0, 1).reshaped([batch, 1, channels * heads])
    }

    private func read(_ u: Tensor, _ memory: inout Tensor, _ passage: Passage) -> Tensor {
        let (batch, length, width) = (u.shape[0], u.shape[1], channels * heads)
        let echo = memory.matmul(passage.observed, transposeOther: true)
            .reshaped([channels, batch, length, heads])
            .permuted([1, 2, 0, 3])
            .reshaped([batch, length, width])
        let repeated =
            heads == 1 ? u : u.expanded(at: 3).broadcast(to: u.shape + [heads]).reshaped([batch, length, width])
        let y = longConvolution(repeated, kernel: kernel(passage.reachable))
        let reversed = u.reversed(axis: 1).permuted([2, 0, 1])  // [H, batch, length]
        memory = memory.matmul(passage.carried, transposeOther: true) + reversed.matmul(passage.reachable)
        return y + echo
    }

    private func identity(_ like: Tensor) -> Tensor {
        Discretisation.identity(order).cast(to: like.elementType).broadcast(to: [channels, order, order])
    }
}
