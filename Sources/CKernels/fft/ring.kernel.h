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
CK_INLINE void CK_NAME(shared)(const REAL *w, VECTOR *c, int count) {
    CK_UNROLL for (int k = 0; k < count; k++) c[k] = (VECTOR){0} + w[k];
}

CK_INLINE void CK_NAME(laned)(const REAL *w, VECTOR *c, int count) {
    CK_UNROLL for (int k = 0; k < count; k++) c[k] = LOAD(w + k * LANES);
}

/// The values at w, -w, iw, -iw from the coefficients at k, k + step, k + 2 step, k + 3 step; `c` holds w, w^2, w^3.
CK_INLINE void CK_NAME(forward4)(VECTOR *r, VECTOR *i, int k, int step, const VECTOR *c) {
    int k1 = k + step, k2 = k + 2 * step, k3 = k + 3 * step;
    VECTOR br1 = r[k1] * c[0] - i[k1] * c[1], bi1 = r[k1] * c[1] + i[k1] * c[0];
    VECTOR br2 = r[k2] * c[2] - i[k2] * c[3], bi2 = r[k2] * c[3] + i[k2] * c[2];
    VECTOR br3 = r[k3] * c[4] - i[k3] * c[5], bi3 = r[k3] * c[5] + i[k3] * c[4];
    VECTOR sr = r[k] + br2, si = i[k] + bi2, dr = r[k] - br2, di = i[k] - bi2;
    VECTOR tr = br1 + br3, ti = bi1 + bi3, er = br1 - br3, ei = bi1 - bi3;
    r[k] = sr + tr, i[k] = si + ti, r[k1] = sr - tr, i[k1] = si - ti;
    r[k2] = dr - ei, i[k2] = di + er, r[k3] = dr + ei, i[k3] = di - er;
}

/// Four times the inverse of `forward4`.
CK_INLINE void CK_NAME(inverse4)(VECTOR *r, VECTOR *i, int k, int step, const VECTOR *c) {
    int k1 = k + step, k2 = k + 2 * step, k3 = k + 3 * step;
    VECTOR sr = r[k] + r[k1], si = i[k] + i[k1], dr = r[k] - r[k1], di = i[k] - i[k1];
    VECTOR er = r[k2] + r[k3], ei = i[k2] + i[k3], fr = r[k2] - r[k3], fi = i[k2] - i[k3];
    VECTOR br1 = dr + fi, bi1 = di - fr, br2 = sr - er, bi2 = si - ei, br3 = dr - fi, bi3 = di + fr;
    r[k] = sr + er, i[k] = si + ei;
    r[k1] = br1 * c[0] + bi1 * c[1], i[k1] = bi1 * c[0] - br1 * c[1];
    r[k2] = br2 * c[2] + bi2 * c[3], i[k2] = bi2 * c[2] - br2 * c[3];
    r[k3] = br3 * c[4] + bi3 * c[5], i[k3] = bi3 * c[4] - br3 * c[5];
}

/// The values at w and -w, and twice the inverse.
CK_INLINE void CK_NAME(forward2)(VECTOR *r, VECTOR *i, int k, int step, const VECTOR *c) {
    int k1 = k + step;
    VECTOR br = r[k1] * c[0] - i[k1] * c[1], bi = r[k1] * c[1] + i[k1] * c[0];
    r[k1] = r[k] - br, i[k1] = i[k] - bi, r[k] += br, i[k] += bi;
}

CK_INLINE void CK_NAME(inverse2)(VECTOR *r, VECTOR *i, int k, int step, const VECTOR *c) {
    int k1 = k + step;
    VECTOR br = r[k] - r[k1], bi = i[k] - i[k1];
    r[k] += r[k1], i[k] += i[k1], r[k1] = br * c[0] + bi * c[1], i[k1] = bi * c[0] - br * c[1];
}

