/// y[r, n] = alpha x[r, :] . w[n, :] for a few rows r: the matrix w is read once, at memory speed.
#pragma clang fp reassociate(on)

static inline REAL CK_NAME(dot)(const REAL *x, const REAL *w, long k) {
    REAL total = 0;
#pragma clang loop vectorize(enable) interleave_count(4)
    for (long i = 0; i < k; i++) total += x[i] * w[i];
    return total;
}

void CK_NAME(skinny_product)(long rows, long columns, long k, REAL alpha, const REAL *x, long ldx, const REAL *w,
                             long ldw, REAL beta, REAL *y, long ldy) {
    for (long n = 0; n < columns; n++)
        for (long r = 0; r < rows; r++) {
            REAL value = alpha * CK_NAME(dot)(x + r * ldx, w + n * ldw, k);
            REAL *target = y + r * ldy + n;
            *target = beta == 0 ? value : value + beta * *target;
        }
}
