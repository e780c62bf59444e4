/// Matrix products cut into panels of C. Included once for each element type by matrix.c.

TABLE(skinny_product, void(long, long, long, REAL, const REAL *, long, const REAL *, long, REAL, REAL *, long))

struct F(product) {
    int transpose_a, transpose_b;
    long m, n, k, lda, ldb, ldc, panel, stride_a, stride_b, stride_c;
    REAL alpha, beta;
    const REAL *a, *b;
    REAL *c;
};

static void F(blas_product)(const struct F(product) *p, long m, long n, const REAL *a, const REAL *b, REAL *c) {
    BLAS_GEMM(CblasRowMajor, p->transpose_a ? CblasTrans : CblasNoTrans, p->transpose_b ? CblasTrans : CblasNoTrans,
              (int)m, (int)n, (int)p->k, p->alpha, a, (int)p->lda, b, (int)p->ldb, p->beta, c, (int)p->ldc);
}

static void F(row_panel)(void *context, long begin, long end) {
    const struct F(product) *p = context;
    const REAL *a = p->a + (p->transpose_a ? begin : begin * p->lda);
    F(blas_product)(p, end - begin, p->n, a, p->b, p->c + begin * p->ldc);
}

static void F(column_panel)(void *context, long begin, long end) {
    const struct F(product) *p = context;
    const REAL *b = p->b + (p->transpose_b ? begin * p->ldb : begin);
    F(blas_product)(p, p->m, end - begin, p->a, b, p->c + begin);
}

static void F(skinny_panel)(void *context, long begin, long end) {
    const struct F(product) *p = context;
    CALL(skinny_product)
    (p->m, end - begin, p->k, p->alpha, p->a, p->lda, p->b + begin * p->ldb, p->ldb, p->beta, p->c + begin, p->ldc);
}

static void F(scale_rows)(REAL beta, REAL *c, long m, long n, long ldc) {
    for (long i = 0; i < m; i++)
        for (long j = 0; j < n; j++) c[i * ldc + j] = beta == 0 ? 0 : beta * c[i * ldc + j];
}

void F(ck_gemm)(int transpose_a, int transpose_b, long m, long n, long k, REAL alpha, const REAL *a, long lda,
                const REAL *b, long ldb, REAL beta, REAL *c, long ldc) {
    if (m <= 0 || n <= 0) return;
    if (k <= 0) {
        F(scale_rows)(beta, c, m, n, ldc);
        return;
    }
    struct F(product) p = {.transpose_a = transpose_a, .transpose_b = transpose_b, .m = m, .n = n, .k = k,
                           .lda = lda, .ldb = ldb, .ldc = ldc, .alpha = alpha, .beta = beta, .a = a, .b = b, .c = c};
    single_threaded_blas();
    if (m <= SKINNY && transpose_b && !transpose_a) {
        long grain = SKINNY_ELEMENTS / k;
        ck_parallel_ranges(n, grain < 8 ? 8 : grain, F(skinny_panel), &p);
        return;
    }
    if (m >= n)
        ck_parallel_ranges(m, panel_size(m, n, k), F(row_panel), &p);
    else
        ck_parallel_ranges(n, panel_size(m, n, k), F(column_panel), &p);
}

static void F(batch_task)(void *context, long begin, long end) {
    const struct F(product) *p = context;
    for (long i = begin; i < end; i++)
        F(blas_product)(p, p->m, p->n, p->a + i * p->stride_a, p->b + i * p->stride_b, p->c + i * p->stride_c);
}

void F(ck_gemm_batched)(int transpose_a, int transpose_b, long batch, long m, long n, long k, REAL alpha, const REAL *a,
                        long lda, long stride_a, const REAL *b, long ldb, long stride_b, REAL beta, REAL *c, long ldc,
                        long stride_c) {
    if (m <= 0 || n <= 0) return;
    if (k <= 0 || batch < SMALLEST_PARALLEL_BATCH || m * n * k > LARGE_PRODUCT) {
        for (long i = 0; i < batch; i++)
            F(ck_gemm)
        (transpose_a, transpose_b, m, n, k, alpha, a + i * stride_a, lda, b + i * stride_b, ldb, beta,
         c + i * stride_c, ldc);
        return;
    }
    struct F(product) p = {.transpose_a = transpose_a, .transpose_b = transpose_b, .m = m, .n = n, .k = k,
                           .lda = lda, .ldb = ldb, .ldc = ldc, .alpha = alpha, .beta = beta, .a = a, .b = b, .c = c,
                           .stride_a = stride_a, .stride_b = stride_b, .stride_c = stride_c};
    single_threaded_blas();
    long grain = LARGE_PRODUCT / (m * n * k);
    if (grain > (batch + 7) / 8) grain = (batch + 7) / 8;
    ck_parallel_ranges(batch, grain, F(batch_task), &p);
}