/// The values at w, w u, w u^2 with u = exp(2 pi i / 3), and three times the inverse.
CK_INLINE void CK_NAME(forward3)(VECTOR *r, VECTOR *i, const VECTOR *c) {
    const REAL half_root = (REAL)0.86602540378443864676;
    VECTOR br1 = r[1] * c[0] - i[1] * c[1], bi1 = r[1] * c[1] + i[1] * c[0];
    VECTOR br2 = r[2] * c[2] - i[2] * c[3], bi2 = r[2] * c[3] + i[2] * c[2];
    VECTOR sr = br1 + br2, si = bi1 + bi2, dr = (br1 - br2) * half_root, di = (bi1 - bi2) * half_root;
    VECTOR mr = r[0] - sr * (REAL)0.5, mi = i[0] - si * (REAL)0.5;
    r[0] += sr, i[0] += si, r[1] = mr - di, i[1] = mi + dr, r[2] = mr + di, i[2] = mi - dr;
}

CK_INLINE void CK_NAME(inverse3)(VECTOR *r, VECTOR *i, const VECTOR *c) {
    const REAL half_root = (REAL)0.86602540378443864676;
    VECTOR sr = r[1] + r[2], si = i[1] + i[2], dr = (r[1] - r[2]) * half_root, di = (i[1] - i[2]) * half_root;
    VECTOR mr = r[0] - sr * (REAL)0.5, mi = i[0] - si * (REAL)0.5;
    VECTOR br1 = mr + di, bi1 = mi - dr, br2 = mr - di, bi2 = mi + dr;
    r[0] += sr, i[0] += si;
    r[1] = br1 * c[0] + bi1 * c[1], i[1] = bi1 * c[0] - br1 * c[1];
    r[2] = br2 * c[2] + bi2 * c[3], i[2] = bi2 * c[2] - br2 * c[3];
}

/// Numbers in the constants of a leaf: those that a whole leaf shares (padded), and vectors with one for each block.
#define BLOCK_CONSTANTS (LANES == 16 ? 30 : 14)
#define FIRST_CONSTANTS (LANES == 16 ? 6 : 2)
#define LEAF_SHARED (LANES == 16 ? 32L : 16L)
#define LEAF_NUMBERS (LEAF_SHARED + BLOCK_CONSTANTS * LANES)

/// A transform over a list of `lanes` vectors: one node of radix 4 (2 when there are eight lanes), then its children.
CK_INLINE void CK_NAME(block_forward)(VECTOR *r, VECTOR *i, const REAL *w, bool laned) {
    VECTOR c[6];
    laned ? CK_NAME(laned)(w, c, FIRST_CONSTANTS) : CK_NAME(shared)(w, c, FIRST_CONSTANTS);
    CK_UNROLL for (int k = 0; k < 4; k++)
        LANES == 16 ? CK_NAME(forward4)(r, i, k, 4, c) : CK_NAME(forward2)(r, i, k, 4, c);
    CK_UNROLL for (int k = 0; k < LANES / 4; k++) {
        const REAL *inner = w + (FIRST_CONSTANTS + 6 * k) * (laned ? LANES : 1);
        laned ? CK_NAME(laned)(inner, c, 6) : CK_NAME(shared)(inner, c, 6);
        CK_NAME(forward4)(r, i, 4 * k, 1, c);
    }
}

CK_INLINE void CK_NAME(block_inverse)(VECTOR *r, VECTOR *i, const REAL *w, bool laned) {
    VECTOR c[6];
    CK_UNROLL for (int k = 0; k < LANES / 4; k++) {
        const REAL *inner = w + (FIRST_CONSTANTS + 6 * k) * (laned ? LANES : 1);
        laned ? CK_NAME(laned)(inner, c, 6) : CK_NAME(shared)(inner, c, 6);
        CK_NAME(inverse4)(r, i, 4 * k, 1, c);
    }
    laned ? CK_NAME(laned)(w, c, FIRST_CONSTANTS) : CK_NAME(shared)(w, c, FIRST_CONSTANTS);
    CK_UNROLL for (int k = 0; k < 4; k++)
        LANES == 16 ? CK_NAME(inverse4)(r, i, k, 4, c) : CK_NAME(inverse2)(r, i, k, 4, c);
}

CK_INLINE void CK_NAME(leaf_forward)(const REAL *w, REAL *re, REAL *im) {
    VECTOR r[LANES], i[LANES];
    CK_UNROLL for (int k = 0; k < LANES; k++) r[k] = LOAD(re + k * LANES), i[k] = LOAD(im + k * LANES);
    CK_NAME(block_forward)(r, i, w, false);
    CK_NAME(transpose_square)(r);
    CK_NAME(transpose_square)(i);
    CK_NAME(block_forward)(r, i, w + LEAF_SHARED, true);
    CK_UNROLL for (int k = 0; k < LANES; k++) STORE(re + k * LANES, r[k]), STORE(im + k * LANES, i[k]);
}

