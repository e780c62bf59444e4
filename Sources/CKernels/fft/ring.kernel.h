/// The transform behind long convolutions, in place on split rows (re, im) of M complex numbers.
///
/// A real polynomial modulo t^(2M) + 1 is, with i for t^M, a complex one modulo t^M - i: coefficient n of the upper half is
/// the imaginary part of coefficient n of the lower. Products there need no untangling of spectra, and 2M real coefficients
/// cost one complex transform of M. The forward transform evaluates at the M roots of t^M = i by splitting
///
///     t^m - e^(i a)  into four factors  t^(m/4) - w x,   w = e^(i a / 4),  x in {1, -1, i, -i},
///
/// (two or three factors at the top, as the size demands) so each node of the tree has constants of its own that all of its
/// butterflies share. The last steps (blocks of one
/// vector) run across a transposed square of vectors. The order of the values is that of the tree, each leaf transposed:
/// the inverse starts from it, and products do not care. The roots lie on the unit circle, so the conjugate of a real
/// polynomial's values belongs to the polynomial in 1 / t: correlations are products with a conjugate.

/// Constants of a node as vectors: the same in every lane, or one for each lane.
CK_INLINE void CK_NAME(shared)(const REAL *w, REGISTER *c, int count) {
    CK_UNROLL for (int k = 0; k < count; k++) c[k] = (REGISTER){0} + w[k];
}

CK_INLINE void CK_NAME(laned)(const REAL *w, REGISTER *c, int count) {
    CK_UNROLL for (int k = 0; k < count; k++) c[k] = LOAD_REGISTER(w + k * LANES);
}

/// (x + iy) (c[0] + i c[1]); y is not looked at where it is known to be 0.
CK_INLINE void CK_NAME(turned)(REGISTER x, REGISTER y, const REGISTER *c, bool is_real, REGISTER *re, REGISTER *im) {
    *re = is_real ? x * c[0] : x * c[0] - y * c[1];
    *im = is_real ? x * c[1] : x * c[1] + y * c[0];
}

/// The values at w, -w, iw, -iw from the coefficients at k, k + step, k + 2 step, k + 3 step; `c` holds w, w^2, w^3.
CK_INLINE void CK_NAME(forward4)(REGISTER *r, REGISTER *i, int k, int step, const REGISTER *c, bool is_real) {
    int k1 = k + step, k2 = k + 2 * step, k3 = k + 3 * step;
    REGISTER br1, bi1, br2, bi2, br3, bi3;
    CK_NAME(turned)(r[k1], i[k1], c, is_real, &br1, &bi1);
    CK_NAME(turned)(r[k2], i[k2], c + 2, is_real, &br2, &bi2);
    CK_NAME(turned)(r[k3], i[k3], c + 4, is_real, &br3, &bi3);
    REGISTER sr = r[k] + br2, si = i[k] + bi2, dr = r[k] - br2, di = i[k] - bi2;
    REGISTER tr = br1 + br3, ti = bi1 + bi3, er = br1 - br3, ei = bi1 - bi3;
    r[k] = sr + tr, i[k] = si + ti, r[k1] = sr - tr, i[k1] = si - ti;
    r[k2] = dr - ei, i[k2] = di + er, r[k3] = dr + ei, i[k3] = di - er;
}

/// Four times the inverse of `forward4`.
CK_INLINE void CK_NAME(inverse4)(REGISTER *r, REGISTER *i, int k, int step, const REGISTER *c) {
    int k1 = k + step, k2 = k + 2 * step, k3 = k + 3 * step;
    REGISTER sr = r[k] + r[k1], si = i[k] + i[k1], dr = r[k] - r[k1], di = i[k] - i[k1];
    REGISTER er = r[k2] + r[k3], ei = i[k2] + i[k3], fr = r[k2] - r[k3], fi = i[k2] - i[k3];
    REGISTER br1 = dr + fi, bi1 = di - fr, br2 = sr - er, bi2 = si - ei, br3 = dr - fi, bi3 = di + fr;
    r[k] = sr + er, i[k] = si + ei;
    r[k1] = br1 * c[0] + bi1 * c[1], i[k1] = bi1 * c[0] - br1 * c[1];
    r[k2] = br2 * c[2] + bi2 * c[3], i[k2] = bi2 * c[2] - br2 * c[3];
    r[k3] = br3 * c[4] + bi3 * c[5], i[k3] = bi3 * c[4] - br3 * c[5];
}

