/// Chooses the level's version of each scan.
#include "ck_scan.h"

#include "dispatch/table.h"
#include "scan/sizes.h"

/// `NAME` is the end of the public names, `KIND` the beginning of the kernels' names.
#define DEFINE_LINEAR(NAME, KIND, REAL_NAME, REAL)                                                                     \
    CK_TABLE(KIND##_scan, REAL_NAME,                                                                                   \
             void(long, long, long, const REAL *, ck_decay, const REAL *, const REAL *, REAL *, REAL *))               \
    CK_TABLE(KIND##_scan_backward, REAL_NAME,                                                                          \
             void(long, long, long, const REAL *, ck_decay, const REAL *, const REAL *, const REAL *, const REAL *,    \
                  REAL *, REAL *, REAL *))                                                                             \
    void ck_linear_scan##NAME(long batch, long length, long width, const REAL *decay, ck_decay layout,                 \
                              const REAL *input, const REAL *initial, REAL *states, REAL *final) {                     \
        CK_CALL(KIND##_scan, REAL_NAME)(batch, length, width, decay, layout, input, initial, states, final);           \
    }                                                                                                                  \
    void ck_linear_scan_backward##NAME(long batch, long length, long width, const REAL *decay, ck_decay layout,        \
                                       const REAL *states, const REAL *initial, const REAL *gradient_states,           \
                                       const REAL *gradient_final, REAL *gradient_decay, REAL *gradient_input,         \
                                       REAL *gradient_initial) {                                                       \
        CK_CALL(KIND##_scan_backward, REAL_NAME)(batch, length, width, decay, layout, states, initial,                 \
                                                 gradient_states, gradient_final, gradient_decay, gradient_input,      \
                                                 gradient_initial);                                                    \
    }

DEFINE_LINEAR(_f32, linear, f32, float)
DEFINE_LINEAR(_f64, linear, f64, double)
DEFINE_LINEAR(_complex_f32, complex, f32, float)
DEFINE_LINEAR(_complex_f64, complex, f64, double)

#define DEFINE_LOG_SUM(REAL_NAME, REAL)                                                                                \
    CK_TABLE(log_cumulative_sum, REAL_NAME, void(long, long, long, const REAL *, const REAL *, REAL *))                \
    CK_TABLE(log_cumulative_sum_backward, REAL_NAME,                                                                   \
             void(long, long, long, const REAL *, const REAL *, const REAL *, const REAL *, REAL *, REAL *))           \
    void ck_log_cumulative_sum_##REAL_NAME(long batch, long length, long width, const REAL *x, const REAL *initial,    \
                                           REAL *z) {                                                                  \
        CK_CALL(log_cumulative_sum, REAL_NAME)(batch, length, width, x, initial, z);                                   \
    }                                                                                                                  \
    void ck_log_cumulative_sum_backward_##REAL_NAME(long batch, long length, long width, const REAL *x,                \
                                                    const REAL *initial, const REAL *z, const REAL *gradient,          \
                                                    REAL *gradient_x, REAL *gradient_initial) {                        \
        CK_CALL(log_cumulative_sum_backward, REAL_NAME)                                                                \
        (batch, length, width, x, initial, z, gradient, gradient_x, gradient_initial);                                 \
    }

DEFINE_LOG_SUM(f32, float)
DEFINE_LOG_SUM(f64, double)

