/// The ring's transform as textbooks have it: one level after another in radix 2, each a pass over the whole row. It ends in the
/// order of the blocked transform. Where blocks grow shorter than a vector, squares of vectors are transposed first.

/// One level: pairs `m` coefficients apart, a constant for each node of 2 m coefficients.
CK_INLINE void CK_NAME(radix2_level)(REAL *re, REAL *im, long size, long m, const REAL *w, bool forward) {
    for (long node = 0; node < size / (2 * m); node++)
        CK_NAME(ring_pass)(re + node * 2 * m, im + node * 2 * m, m, 2, w + 2 * node, forward, false);
}

/// The same in transposed squares: pairs `m` vectors apart, a vector of constants for each group of 2 m vectors.
CK_INLINE void CK_NAME(radix2_laned)(REAL *re, REAL *im, long size, long m, const REAL *w, bool forward) {
    for (long first = 0; first < size; first += 2 * m * LANES, w += 2 * LANES)
        for (long column = 0; column < LANES; column += STRIPE) {
            REGISTER c[2];
            CK_NAME(laned)(w + column, c, 2);
            for (long j = first + column; j < first + column + m * LANES; j += LANES)
                CK_NAME(butterfly)(re + j, im + j, m * LANES, 2, c, forward, false);
        }
}

static void CK_NAME(transpose_squares)(REAL *data, long size) {
    for (long first = 0; first < size; first += LANES * LANES) CK_NAME(transpose_in_place)(data + first);
}

static void CK_NAME(radix2_forward)(const CK_TYPED(ring_plan) * plan, REAL *re, REAL *im) {
    long size = plan->size, m = size / 2;
    int level = 0;
    for (; m >= LANES; m /= 2, level++) CK_NAME(radix2_level)(re, im, size, m, plan->level[level], true);
    CK_NAME(transpose_squares)(re, size);
    CK_NAME(transpose_squares)(im, size);
    for (; m >= 1; m /= 2, level++) CK_NAME(radix2_laned)(re, im, size, m, plan->level[level], true);
}

/// `size` times the inverse.
static void CK_NAME(radix2_inverse)(const CK_TYPED(ring_plan) * plan, REAL *re, REAL *im) {
    long size = plan->size, m = 1;
    int level = plan->levels - 1;
    for (; m < LANES; m *= 2, level--) CK_NAME(radix2_laned)(re, im, size, m, plan->level[level], false);
    CK_NAME(transpose_squares)(re, size);
    CK_NAME(transpose_squares)(im, size);
    for (; m < size; m *= 2, level--) CK_NAME(radix2_level)(re, im, size, m, plan->level[level], false);
}
