/// Scaled dot-product attention, forward and backward, with memory linear in the length.
///
///     s_ij = scale · ⟨q_i, k_j⟩ + b_ij     (with a soft cap c: c · tanh(scale · ⟨q_i, k_j⟩ / c) + b_ij)
///     p_ij = exp(s_ij − lse_i) over the keys that query i sees;   lse_i = log Σ_j exp(s_ij)
///     o_i  = Σ_j p_ij v_j
///
/// The forward pass keeps one number a row (`lse`); the backward pass computes the probabilities again from it. Work is cut
/// into tiles of 64 queries × 64 keys with a running softmax, and tiles that nobody sees are skipped.
/// Source: Dao, Fu, Ermon, Rudra, Ré 2022 (FlashAttention); Milakov, Gimelshein 2018 (online softmax).
///
/// Which keys query `i` of a batch row sees, with `a = i + offset` its place among the keys:
/// - `j < key_length`, and `j < key_lengths[row]` when given;
/// - causal: `j ≤ a`;
/// - window w > 0: `a − j < w`, and without `causal` also `j − a < w`;
/// - mask: `mask[row · mask_batch_stride + i · mask_position_stride + j] ≠ 0`.
///
/// The bias of (row, head, query i, key j) is element `row · batch + head · head stride + i · position + j` of `bias` by its strides.
/// A batch stride of 0 gives all rows the same. The position stride says of what it is a function: `key_length` or more: of
/// query and key; 0: of the key alone; −1: of their distance, `bias` then points to the element for j = i = 0, with
/// `query_length − 1` elements before it and `key_length − 1` behind. The gradient has a part of its own for each row and
/// chunk of keys while it is computed; a bias by distance or by key keeps these small.
///
/// A query that sees no key gives zeros, `lse` = −∞ and zero gradients. Keys at and beyond `key_lengths[row]` are never
/// read. Results do not depend on the number of threads.
#ifndef CK_ATTENTION_H
#define CK_ATTENTION_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Where element (row, position, head, 0) of an operand lies, in elements; the `head_dimension` elements are adjacent.
/// A slice of a fused projection `[batch, length, (Hq + 2·Hkv) · D]` has position stride `(Hq + 2·Hkv) · D`, head stride `D`.
typedef struct {
    long batch, position, head;
} ck_attention_strides;

/// Shapes, strides and visibility. `ck_attention_make` fills in the defaults.
typedef struct {
    long batch;
    long query_heads;     ///< a multiple of `key_heads`; query head h reads key head h / (query_heads / key_heads)
    long key_heads;
    long query_length;
    long key_length;      ///< below 2^31
    long head_dimension;  ///< 1 ... 256
    ck_attention_strides q, k, v, o;
    double scale;
    bool causal;
    long offset;                   ///< query i stands at key position i + offset
    const int32_t *query_offsets;  ///< per batch row, instead of `offset`; or null
    long window;                   ///< 0: none
    const uint8_t *mask;           ///< or null
    long mask_batch_stride;        ///< 0: one mask for all rows
    long mask_position_stride;
    const int32_t *key_lengths;    ///< per batch row; or null
    double soft_cap;               ///< 0: none
    const void *bias;              ///< b, in the operands' element type; or null
    ck_attention_strides bias_strides;
    void *bias_gradient;           ///< backward only: what b's gradient is added to, with b's strides; or null
} ck_attention;

/// Contiguous operands `[batch, length, heads, head dimension]`, scale 1/√D, bidirectional, offset Tk − Tq, no mask.
ck_attention ck_attention_make(
    long batch, long query_heads, long key_heads, long query_length, long key_length, long head_dimension);

/// `o` from `q`, `k`, `v`; `lse` is `[batch, query_heads, query_length]` in nats, or null when no gradient follows.
/// Up to 16 queries a row take a path of their own that is bound by reading keys and values once (decoding from a cache);
/// there a query's result has the same bits whatever other queries stand beside it.
void ck_attention_forward_f32(
    const ck_attention *shape, const float *q, const float *k, const float *v, float *o, float *lse);
/// As `ck_attention_forward_f32`, with keys and values as a cache stores them: `format` is F32, F16 or Q8_0 of
/// `ck_weight_format`. Strides count elements; for Q8_0 they and the head dimension are multiples of 32. The results are
/// those of the numbers that the stored ones stand for, to the bit.
void ck_attention_forward_stored(
    const ck_attention *shape, int32_t format, const float *q, const void *k, const void *v, float *o, float *lse);
void ck_attention_forward_f64(
    const ck_attention *shape, const double *q, const double *k, const double *v, double *o, double *lse);

/// Gradients from the forward pass's operands and results. `o_gradient` has the strides of `o`, the results those of `q`,
/// `k` and `v`; they are overwritten (all `key_length` rows, also those that nobody sees) and may be slices of one buffer.
void ck_attention_backward_f32(
    const ck_attention *shape, const float *q, const float *k, const float *v, const float *o, const float *lse,
    const float *o_gradient, float *q_gradient, float *k_gradient, float *v_gradient);
void ck_attention_backward_f64(
    const ck_attention *shape, const double *q, const double *k, const double *v, const double *o, const double *lse,
    const double *o_gradient, double *q_gradient, double *k_gradient, double *v_gradient);

#ifdef __cplusplus
}
#endif
#endif