#define DEFINE_SELECTIVE(REAL_NAME, REAL)                                                                              \
    CK_TABLE(selective_forward, REAL_NAME, void(const ck_selective_scan_##REAL_NAME *, REAL *, REAL *, REAL *))        \
    CK_TABLE(selective_backward, REAL_NAME,                                                                            \
             void(const ck_selective_scan_##REAL_NAME *, const REAL *, const REAL *, const REAL *,                     \
                  const ck_selective_scan_gradients_##REAL_NAME *))                                                    \
    CK_TABLE(selective_step, REAL_NAME, void(const ck_selective_scan_##REAL_NAME *, REAL *, REAL *))                   \
    void ck_selective_scan_forward_##REAL_NAME(const ck_selective_scan_##REAL_NAME *scan, REAL *y, REAL *final,        \
                                               REAL *checkpoints) {                                                    \
        CK_CALL(selective_forward, REAL_NAME)(scan, y, final, checkpoints);                                            \
    }                                                                                                                  \
    void ck_selective_scan_backward_##REAL_NAME(const ck_selective_scan_##REAL_NAME *scan, const REAL *checkpoints,    \
                                                const REAL *gradient_y, const REAL *gradient_final,                    \
                                                const ck_selective_scan_gradients_##REAL_NAME *gradients) {            \
        CK_CALL(selective_backward, REAL_NAME)(scan, checkpoints, gradient_y, gradient_final, gradients);              \
    }                                                                                                                  \
    void ck_selective_scan_step_##REAL_NAME(const ck_selective_scan_##REAL_NAME *scan, REAL *state, REAL *y) {         \
        CK_CALL(selective_step, REAL_NAME)(scan, state, y);                                                            \
    }

DEFINE_SELECTIVE(f32, float)
DEFINE_SELECTIVE(f64, double)

long ck_selective_scan_checkpoint_count(long batch, long length, long width, long states) {
    const long chunks = (length + CK_SCAN_STEPS - 1) / CK_SCAN_STEPS;
    const long padded = (width + CK_SCAN_CHANNEL_PADDING - 1) / CK_SCAN_CHANNEL_PADDING * CK_SCAN_CHANNEL_PADDING;
    return batch * chunks * states * padded;
}

#define DEFINE_WKV(REAL_NAME, REAL)                                                                                    \
    CK_TABLE(wkv_forward, REAL_NAME, void(const ck_wkv_##REAL_NAME *, REAL *, REAL *, REAL *, REAL *))                 \
    CK_TABLE(wkv_backward, REAL_NAME,                                                                                  \
             void(const ck_wkv_##REAL_NAME *, const REAL *, const REAL *, const REAL *, const REAL *,                  \
                  const ck_wkv_gradients_##REAL_NAME *))                                                               \
    void ck_wkv_forward_##REAL_NAME(const ck_wkv_##REAL_NAME *call, REAL *output, REAL *final, REAL *log_sums,         \
                                    REAL *means) {                                                                     \
        CK_CALL(wkv_forward, REAL_NAME)(call, output, final, log_sums, means);                                         \
    }                                                                                                                  \
    void ck_wkv_backward_##REAL_NAME(const ck_wkv_##REAL_NAME *call, const REAL *log_sums, const REAL *means,          \
                                     const REAL *gradient, const REAL *gradient_final,                                 \
                                     const ck_wkv_gradients_##REAL_NAME *gradients) {                                  \
        CK_CALL(wkv_backward, REAL_NAME)(call, log_sums, means, gradient, gradient_final, gradients);                  \
    }

DEFINE_WKV(f32, float)
DEFINE_WKV(f64, double)

#define DEFINE_MATRIX(REAL_NAME, REAL)                                                                                 \
    CK_TABLE(matrix_linear_scan, REAL_NAME, void(long, long, long, const REAL *, const REAL *, const REAL *, REAL *))  \
    void ck_matrix_linear_scan_##REAL_NAME(long batch, long length, long size, const REAL *matrices, const REAL *input, \
                                    const REAL *initial, REAL *states) {                                               \
        CK_CALL(matrix_linear_scan, REAL_NAME)(batch, length, size, matrices, input, initial, states);                 \
    }

DEFINE_MATRIX(f32, float)
DEFINE_MATRIX(f64, double)

#define DEFINE_MODAL(REAL_NAME, REAL)                                                                                  \
    CK_TABLE(modal_scan, REAL_NAME, void(const ck_modal_##REAL_NAME *, REAL *, REAL *))                                \
    void ck_modal_scan_##REAL_NAME(const ck_modal_##REAL_NAME *call, REAL *state, REAL *output) {                      \
        CK_CALL(modal_scan, REAL_NAME)(call, state, output);                                                           \
    }

DEFINE_MODAL(f32, float)
DEFINE_MODAL(f64, double)
