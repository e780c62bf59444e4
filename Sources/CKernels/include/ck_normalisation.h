/// Softmax, layer and root-mean-square normalisation, and cross-entropy over rows of a matrix [rows, width].
#ifndef CK_NORMALISATION_H
#define CK_NORMALISATION_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CK_DECLARE(REAL, real)                                                                                         \
    /* y = softmax(x), or log softmax(x) with `logarithm`; y may be x. */                                              \
    void ck_softmax_##real(const REAL *x, REAL *y, long rows, long width, int logarithm);                              \
    /* dx of the above from y and dy; dx may be dy. */                                                                 \
    void ck_softmax_adjoint_##real(const REAL *y, const REAL *dy, REAL *dx, long rows, long width, int logarithm);     \
    /* ln sum exp of each row. */                                                                                      \
    void ck_log_sum_exp_##real(const REAL *x, REAL *y, long rows, long width);                                         \
    /* Layer normalisation (Ba et al. 2016): y = (x - mean) / sqrt(variance + epsilon) * gain + bias. With `centred`   \
       = 0: root-mean-square normalisation (Zhang and Sennrich 2019), mean taken as 0. gain and bias may be NULL;      \
       statistics [rows, 2] receives mean and 1/sqrt(...). With `residual`, x + residual is normalised and also left   \
       in `sum`. */                                                                                                    \
    void ck_normalise_##real(const REAL *x, const REAL *residual, REAL *sum, const REAL *gain, const REAL *bias,       \
                             REAL *y, REAL *statistics, long rows, long width, REAL epsilon, int centred);             \
    /* Its adjoint. x is what was normalised. dx = gradient through the normalisation (+ extra, when not NULL).        \
       gain_gradient and bias_gradient may be NULL. */                                                                 \
    void ck_normalise_adjoint_##real(const REAL *x, const REAL *statistics, const REAL *gain, const REAL *dy,          \
                                     const REAL *extra, REAL *dx, REAL *gain_gradient, REAL *bias_gradient, long rows, \
                                     long width, int centred);                                                         \
    /* Cross-entropy of rows of logits against target ids with label smoothing: target distribution                    \
       (1 - smoothing) onehot + smoothing prior, prior uniform where NULL. loss[i] (unweighted, nats); rows whose      \
       target is negative have loss 0. With `make_gradient` the logits become the gradient of                          \
       sum_i weight[i] loss[i] (weight 1 where NULL). */                                                               \
    void ck_cross_entropy_##real(REAL *logits, const int32_t *target, const REAL *weight, const REAL *prior,           \
                                 REAL smoothing, REAL *loss, long rows, long width, int make_gradient);

CK_DECLARE(float, f32)
CK_DECLARE(double, f64)
#undef CK_DECLARE

#ifdef __cplusplus
}
#endif
#endif
