/// Eigenvalues of general matrices in double precision, by the platform's LAPACK.
#ifndef CK_EIGENVALUES_H
#define CK_EIGENVALUES_H

#ifdef __cplusplus
extern "C" {
#endif

/// Eigenvalues of a matrix [n, n], row-major, which is destroyed: real[k] + i imaginary[k], conjugate ones next to each other.
/// Returns 0, or a positive number where the iteration did not converge.
int ck_eigenvalues(long n, double *a, double *real, double *imaginary);

#ifdef __cplusplus
}
#endif
#endif
