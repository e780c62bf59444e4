/// Scans: first-order diagonal linear recurrences, real and complex, and the selective scan of Mamba-1, each with its
/// adjoint. Results have the same bits for every thread count. Sizes may be zero. Arrays are packed, row-major, and
/// must not overlap unless said. A gradient pointer that is NULL is not wanted; the others are written over, not added
/// to.
#ifndef CK_SCAN_H
#define CK_SCAN_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How the decay of a linear recurrence is laid out: one for each step, [batch, length, width], or one for each
/// channel, constant over time and batch, [width].
typedef enum { CK_DECAY_PER_STEP = 0, CK_DECAY_PER_CHANNEL = 1 } ck_decay;

/// Linear recurrence h[t] = decay[t] * h[t-1] + input[t] over [batch, length, width].
///
/// `initial` [batch, width]: the state before the first step; NULL means zero. `states` [batch, length, width]: every
/// state; may be `input`. `final` [batch, width] or NULL: the last state (the initial one when length is 0); may be
/// `initial`. In the complex forms every element is a (real, imaginary) pair, and `width` counts pairs.
///
/// The adjoint takes the gradient of all states and, unless NULL, of the final state. `gradient_input` is needed (it
/// holds the running adjoint g[t] = gradient[t] + conj(decay[t+1]) g[t+1]) and may be `gradient_states`. The gradient
/// of a complex element is dLoss/dReal + i dLoss/dImaginary.
#define CK_DECLARE_LINEAR_SCAN(NAME, REAL)                                                                             \
    void ck_linear_scan##NAME(long batch, long length, long width, const REAL *decay, ck_decay layout,                 \
                              const REAL *input, const REAL *initial, REAL *states, REAL *final);                      \
    void ck_linear_scan_backward##NAME(long batch, long length, long width, const REAL *decay, ck_decay layout,        \
                                       const REAL *states, const REAL *initial, const REAL *gradient_states,           \
                                       const REAL *gradient_final, REAL *gradient_decay, REAL *gradient_input,         \
                                       REAL *gradient_initial);

CK_DECLARE_LINEAR_SCAN(_f32, float)
CK_DECLARE_LINEAR_SCAN(_f64, double)
CK_DECLARE_LINEAR_SCAN(_complex_f32, float)
CK_DECLARE_LINEAR_SCAN(_complex_f64, double)

/// z[t] = ln(e^z[t-1] + e^x[t]) over [batch, length, width], without overflow. `initial` [batch, width] is z before the
/// first step; NULL for the logarithm of zero. `z` may be `x`. The adjoint takes z's gradient; `gradient_initial` may be
/// NULL.
#define CK_DECLARE_LOG_CUMULATIVE_SUM(SUFFIX, REAL)                                                                    \
    void ck_log_cumulative_sum##SUFFIX(long batch, long length, long width, const REAL *x, const REAL *initial,        \
                                       REAL *z);                                                                       \
    void ck_log_cumulative_sum_backward##SUFFIX(long batch, long length, long width, const REAL *x,                    \
                                                const REAL *initial, const REAL *z, const REAL *gradient,              \
                                                REAL *gradient_x, REAL *gradient_initial);

CK_DECLARE_LOG_CUMULATIVE_SUM(_f32, float)
CK_DECLARE_LOG_CUMULATIVE_SUM(_f64, double)

/// The selective scan of Mamba-1 (Gu and Dao, 2023), for each channel e and state n:
///
///     step[t]  = softplus(delta[t] + delta_bias)            (bias and softplus optional)
///     h[t]     = exp(-exp(a_log) * step[t]) * h[t-1] + step[t] * x[t] * b[t]
///     y[t]     = (sum over n of h[t] * c[t] + d * x[t]) * SiLU(gate[t])     (d and gate optional)
///
/// The same with the decay of Longhorn (Liu et al., 2024), `longhorn` set and `a_log` NULL: b is the key,
///
///     h[t]     = (1 - step[t] * b[t]^2) * h[t-1] + step[t] * x[t] * b[t]
///
/// A `*_stride` is the distance, in elements, between consecutive positions of that array (the first position of the
/// next sequence follows as if it were the next position), so that an array may be a slice of a wider projection; 0
/// means packed.
///
/// The decay is passed as `a_log`, A = -exp(a_log), and its gradient is that of `a_log`.
#define CK_DECLARE_SELECTIVE_SCAN(SUFFIX, REAL)                                                                        \
    typedef struct {                                                                                                   \
        long batch, length, width, states;                                                                             \
        const REAL *x;          /* [batch, length, width] */                                                           \
        const REAL *delta;      /* [batch, length, width] */                                                           \
        const REAL *delta_bias; /* [width] or NULL */                                                                  \
        const REAL *a_log;      /* [width, states]; NULL for Longhorn */                                               \
        const REAL *b;          /* [batch, length, states] */                                                          \
        const REAL *c;          /* [batch, length, states] */                                                          \
        const REAL *d;          /* [width] or NULL */                                                                  \
        const REAL *gate;       /* [batch, length, width] or NULL */                                                   \
        const REAL *initial;    /* [batch, width, states]; NULL means zero */                                          \
        long x_stride, delta_stride, b_stride, c_stride, gate_stride;                                                  \
        bool softplus;                                                                                                 \
        bool longhorn;                                                                                                 \
    } ck_selective_scan##SUFFIX;                                                                                       \
                                                                                                                       \
    /** Gradients, shaped as their inputs, each with its own position stride (0: packed); NULL: not wanted. */         \
    typedef struct {                                                                                                   \
        REAL *x, *delta, *delta_bias, *a_log, *b, *c, *d, *gate, *initial;                                             \
        long x_stride, delta_stride, b_stride, c_stride, gate_stride;                                                  \
    } ck_selective_scan_gradients##SUFFIX;                                                                             \
                                                                                                                       \
    /** Whole sequences. `y` [batch, length, width] packed; `final` [batch, width, states] or NULL, may be `initial`;  \
        `checkpoints` has ck_selective_scan_checkpoint_count elements, NULL when no gradient will be asked for. */     \
    void ck_selective_scan_forward##SUFFIX(const ck_selective_scan##SUFFIX *scan, REAL *y, REAL *final,                \
                                           REAL *checkpoints);                                                         \
                                                                                                                       \
    /** The adjoint: states are computed again from the checkpoints of the forward call with the same `scan`.          \
        `gradient_final` may be NULL. */                                                                               \
    void ck_selective_scan_backward##SUFFIX(const ck_selective_scan##SUFFIX *scan, const REAL *checkpoints,            \
                                            const REAL *gradient_y, const REAL *gradient_final,                        \
                                            const ck_selective_scan_gradients##SUFFIX *gradients);                     \
                                                                                                                       \
    /** One position (`scan->length` and `scan->initial` are not looked at): reads and updates `state`                 \
        [batch, width, states] in place and writes `y` [batch, width]. */                                              \
    void ck_selective_scan_step##SUFFIX(const ck_selective_scan##SUFFIX *scan, REAL *state, REAL *y);

