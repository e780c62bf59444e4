/// Recurrences whose state is a matrix for each head, and their adjoints. Results have the same bits for every number of
/// threads. Sizes may be zero. Arrays are packed, row-major, and must not overlap. Decays are given as logarithms, so
/// that strong ones lose no digits; what is summed is never exponentiated.
#ifndef CK_MATRIX_SCAN_H
#define CK_MATRIX_SCAN_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Which part of the state a decay acts on, and how its logarithms are laid out.
typedef enum {
    CK_MATRIX_DECAY_NONE,
    CK_MATRIX_DECAY_HEAD,  /* one for each head, constant: [heads] */
    CK_MATRIX_DECAY_STEP,  /* one for each head and position: [batch, length, heads] */
    CK_MATRIX_DECAY_ROWS,  /* one for each row of the state: [batch, length, heads / share, rows] */
    CK_MATRIX_DECAY_LANES  /* one for each column of the state: [batch, length, heads / share, lanes] */
} ck_matrix_decay;

/// Decayed sums of outer products, for each sequence and head, with a state S of `rows` by `lanes`:
///
///     S[t] = decay[t] S[t-1] + row[t]^T lane[t]       output[t] = read[t] S[t]       (read[t] S[t-1] where `exclusive`)
///
/// A `*_share` is the number of neighbouring heads that have one vector of that array in common; such an array is
/// [batch, length, heads / share, size].
///
/// With `reverse` time runs backwards and decays act as in the adjoint of the forward scan: S[t] = decay[t+1] S[t+1] +
/// row[t]^T lane[t] (where `exclusive`: output[t] = read[t] S[t+1], S[t] = decay[t] S[t+1] + row[t]^T lane[t]), and
/// `final` is the gradient of the forward scan's initial state where `initial` is that of its final one. So all
/// gradients of a scan but the decays' are scans:
///
///     of `lane`: reversed, read = row, row = read, lane = the output's gradient
///     of `read`: forwards, read = the output's gradient, row = lane, lane = row, decay of rows and lanes exchanged
///     of `row`:  reversed, read = lane, row = the output's gradient, lane = read, decay of rows and lanes exchanged
#define CK_DECLARE_MATRIX_SCAN(SUFFIX, REAL)                                                                           \
    typedef struct {                                                                                                   \
        long batch, length, heads, rows, lanes;                                                                        \
        long read_share, row_share, lane_share, decay_share;                                                           \
        ck_matrix_decay layout;                                                                                        \
        bool reverse, exclusive;                                                                                       \
        const REAL *read;    /* [batch, length, heads / read_share, rows] */                                           \
        const REAL *row;     /* [batch, length, heads / row_share, rows] */                                            \
        const REAL *lane;    /* [batch, length, heads / lane_share, lanes] */                                          \
        const REAL *decay;   /* logarithms; see ck_matrix_decay */                                                     \
        const REAL *initial; /* [batch, heads, rows, lanes]; NULL: zero */                                             \
        REAL *output;        /* [batch, length, heads, lanes] */                                                       \
        REAL *final;         /* [batch, heads, rows, lanes] or NULL */                                                 \
    } ck_matrix_scan##SUFFIX;                                                                                          \
    void ck_run_matrix_scan##SUFFIX(const ck_matrix_scan##SUFFIX *scan);                                               \
                                                                                                                       \
    /** Gradients of logarithmic decays of a scan from those of the two arrays that the decay lies between: for one of \
        rows `after` is read and `before` row, for one of lanes `after` is the output and `before` lane:               \
                                                                                                                       \
            gradient[t] = sum over s >= t of after[s] * after_gradient[s] - before[s] * before_gradient[s]  (+ end)    \
                                                                                                                       \
        element by element, or summed over the elements where `sums` (one decay for a head). `exclusive`: the first    \
        product is of s + 1. The gradients and `end` [batch, heads, width] (or NULL), the final state times its        \
        gradient, are of each head, [batch, length, heads, width]; the arrays' heads may be shared. */                 \
    void ck_matrix_decay_gradient##SUFFIX(long batch, long length, long heads, long width, long after_share,           \
                                          long before_share, bool sums, bool exclusive, const REAL *after,             \
                                          const REAL *after_gradient, const REAL *before,                              \
                                          const REAL *before_gradient, const REAL *end, REAL *gradient);

CK_DECLARE_MATRIX_SCAN(_f32, float)
CK_DECLARE_MATRIX_SCAN(_f64, double)

/// The recurrence with a transition that is diagonal plus rank one, for each sequence and head:
///
///     S[t] = decay[t] S[t-1] + b[t]^T (c[t] S[t-1]) + k[t]^T v[t]       output[t] = q[t] S[t]
///
/// q, k, b, c [batch, length, heads, rows]; v, output [batch, length, heads, lanes]; states [batch, heads, rows, lanes];
/// decay of layout NONE, STEP or ROWS (share 1), as logarithms. The delta rule and RWKV-7 are of this form.
#define CK_DECLARE_RANK_ONE_SCAN(SUFFIX, REAL)                                                                         \
    typedef struct {                                                                                                   \
        long batch, length, heads, rows, lanes;                                                                        \
        ck_matrix_decay layout;                                                                                        \
        const REAL *q, *k, *v, *b, *c, *decay, *initial; /* decay and initial may be NULL */                           \
    } ck_rank_one_scan##SUFFIX;                                                                                        \
                                                                                                                       \
    /** Gradients, shaped as their inputs; `decay` where there is one; `initial` may be NULL. */                       \
    typedef struct {                                                                                                   \
        REAL *q, *k, *v, *b, *c, *decay, *initial;                                                                     \
    } ck_rank_one_gradients##SUFFIX;                                                                                   \
                                                                                                                       \
    /** `checkpoints` has ck_rank_one_checkpoint_count elements, NULL when no gradient will be asked for. */           \
    void ck_rank_one_scan_forward##SUFFIX(const ck_rank_one_scan##SUFFIX *scan, REAL *output, REAL *final,             \
                                          REAL *checkpoints);                                                          \
                                                                                                                       \
    /** States are computed again from the checkpoints. `gradient_final` may be NULL. */                               \
    void ck_rank_one_scan_backward##SUFFIX(const ck_rank_one_scan##SUFFIX *scan, const REAL *checkpoints,              \
                                           const REAL *gradient_output, const REAL *gradient_final,                    \
                                           const ck_rank_one_gradients##SUFFIX *gradients);

CK_DECLARE_RANK_ONE_SCAN(_f32, float)
CK_DECLARE_RANK_ONE_SCAN(_f64, double)

/// Elements that the forward pass of a rank-one scan saves for the adjoint: one state for every 16 positions.
long ck_rank_one_checkpoint_count(long batch, long length, long heads, long rows, long lanes);

#ifdef __cplusplus
}
#endif
#endif