/// The values at w and -w, and twice the inverse.
CK_INLINE void CK_NAME(forward2)(REGISTER *r, REGISTER *i, int k, int step, const REGISTER *c, bool is_real) {
    REGISTER br, bi;
    CK_NAME(turned)(r[k + step], i[k + step], c, is_real, &br, &bi);
    r[k + step] = r[k] - br, i[k + step] = i[k] - bi, r[k] += br, i[k] += bi;
}

CK_INLINE void CK_NAME(inverse2)(REGISTER *r, REGISTER *i, int k, int step, const REGISTER *c) {
    int k1 = k + step;
    REGISTER br = r[k] - r[k1], bi = i[k] - i[k1];
    r[k] += r[k1], i[k] += i[k1], r[k1] = br * c[0] + bi * c[1], i[k1] = bi * c[0] - br * c[1];
}

/// The values at w, w u, w u^2 with u = exp(2 pi i / 3), and three times the inverse.
CK_INLINE void CK_NAME(forward3)(REGISTER *r, REGISTER *i, const REGISTER *c, bool is_real) {
    const REAL half_root = (REAL)0.86602540378443864676;
    REGISTER br1, bi1, br2, bi2;
    CK_NAME(turned)(r[1], i[1], c, is_real, &br1, &bi1);
    CK_NAME(turned)(r[2], i[2], c + 2, is_real, &br2, &bi2);
    REGISTER sr = br1 + br2, si = bi1 + bi2, dr = (br1 - br2) * half_root, di = (bi1 - bi2) * half_root;
    REGISTER mr = r[0] - sr * (REAL)0.5, mi = i[0] - si * (REAL)0.5;
    r[0] += sr, i[0] += si, r[1] = mr - di, i[1] = mi + dr, r[2] = mr + di, i[2] = mi - dr;
}

CK_INLINE void CK_NAME(inverse3)(REGISTER *r, REGISTER *i, const REGISTER *c) {
    const REAL half_root = (REAL)0.86602540378443864676;
    REGISTER sr = r[1] + r[2], si = i[1] + i[2], dr = (r[1] - r[2]) * half_root, di = (i[1] - i[2]) * half_root;
    REGISTER mr = r[0] - sr * (REAL)0.5, mi = i[0] - si * (REAL)0.5;
    REGISTER br1 = mr + di, bi1 = mi - dr, br2 = mr - di, bi2 = mi + dr;
    r[0] += sr, i[0] += si;
    r[1] = br1 * c[0] + bi1 * c[1], i[1] = bi1 * c[0] - br1 * c[1];
    r[2] = br2 * c[2] + bi2 * c[3], i[2] = bi2 * c[2] - br2 * c[3];
}

/// The butterfly of `radix` over the coefficients at 0, step, 2 step, ... in memory. `half`: going forward, imaginary parts are
/// zeros that are not read; going back, they are not wanted and not written.
CK_INLINE void CK_NAME(butterfly)(REAL *re, REAL *im, long step, int radix, const REGISTER *c, bool forward, bool half) {
    REGISTER r[4], i[4];
    CK_UNROLL for (int k = 0; k < radix; k++) {
        r[k] = LOAD_REGISTER(re + k * step);
        i[k] = half && forward ? (REGISTER){0} : LOAD_REGISTER(im + k * step);
    }
    if (radix == 4)
        forward ? CK_NAME(forward4)(r, i, 0, 1, c, half) : CK_NAME(inverse4)(r, i, 0, 1, c);
    else if (radix == 3)
        forward ? CK_NAME(forward3)(r, i, c, half) : CK_NAME(inverse3)(r, i, c);
    else
        forward ? CK_NAME(forward2)(r, i, 0, 1, c, half) : CK_NAME(inverse2)(r, i, 0, 1, c);
    CK_UNROLL for (int k = 0; k < radix; k++) {
        STORE_REGISTER(re + k * step, r[k]);
        if (forward || !half) STORE_REGISTER(im + k * step, i[k]);
    }
}

