import ContinuoTensor

/// Heads that mix outer products of keys and values along time, as MultiHyena and H3 do:
///
///     z_t = k_t v_tᵀ  (N × N for each of M heads),   y_t = q_t · (h^m * z + b^m z)_t
///
/// One filter serves all N² numbers of a head. With heads of width 1 this is q ⊙ (h * (k ⊙ v) + b k ⊙ v).
struct OuterProduct {
    let heads: Int
    let headWidth: Int

    /// Rows of the convolution for each row of the input.
    var copies: Int { headWidth * headWidth }

    /// - Parameters:
    ///   - query, key, value: `[batch, length, heads · headWidth]`.
    ///   - bias: `[heads]`.
    func mix(
        _ query: Tensor,
        _ key: Tensor,
        _ value: Tensor,
        _ place: Int,
        _ filter: any LongFilter,
        bias: Tensor,
        _ pass: inout ConvolutionPass
    ) -> Tensor {
        guard headWidth > 1 else {
            let z = key * value
            return query * (pass.convolve(place, z, filter) + z * bias)
        }
        let (batch, length, side) = (query.shape[0], query.shape[1], headWidth)
        // [batch, length, heads, N, 1] ⊙ [batch, length, heads, 1, N]
        let products = key.reshaped([batch, length, heads, side, 1]) * value.reshaped([batch, length, heads, 1, side])
        let series = products.reshaped([batch, length, heads * copies])
        let convolved = pass.convolve(place, series, filter, copies: copies).reshaped(products.shape)
        let mixed = convolved + products * bias.reshaped([heads, 1, 1])
        return (query.reshaped([batch, length, heads, side, 1]) * mixed).sum(axis: 3).joinedHeads
    }
}
