#include "ck_lapack.h"

#include "matrix/blas.h"
#include <stdlib.h>

#if defined(__APPLE__)
typedef __LAPACK_double_complex lapack_complex;
#define HIDDEN(...)
#else
typedef struct {
    double re, im;
} lapack_complex;
/// LAPACK's calling convention: everything by address, the lengths of strings behind the rest.
#define HIDDEN(...) , __VA_ARGS__
void dsyevd_(const char *, const char *, const int *, double *, const int *, double *, double *, const int *, int *,
             const int *, int *, size_t, size_t);
void zheevd_(const char *, const char *, const int *, lapack_complex *, const int *, double *, lapack_complex *,
             const int *, double *, const int *, int *, const int *, int *, size_t, size_t);
void dgesv_(const int *, const int *, double *, const int *, int *, double *, const int *, int *);
#endif

// LAPACK reads columns where we have rows: it sees the transpose. That of a symmetric matrix is the matrix; that of a
// Hermitian one its conjugate, whose eigenvectors are the conjugates. Eigenvectors come out as columns: our rows.

// The lower triangle: then the reduction begins at the first row, and small eigenvalues of a matrix whose elements get smaller
// towards its end (Hankel matrices of moments) keep their vectors ten times more exactly.
int ck_eigen_symmetric(long n, double *a, double *values) {
    const int size = (int)n, query = -1;
    int info = 0, integer_count = 0;
    double count = 0;
    if (n == 0) return 0;
    dsyevd_("V", "L", &size, a, &size, values, &count, &query, &integer_count, &query, &info HIDDEN(1, 1));
    const int doubles = (int)count, integers = integer_count;
    double *work = malloc(sizeof(double) * (size_t)doubles);
    int *integer_work = malloc(sizeof(int) * (size_t)integers);
    if (work == NULL || integer_work == NULL) abort();
    dsyevd_("V", "L", &size, a, &size, values, work, &doubles, integer_work, &integers, &info HIDDEN(1, 1));
    free(work);
    free(integer_work);
    return info;
}

int ck_eigen_hermitian(long n, double *a, double *values) {
    const int size = (int)n, query = -1;
    int info = 0, integer_count = 0;
    double real_count = 0, count[2] = {0, 0};
    lapack_complex *matrix = (lapack_complex *)a;
    if (n == 0) return 0;
    zheevd_("V", "U", &size, matrix, &size, values, (lapack_complex *)count, &query, &real_count, &query, &integer_count,
            &query, &info HIDDEN(1, 1));
    const int complexes = (int)count[0], reals = (int)real_count, integers = integer_count;
    lapack_complex *work = malloc(sizeof(lapack_complex) * (size_t)complexes);
    double *real_work = malloc(sizeof(double) * (size_t)reals);
    int *integer_work = malloc(sizeof(int) * (size_t)integers);
    if (work == NULL || real_work == NULL || integer_work == NULL) abort();
    zheevd_("V", "U", &size, matrix, &size, values, work, &complexes, real_work, &reals, integer_work, &integers,
            &info HIDDEN(1, 1));
    for (long i = 0; i < n * n; i++) a[2 * i + 1] = -a[2 * i + 1];
    free(work);
    free(real_work);
    free(integer_work);
    return info;
}

/// Row by row the transposed problem is what LAPACK would solve, so that both sides are transposed around the call.
int ck_solve(long n, long columns, double *a, double *b) {
    const int size = (int)n, count = (int)columns;
    int info = 0;
    if (n == 0 || columns == 0) return 0;
    int *pivots = malloc(sizeof(int) * (size_t)n);
    double *turned = malloc(sizeof(double) * (size_t)(n * columns));
    if (pivots == NULL || turned == NULL) abort();
    for (long i = 0; i < n; i++) {
        for (long j = i + 1; j < n; j++) {
            const double kept = a[i * n + j];
            a[i * n + j] = a[j * n + i];
            a[j * n + i] = kept;
        }
    }
    for (long i = 0; i < n; i++) {
        for (long j = 0; j < columns; j++) turned[j * n + i] = b[i * columns + j];
    }
    dgesv_(&size, &count, a, &size, pivots, turned, &size, &info);
    for (long i = 0; i < n; i++) {
        for (long j = 0; j < columns; j++) b[i * columns + j] = turned[j * n + i];
    }
    free(pivots);
    free(turned);
    return info;
}