/// Numbers in the constants of a leaf: those that a whole leaf shares (padded), and vectors with one for each block.
#define BLOCK_CONSTANTS (LANES == 16 ? 30 : 14)
#define FIRST_CONSTANTS (LANES == 16 ? 6 : 2)
#define LEAF_SHARED (LANES == 16 ? 32L : 16L)
#define LEAF_NUMBERS (LEAF_SHARED + BLOCK_CONSTANTS * LANES)

/// A transform over a list of `lanes` vectors: one node of radix 4 (2 when there are eight lanes), then its children.
CK_INLINE void CK_NAME(block_forward)(REGISTER *r, REGISTER *i, const REAL *w, bool laned) {
    REGISTER c[6];
    laned ? CK_NAME(laned)(w, c, FIRST_CONSTANTS) : CK_NAME(shared)(w, c, FIRST_CONSTANTS);
    CK_UNROLL for (int k = 0; k < 4; k++)
        LANES == 16 ? CK_NAME(forward4)(r, i, k, 4, c, false) : CK_NAME(forward2)(r, i, k, 4, c, false);
    CK_UNROLL for (int k = 0; k < LANES / 4; k++) {
        const REAL *inner = w + (FIRST_CONSTANTS + 6 * k) * (laned ? LANES : 1);
        laned ? CK_NAME(laned)(inner, c, 6) : CK_NAME(shared)(inner, c, 6);
        CK_NAME(forward4)(r, i, 4 * k, 1, c, false);
    }
}

CK_INLINE void CK_NAME(block_inverse)(REGISTER *r, REGISTER *i, const REAL *w, bool laned) {
    REGISTER c[6];
    CK_UNROLL for (int k = 0; k < LANES / 4; k++) {
        const REAL *inner = w + (FIRST_CONSTANTS + 6 * k) * (laned ? LANES : 1);
        laned ? CK_NAME(laned)(inner, c, 6) : CK_NAME(shared)(inner, c, 6);
        CK_NAME(inverse4)(r, i, 4 * k, 1, c);
    }
    laned ? CK_NAME(laned)(w, c, FIRST_CONSTANTS) : CK_NAME(shared)(w, c, FIRST_CONSTANTS);
    CK_UNROLL for (int k = 0; k < 4; k++)
        LANES == 16 ? CK_NAME(inverse4)(r, i, k, 4, c) : CK_NAME(inverse2)(r, i, k, 4, c);
}

#if REGISTER_BYTES == 64
CK_INLINE void CK_NAME(leaf_forward)(const REAL *w, REAL *re, REAL *im) {
    REGISTER r[LANES], i[LANES];
    CK_UNROLL for (int k = 0; k < LANES; k++) r[k] = LOAD_REGISTER(re + k * LANES), i[k] = LOAD_REGISTER(im + k * LANES);
    CK_NAME(block_forward)(r, i, w, false);
    CK_NAME(transpose_square)(r);
    CK_NAME(transpose_square)(i);
    CK_NAME(block_forward)(r, i, w + LEAF_SHARED, true);
    CK_UNROLL for (int k = 0; k < LANES; k++) STORE_REGISTER(re + k * LANES, r[k]), STORE_REGISTER(im + k * LANES, i[k]);
}

