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

/// Rows or columns of one panel of C, by the size of the product alone: where BLAS is called for another part of C it may
/// add in another order, and the bits must not depend on the number of threads. Each panel packs the other operand again,
/// so panels stay long; there is an even number of them, so that two threads finish together.
static long panel_size(long m, long n, long k) {
    enum { LONGEST_PANEL = 512, TILE = 16, SMALL_WORK = 1 << 20 };
    long longest = m > n ? m : n;
    if (m * n * k < SMALL_WORK) return longest;
    long panels = (longest + 2 * LONGEST_PANEL - 1) / (2 * LONGEST_PANEL) * 2;
    return ((longest + panels - 1) / panels + TILE - 1) / TILE * TILE;
}

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
