/// Complex arithmetic over a contiguous run of pairs.

#include <math.h>

void CK_NAME(complex_multiply_run)(const REAL *x, const REAL *factor, REAL *y, long count, REAL sign) {
    for (long i = 0; i < count; i++) {
        const REAL a = x[2 * i], b = x[2 * i + 1], c = factor[2 * i], d = sign * factor[2 * i + 1];
        y[2 * i] = a * c - b * d;
        y[2 * i + 1] = a * d + b * c;
    }
}

void CK_NAME(complex_conjugate_run)(const REAL *x, REAL *y, long count) {
    for (long i = 0; i < count; i++) {
        y[2 * i] = x[2 * i];
        y[2 * i + 1] = -x[2 * i + 1];
    }
}

void CK_NAME(complex_magnitude_run)(const REAL *x, REAL *y, long count) {
    for (long i = 0; i < count; i++) y[i] = (REAL)hypot((double)x[2 * i], (double)x[2 * i + 1]);
}

void CK_NAME(complex_magnitude_adjoint_run)(const REAL *x, const REAL *y, const REAL *dy, REAL *dx, long count) {
    for (long i = 0; i < count; i++) {
        const REAL scale = y[i] > 0 ? dy[i] / y[i] : 0;
        dx[2 * i] = scale * x[2 * i];
        dx[2 * i + 1] = scale * x[2 * i + 1];
    }
}
