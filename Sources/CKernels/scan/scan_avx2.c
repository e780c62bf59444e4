#if defined(__x86_64__)
#include "ck_pool.h"
#include "ck_scan.h"
#include "scan/sizes.h"

#define CK_TARGET_AVX2
#define CK_KERNEL "scan/scan.kernel.h"
#include "vector/instantiate.h"
#endif
