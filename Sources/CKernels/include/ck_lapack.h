/// Dense factorisations in double precision, by the platform's LAPACK. Matrices are row-major. They are for set-up: one
/// thread, working memory from the system.
#ifndef CK_LAPACK_H
#define CK_LAPACK_H

#ifdef __cplusplus
extern "C" {
#endif

/// Eigenvalues, ascending, and orthonormal eigenvectors of a symmetric matrix [n, n]. On return row k of `a` is the
/// eigenvector of values[k].
/// Returns 0, or a positive number where the iteration did not converge.
int ck_eigen_symmetric(long n, double *a, double *values);

/// As above for a Hermitian matrix [n, n] of (re, im) pairs.
int ck_eigen_hermitian(long n, double *a, double *values);

/// Solves A X = B for X; A [n, n], B [n, columns]. X takes the place of B, and A is destroyed.
/// Returns 0, or a positive number where A is singular.
int ck_solve(long n, long columns, double *a, double *b);

#ifdef __cplusplus
}
#endif
#endif