CK_DECLARE_SELECTIVE_SCAN(_f32, float)
CK_DECLARE_SELECTIVE_SCAN(_f64, double)

/// Elements that the forward pass saves for the adjoint: one state for every 32 steps, width x states / 32 per
/// position.
long ck_selective_scan_checkpoint_count(long batch, long length, long width, long states);

/// Linear recurrence of vectors h[t] = matrix[t] h[t-1] + input[t]. `matrices` [batch, length, size, size]; `input` and
/// `states` [batch, length, size], not the same; `initial` [batch, size] or NULL for zero.
void ck_matrix_linear_scan_f32(long batch, long length, long size, const float *matrices, const float *input,
                        const float *initial, float *states);
void ck_matrix_linear_scan_f64(long batch, long length, long size, const double *matrices, const double *input,
                        const double *initial, double *states);

/// The weighted mean of RWKV-4 (Peng et al., 2023), channel by channel. With weights e^(-(t-1-i) decay + key[i]) of the
/// past i < t and e^(bonus + key[t]) of the present, output[t] is the weighted mean of the values.
///
/// The state is what the past weighs, as the logarithm of the weights' sum L, and its mean M: neither overflows.
///
///     output[t] = M + s (value[t] - M),  s = sigmoid(bonus + key[t] - L)
///     M        <- M + z (value[t] - M),  z = sigmoid(key[t] - L + decay);   L <- ln(e^(L - decay) + e^key[t])
///
/// The initial and the final state are [batch, 2, width], L before M; with nothing read L is CK_WKV_EMPTY.
#define CK_WKV_EMPTY -1e30

#define CK_DECLARE_WKV(SUFFIX, REAL)                                                                                   \
    typedef struct {                                                                                                   \
        long batch, length, width;                                                                                     \
        const REAL *key, *value;   /* [batch, length, width] */                                                        \
        const REAL *decay, *bonus; /* [width] */                                                                       \
        const REAL *initial;       /* [batch, 2, width]; NULL: nothing read */                                         \
    } ck_wkv##SUFFIX;                                                                                                  \
                                                                                                                       \
    /** Gradients, shaped as their inputs; only `initial` may be NULL. */                                              \
    typedef struct {                                                                                                   \
        REAL *key, *value, *decay, *bonus, *initial;                                                                   \
    } ck_wkv_gradients##SUFFIX;                                                                                        \
                                                                                                                       \
    /** `output` [batch, length, width]; `final` [batch, 2, width]; `log_sums` and `means`, shaped as the output, are  \
        every L and M for the adjoint, NULL when no gradient will be asked for. */                                     \
    void ck_wkv_forward##SUFFIX(const ck_wkv##SUFFIX *call, REAL *output, REAL *final, REAL *log_sums, REAL *means);   \
                                                                                                                       \
    /** `gradient_final` may be NULL. */                                                                               \
    void ck_wkv_backward##SUFFIX(const ck_wkv##SUFFIX *call, const REAL *log_sums, const REAL *means,                  \
                                 const REAL *gradient, const REAL *gradient_final,                                     \
                                 const ck_wkv_gradients##SUFFIX *gradients);

CK_DECLARE_WKV(_f32, float)
CK_DECLARE_WKV(_f64, double)

/// Recurrences of a few complex modes, the same for all `copies` of a channel:
///
///     output[t] = direct u[t] + Re sum_n residue_n s_n;   s_n <- pole_n s_n + u[t]
///
/// Without gradients: whole sequences are convolved instead.
#define CK_MODAL_GROUP 16

#define CK_DECLARE_MODAL(SUFFIX, REAL)                                                                                 \
    typedef struct {                                                                                                   \
        long batch, length, channels, copies, modes;                                                                   \
        const REAL *input;            /* u, [batch, length, channels, copies] */                                       \
        const REAL *poles, *residues; /* [channels, modes, 2], real parts first */                                     \
        const REAL *direct;           /* [channels] */                                                                 \
    } ck_modal##SUFFIX;                                                                                                \
                                                                                                                       \
    /** Reads and updates `state` [batch, modes, 2, channels, copies]; `output` is shaped as the input and is not it. */ \
    void ck_modal_scan##SUFFIX(const ck_modal##SUFFIX *call, REAL *state, REAL *output);

CK_DECLARE_MODAL(_f32, float)
CK_DECLARE_MODAL(_f64, double)

#ifdef __cplusplus
}
#endif
#endif
