/// Chooses the level's version of each scan.
#include "ck_matrix_scan.h"

#include "dispatch/table.h"
#include "matrixscan/sizes.h"

#define DEFINE(NAME, REAL)                                                                                             \
    CK_TABLE(matrix_scan, NAME, void(const ck_matrix_scan_##NAME *))                                                   \
    CK_TABLE(matrix_decay_gradient, NAME,                                                                              \
             void(long, long, long, long, long, long, bool, bool, const REAL *, const REAL *, const REAL *,            \
                  const REAL *, const REAL *, REAL *))                                                                 \
    CK_TABLE(rank_one_forward, NAME, void(const ck_rank_one_scan_##NAME *, REAL *, REAL *, REAL *))                    \
    CK_TABLE(rank_one_backward, NAME,                                                                                  \
             void(const ck_rank_one_scan_##NAME *, const REAL *, const REAL *, const REAL *,                           \
                  const ck_rank_one_gradients_##NAME *))                                                               \
    void ck_run_matrix_scan_##NAME(const ck_matrix_scan_##NAME *scan) { CK_CALL(matrix_scan, NAME)(scan); }            \
    void ck_matrix_decay_gradient_##NAME(long batch, long length, long heads, long width, long after_share,            \
                                         long before_share, bool sums, bool exclusive, const REAL *after,              \
                                         const REAL *after_gradient, const REAL *before, const REAL *before_gradient,  \
                                         const REAL *end, REAL *gradient) {                                            \
        CK_CALL(matrix_decay_gradient, NAME)                                                                           \
        (batch, length, heads, width, after_share, before_share, sums, exclusive, after, after_gradient, before,       \
         before_gradient, end, gradient);                                                                              \
    }                                                                                                                  \
    void ck_rank_one_scan_forward_##NAME(const ck_rank_one_scan_##NAME *scan, REAL *output, REAL *final,               \
                                         REAL *checkpoints) {                                                          \
        CK_CALL(rank_one_forward, NAME)(scan, output, final, checkpoints);                                             \
    }                                                                                                                  \
    void ck_rank_one_scan_backward_##NAME(const ck_rank_one_scan_##NAME *scan, const REAL *checkpoints,                \
                                          const REAL *gradient_output, const REAL *gradient_final,                     \
                                          const ck_rank_one_gradients_##NAME *gradients) {                             \
        CK_CALL(rank_one_backward, NAME)(scan, checkpoints, gradient_output, gradient_final, gradients);               \
    }

DEFINE(f32, float)
DEFINE(f64, double)

long ck_rank_one_checkpoint_count(long batch, long length, long heads, long rows, long lanes) {
    return batch * heads * ((length + CK_RANK_ONE_STEPS - 1) / CK_RANK_ONE_STEPS) * rows * lanes;
}
