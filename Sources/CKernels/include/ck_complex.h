/// Elementwise arithmetic of complex numbers, interleaved pairs (re, im). Counts are counts of pairs.
#ifndef CK_COMPLEX_H
#define CK_COMPLEX_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CK_DECLARE_COMPLEX(REAL, real)                                                                                 \
    /* y[i] = x[i] factor[i mod period], or with the factor's conjugate. `period` divides `count`. y may be x. */      \
    void ck_complex_multiply_##real(const REAL *x, const REAL *factor, REAL *y, long count, long period,               \
                                    bool conjugate);                                                                   \
    /* y[i] = conj(x[i]); y may be x. */                                                                               \
    void ck_complex_conjugate_##real(const REAL *x, REAL *y, long count);                                              \
    /* y[i] = |x[i]|, one number for each pair, without overflow. */                                                   \
    void ck_complex_magnitude_##real(const REAL *x, REAL *y, long count);                                              \
    /* dx[i] = dy[i] x[i] / |x[i]|; 0 where x[i] is 0. `y` are the magnitudes. */                                      \
    void ck_complex_magnitude_adjoint_##real(const REAL *x, const REAL *y, const REAL *dy, REAL *dx, long count);

CK_DECLARE_COMPLEX(float, f32)
CK_DECLARE_COMPLEX(double, f64)
#undef CK_DECLARE_COMPLEX

#ifdef __cplusplus
}
#endif
#endif