CK_INLINE void CK_NAME(leaf_inverse)(const REAL *w, REAL *re, REAL *im) {
    REGISTER r[LANES], i[LANES];
    CK_UNROLL for (int k = 0; k < LANES; k++) r[k] = LOAD_REGISTER(re + k * LANES), i[k] = LOAD_REGISTER(im + k * LANES);
    CK_NAME(block_inverse)(r, i, w + LEAF_SHARED, true);
    CK_NAME(transpose_square)(r);
    CK_NAME(transpose_square)(i);
    CK_NAME(block_inverse)(r, i, w, false);
    CK_UNROLL for (int k = 0; k < LANES; k++) STORE_REGISTER(re + k * LANES, r[k]), STORE_REGISTER(im + k * LANES, i[k]);
}
#else
/// The upper node of a transform over the rows of a square of vectors, and its children, for one column of registers.
CK_INLINE void CK_NAME(upper_rows)(const REAL *w, bool laned, REAL *re, REAL *im, bool forward) {
    REGISTER c[6];
    laned ? CK_NAME(laned)(w, c, FIRST_CONSTANTS) : CK_NAME(shared)(w, c, FIRST_CONSTANTS);
    for (long k = 0; k < 4; k++)
        CK_NAME(butterfly)(re + k * LANES, im + k * LANES, 4 * LANES, LANES / 4, c, forward, false);
}

CK_INLINE void CK_NAME(lower_rows)(const REAL *w, bool laned, REAL *re, REAL *im, bool forward) {
    for (long k = 0; k < LANES / 4; k++) {
        REGISTER c[6];
        const REAL *inner = w + (FIRST_CONSTANTS + 6 * k) * (laned ? LANES : 1);
        laned ? CK_NAME(laned)(inner, c, 6) : CK_NAME(shared)(inner, c, 6);
        CK_NAME(butterfly)(re + 4 * k * LANES, im + 4 * k * LANES, LANES, 4, c, forward, false);
    }
}

/// A transform over the rows of a square of vectors. Sixteen complex values do not stay in half-width registers: each step goes
/// through the nearest cache.
CK_INLINE void CK_NAME(leaf_rows)(const REAL *w, bool laned, REAL *re, REAL *im, bool forward) {
    for (long column = 0; column < LANES; column += STRIPE) {
        const REAL *constants = laned ? w + LEAF_SHARED + column : w;
        if (forward) CK_NAME(upper_rows)(constants, laned, re + column, im + column, true);
        CK_NAME(lower_rows)(constants, laned, re + column, im + column, forward);
        if (!forward) CK_NAME(upper_rows)(constants, laned, re + column, im + column, false);
    }
}

CK_INLINE void CK_NAME(leaf_forward)(const REAL *w, REAL *re, REAL *im) {
    CK_NAME(leaf_rows)(w, false, re, im, true);
    CK_NAME(transpose_in_place)(re);
    CK_NAME(transpose_in_place)(im);
    CK_NAME(leaf_rows)(w, true, re, im, true);
}

CK_INLINE void CK_NAME(leaf_inverse)(const REAL *w, REAL *re, REAL *im) {
    CK_NAME(leaf_rows)(w, true, re, im, false);
    CK_NAME(transpose_in_place)(re);
    CK_NAME(transpose_in_place)(im);
    CK_NAME(leaf_rows)(w, false, re, im, false);
}
#endif

/// One pass over a block of radix * m coefficients.
CK_INLINE void CK_NAME(ring_pass)(REAL *re, REAL *im, long m, int radix, const REAL *w, bool forward, bool half) {
    REGISTER c[6];
    CK_NAME(shared)(w, c, 2 * (radix - 1));
    for (long j = 0; j < m; j += STRIPE) CK_NAME(butterfly)(re + j, im + j, m, radix, c, forward, half);
}

CK_INLINE void CK_NAME(ring_pass_of)(REAL *re, REAL *im, long m, int radix, const REAL *w, bool forward, bool half) {
    switch (radix) {
        case 2: CK_NAME(ring_pass)(re, im, m, 2, w, forward, half); break;
        case 3: CK_NAME(ring_pass)(re, im, m, 3, w, forward, half); break;
        default: CK_NAME(ring_pass)(re, im, m, 4, w, forward, half);
    }
}