CK_INLINE void CK_NAME(leaf_inverse)(const REAL *w, REAL *re, REAL *im) {
    VECTOR r[LANES], i[LANES];
    CK_UNROLL for (int k = 0; k < LANES; k++) r[k] = LOAD(re + k * LANES), i[k] = LOAD(im + k * LANES);
    CK_NAME(block_inverse)(r, i, w + LEAF_SHARED, true);
    CK_NAME(transpose_square)(r);
    CK_NAME(transpose_square)(i);
    CK_NAME(block_inverse)(r, i, w, false);
    CK_UNROLL for (int k = 0; k < LANES; k++) STORE(re + k * LANES, r[k]), STORE(im + k * LANES, i[k]);
}

/// One pass over a block of radix * m coefficients.
CK_INLINE void CK_NAME(ring_pass)(REAL *re, REAL *im, long m, int radix, const REAL *w, bool forward) {
    VECTOR c[6], r[4], i[4];
    CK_NAME(shared)(w, c, 2 * (radix - 1));
    for (long j = 0; j < m; j += LANES) {
        CK_UNROLL for (int k = 0; k < radix; k++) r[k] = LOAD(re + j + k * m), i[k] = LOAD(im + j + k * m);
        if (radix == 4)
            forward ? CK_NAME(forward4)(r, i, 0, 1, c) : CK_NAME(inverse4)(r, i, 0, 1, c);
        else if (radix == 3)
            forward ? CK_NAME(forward3)(r, i, c) : CK_NAME(inverse3)(r, i, c);
        else
            forward ? CK_NAME(forward2)(r, i, 0, 1, c) : CK_NAME(inverse2)(r, i, 0, 1, c);
        CK_UNROLL for (int k = 0; k < radix; k++) STORE(re + j + k * m, r[k]), STORE(im + j + k * m, i[k]);
    }
}

CK_INLINE void CK_NAME(ring_pass_of)(REAL *re, REAL *im, long m, int radix, const REAL *w, bool forward) {
    switch (radix) {
        case 2: CK_NAME(ring_pass)(re, im, m, 2, w, forward); break;
        case 3: CK_NAME(ring_pass)(re, im, m, 3, w, forward); break;
        default: CK_NAME(ring_pass)(re, im, m, 4, w, forward);
    }
}

/// Depth first, so that a block that fits a cache stays there down to its leaves.
static void CK_NAME(node_forward)(const CK_TYPED(ring_plan) * plan, REAL *re, REAL *im, long size, int level, long node) {
    if (level == plan->levels) {
        CK_NAME(leaf_forward)(plan->leaves + node * LEAF_NUMBERS, re, im);
        return;
    }
    int radix = plan->radix[level];
    long m = size / radix;
    CK_NAME(ring_pass_of)(re, im, m, radix, plan->level[level] + 6 * node, true);
    for (int k = 0; k < radix; k++)
        CK_NAME(node_forward)(plan, re + k * m, im + k * m, m, level + 1, radix * node + k);
}

static void CK_NAME(node_inverse)(const CK_TYPED(ring_plan) * plan, REAL *re, REAL *im, long size, int level, long node) {
    if (level == plan->levels) {
        CK_NAME(leaf_inverse)(plan->leaves + node * LEAF_NUMBERS, re, im);
        return;
    }
    int radix = plan->radix[level];
    long m = size / radix;
    for (int k = 0; k < radix; k++)
        CK_NAME(node_inverse)(plan, re + k * m, im + k * m, m, level + 1, radix * node + k);
    CK_NAME(ring_pass_of)(re, im, m, radix, plan->level[level] + 6 * node, false);
}

static void CK_NAME(ring_forward)(const CK_TYPED(ring_plan) * plan, REAL *re, REAL *im) {
    CK_NAME(node_forward)(plan, re, im, plan->size, 0, 0);
}

/// `size` times the inverse.
static void CK_NAME(ring_inverse)(const CK_TYPED(ring_plan) * plan, REAL *re, REAL *im) {
    CK_NAME(node_inverse)(plan, re, im, plan->size, 0, 0);
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
