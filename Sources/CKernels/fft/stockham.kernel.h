/// Stockham's self-sorting passes on split rows. `pass_body.kernel.h` has the loops, once over vectors and once over single
/// numbers; here are the small transforms inside them.
#define ELEMENT VECTOR
#define ELEMENT_NAME(name) CK_NAME(name##_vector)
#include "fft/pass_body.kernel.h"
#undef ELEMENT
#undef ELEMENT_NAME
#define ELEMENT REAL
#define ELEMENT_NAME(name) CK_NAME(name##_single)
#include "fft/pass_body.kernel.h"
#undef ELEMENT
#undef ELEMENT_NAME

/// The first pass of radix `lanes`: vectors run over p, and a transposition puts the outputs of each p side by side.
static void CK_NAME(wide_pass)(const CK_TYPED(fft_pass) * pass, const REAL *sr, const REAL *si, REAL *dr, REAL *di, long begin,
                               long end) {
    long m = pass->m;
    for (long p = begin; p < end; p += LANES) {
        VECTOR r[LANES], i[LANES];
        CK_UNROLL for (int k = 0; k < LANES; k++) r[k] = LOAD(sr + p + m * k), i[k] = LOAD(si + p + m * k);
        if (LANES == 16)
            CK_NAME(dft16_vector)(r, i);
        else
            CK_NAME(dft8_vector)(r, i);
        const REAL *w = pass->twiddles + p * 2 * (LANES - 1);
        CK_UNROLL for (int k = 1; k < LANES; k++) {
            VECTOR wr = LOAD(w + (2 * k - 2) * LANES), wi = LOAD(w + (2 * k - 1) * LANES), xr = r[k];
            r[k] = xr * wr - i[k] * wi, i[k] = xr * wi + i[k] * wr;
        }
        CK_NAME(transpose_square)(r);
        CK_NAME(transpose_square)(i);
        CK_UNROLL for (int k = 0; k < LANES; k++)
            STORE(dr + (p + k) * LANES, r[k]), STORE(di + (p + k) * LANES, i[k]);
    }
}

static void CK_NAME(pass)(const CK_TYPED(fft_pass) * pass, const REAL *sr, const REAL *si, REAL *dr, REAL *di, long p0, long p1,
                          long q0, long q1) {
    if (pass->wide)
        CK_NAME(wide_pass)(pass, sr, si, dr, di, p0, p1);
    else if (pass->vectors)
        CK_NAME(pass_vector)(pass, sr, si, dr, di, p0, p1, q0, q1);
    else
        CK_NAME(pass_single)(pass, sr, si, dr, di, p0, p1, q0, q1);
}