/// Depth first, so that a block that fits a cache stays there down to its leaves.
static void CK_NAME(node_forward)(const CK_TYPED(ring_plan) * plan, REAL *re, REAL *im, long size, int level, long node,
                                  bool half) {
    if (level == plan->levels) {
        CK_NAME(leaf_forward)(plan->leaves + node * LEAF_NUMBERS, re, im);
        return;
    }
    int radix = plan->radix[level];
    long m = size / radix;
    const REAL *w = plan->level[level] + 6 * node;
    half ? CK_NAME(ring_pass_of)(re, im, m, radix, w, true, true) : CK_NAME(ring_pass_of)(re, im, m, radix, w, true, false);
    for (int k = 0; k < radix; k++)
        CK_NAME(node_forward)(plan, re + k * m, im + k * m, m, level + 1, radix * node + k, false);
}

static void CK_NAME(node_inverse)(const CK_TYPED(ring_plan) * plan, REAL *re, REAL *im, long size, int level, long node,
                                  bool half) {
    if (level == plan->levels) {
        CK_NAME(leaf_inverse)(plan->leaves + node * LEAF_NUMBERS, re, im);
        return;
    }
    int radix = plan->radix[level];
    long m = size / radix;
    for (int k = 0; k < radix; k++)
        CK_NAME(node_inverse)(plan, re + k * m, im + k * m, m, level + 1, radix * node + k, false);
    const REAL *w = plan->level[level] + 6 * node;
    half ? CK_NAME(ring_pass_of)(re, im, m, radix, w, false, true) : CK_NAME(ring_pass_of)(re, im, m, radix, w, false, false);
}

#include "fft/radix2.kernel.h"

/// The values of a ring. `half`: the upper half of the coefficients is 0, whatever `im` holds.
static void CK_NAME(ring_forward)(const CK_TYPED(ring_plan) * plan, REAL *re, REAL *im, bool half) {
    bool skips = half && plan->levels > 0 && !plan->is_radix_2;
    for (long k = 0; half && !skips && k < plan->size; k++) im[k] = 0;
    if (plan->is_radix_2)
        CK_NAME(radix2_forward)(plan, re, im);
    else
        CK_NAME(node_forward)(plan, re, im, plan->size, 0, 0, skips);
}

/// `size` times the inverse. `half`: the upper half of the coefficients is not wanted.
static void CK_NAME(ring_inverse)(const CK_TYPED(ring_plan) * plan, REAL *re, REAL *im, bool half) {
    if (plan->is_radix_2)
        CK_NAME(radix2_inverse)(plan, re, im);
    else
        CK_NAME(node_inverse)(plan, re, im, plan->size, 0, 0, half);
}

/// z = a b, on split rows; z may be a or b.
static void CK_NAME(product)(const REAL *ar, const REAL *ai, const REAL *br, const REAL *bi, REAL *zr, REAL *zi, long n) {
    long k = 0;
    for (; k + LANES <= n; k += LANES) {
        VECTOR xr = LOAD(ar + k), xi = LOAD(ai + k), yr = LOAD(br + k), yi = LOAD(bi + k);
        STORE(zr + k, xr * yr - xi * yi), STORE(zi + k, xr * yi + xi * yr);
    }
    for (; k < n; k++) {
        REAL xr = ar[k], xi = ai[k];
        REAL yr = br[k], yi = bi[k];
        zr[k] = xr * yr - xi * yi, zi[k] = xr * yi + xi * yr;
    }
}

/// sum += g conj(u), then g = g conj(k). `n` is a multiple of a vector.
static void CK_NAME(product_adjoint)(const REAL *ur, const REAL *ui, const REAL *kr, const REAL *ki, REAL *gr, REAL *gi,
                                     REAL *sr, REAL *si, long n) {
    for (long j = 0; j < n; j += LANES) {
        VECTOR xr = LOAD(ur + j), xi = LOAD(ui + j), yr = LOAD(kr + j), yi = LOAD(ki + j);
        VECTOR zr = LOAD(gr + j), zi = LOAD(gi + j);
        STORE(sr + j, LOAD(sr + j) + zr * xr + zi * xi);
        STORE(si + j, LOAD(si + j) + zi * xr - zr * xi);
        STORE(gr + j, zr * yr + zi * yi), STORE(gi + j, zi * yr - zr * yi);
    }
}
