/// Convolution kernels of linear time-invariant state spaces, without intermediate tensors as long as the sequence for each
/// state. Complex numbers are (re, im) pairs.
#ifndef CK_STATE_SPACE_H
#define CK_STATE_SPACE_H

#ifdef __cplusplus
extern "C" {
#endif

/// Sums of fractions in one call of `ck_fraction_sums`.
enum { CK_FRACTION_SUMS = 4 };

#define CK_DECLARE_STATE_SPACE(REAL, real)                                                                             \
    /* Vandermonde product: y[g, r, l] = Re sum_n w[g, r, n] e^(l x[g, n]), l in 0 ..< length.                         \
       x [groups, terms], w [groups, rows, terms], pairs; y [groups, rows, length]. */                                 \
    void ck_power_products_##real(long groups, long rows, long terms, long length, const REAL *x, const REAL *w,       \
                                  REAL *y);                                                                            \
    /* Its transpose: s[g, r, n] = sum_l u[g, r, l] e^(l x[g, n]), and s1 the same with l u in place of u; s1 may be   \
       null. u [groups, rows, length]; s, s1 [groups, rows, terms], pairs. */                                          \
    void ck_power_sums_##real(long groups, long rows, long terms, long length, const REAL *x, const REAL *u, REAL *s,  \
                              REAL *s1);                                                                               \
    /* Sums of conjugate pairs of simple fractions on the unit circle. With d = c^2 q[h, n] - 4 s^2 - 4 i s c m[h, n]: \
       y[h, k, f] = sum_n (4 i s a[h, k, n] - 2 c b[h, k, n]) / d, for k in 0 ..< CK_FRACTION_SUMS.                    \
       c, s [points]; a, b [channels, CK_FRACTION_SUMS, terms]; q, m [channels, terms];                                \
       y [channels, CK_FRACTION_SUMS, points] pairs. */                                                                \
    void ck_fraction_sums_##real(long channels, long terms, long points, const REAL *c, const REAL *s, const REAL *a,  \
                                 const REAL *b, const REAL *q, const REAL *m, REAL *y);                                \
    /* Gradients of a, b, q, m from that of y (dLoss/dRe + i dLoss/dIm). */                                            \
    void ck_fraction_sums_adjoint_##real(long channels, long terms, long points, const REAL *c, const REAL *s,         \
                                         const REAL *a, const REAL *b, const REAL *q, const REAL *m, const REAL *dy,   \
                                         REAL *da, REAL *db, REAL *dq, REAL *dm);

CK_DECLARE_STATE_SPACE(float, f32)
CK_DECLARE_STATE_SPACE(double, f64)
#undef CK_DECLARE_STATE_SPACE

#ifdef __cplusplus
}
#endif
#endif
