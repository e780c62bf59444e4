#include "ck_eigenvalues.h"

#include "matrix/blas.h"
#include <stdlib.h>

#if defined(__APPLE__)
#define HIDDEN(...)
#else
/// LAPACK's calling convention: everything by address, the lengths of strings behind the rest.
#define HIDDEN(...) , __VA_ARGS__
void dgeev_(const char *, const char *, const int *, double *, const int *, double *, double *, double *, const int *,
            double *, const int *, double *, const int *, int *, size_t, size_t);
#endif

// LAPACK reads columns where we have rows: it sees the transpose, which has the same eigenvalues.

int ck_eigenvalues(long n, double *a, double *real, double *imaginary) {
    const int size = (int)n, query = -1, one = 1;
    int info = 0;
    double count = 0, none = 0;
    if (n == 0) return 0;
    dgeev_("N", "N", &size, a, &size, real, imaginary, &none, &one, &none, &one, &count, &query, &info HIDDEN(1, 1));
    const int doubles = (int)count;
    double *work = malloc(sizeof(double) * (size_t)doubles);
    if (work == NULL) abort();
    dgeev_("N", "N", &size, a, &size, real, imaginary, &none, &one, &none, &one, work, &doubles, &info HIDDEN(1, 1));
    free(work);
    return info;
}
