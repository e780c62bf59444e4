#include "ck_matrix.h"

#include "ck_pool.h"
#include "dispatch/typed.h"

#include "matrix/blas.h"
#include <stdatomic.h>

enum {
    SKINNY = 8,                     // at most so many rows go to the kernel that reads the matrix once
    SKINNY_ELEMENTS = 32768,        // matrix elements in one of its tasks
    SMALLEST_PARALLEL_BATCH = 4,    // smaller batches are cut inside each product
    LARGE_PRODUCT = 8 * 1024 * 1024 // multiply-adds from which one product is cut into panels
};

/// The pool runs the threads: BLAS itself must not start any.
static void single_threaded_blas(void) {
#if !defined(__APPLE__)
    static atomic_int done;
    if (atomic_load_explicit(&done, memory_order_relaxed)) return;
    openblas_set_num_threads(1);
    atomic_store_explicit(&done, 1, memory_order_relaxed);
#endif
}

/// Panels that a product is cut into: by its size alone, so that the bits do not depend on the number of threads.
static long panel_count(long m, long n, long k) {
    long longest = m > n ? m : n, work = m * n * k;
    if (work < 1024 * 1024) return 1;
    long panels = work / (16 * 1024 * 1024);
    if (panels < 2) panels = 2;
    if (panels > 8) panels = 8;
    while (panels > 2 && longest / panels < 128) panels /= 2;
    return panels;
}

static long round_up(long value, long multiple) { return (value + multiple - 1) / multiple * multiple; }

#define REAL float
#define CK_REAL_NAME f32
#define BLAS_GEMM cblas_sgemm
#include "matrix/products.h"
#undef REAL
#undef CK_REAL_NAME
#undef BLAS_GEMM

#define REAL double
#define CK_REAL_NAME f64
#define BLAS_GEMM cblas_dgemm
#include "matrix/products.h"
