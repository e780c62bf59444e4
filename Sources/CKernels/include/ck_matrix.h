/// Matrix products, row-major.
#ifndef CK_MATRIX_H
#define CK_MATRIX_H

#ifdef __cplusplus
extern "C" {
#endif

#define CK_DECLARE(REAL, real)                                                                                         \
    /* C = alpha op(A) op(B) + beta C, op(A) [m, k], op(B) [k, n], C [m, n]; with a transpose flag the operand is      \
       stored as [k, m] or [n, k]. lda, ldb, ldc: row strides. beta = 0 does not read C. BLAS does the work, one call  \
       for each panel of C; a few rows against a transposed matrix (decoding) have a kernel of their own. */           \
    void ck_gemm_##real(int transpose_a, int transpose_b, long m, long n, long k, REAL alpha, const REAL *a, long lda, \
                        const REAL *b, long ldb, REAL beta, REAL *c, long ldc);                                        \
    /* `batch` products of one size; strides between matrices may be 0 for a and b. */                                 \
    void ck_gemm_batched_##real(int transpose_a, int transpose_b, long batch, long m, long n, long k, REAL alpha,      \
                                const REAL *a, long lda, long stride_a, const REAL *b, long ldb, long stride_b,        \
                                REAL beta, REAL *c, long ldc, long stride_c);

CK_DECLARE(float, f32)
CK_DECLARE(double, f64)
#undef CK_DECLARE

#ifdef __cplusplus
}
#endif
#endif
