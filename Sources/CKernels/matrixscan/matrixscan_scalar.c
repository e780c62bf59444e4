#include "ck_matrix_scan.h"
#include "ck_pool.h"
#include "matrixscan/sizes.h"

#define CK_KERNEL "matrixscan/matrixscan.kernel.h"
#include "vector/instantiate.h"
