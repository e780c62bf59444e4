#if defined(__x86_64__)
#include "ck_matrix_scan.h"
#include "ck_pool.h"
#include "matrixscan/sizes.h"

#define CK_TARGET_AVX2
#define CK_KERNEL "matrixscan/matrixscan.kernel.h"
#include "vector/instantiate.h"
#endif
