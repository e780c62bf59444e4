#if defined(__aarch64__)
#include "ck_pool.h"
#include "ck_scan.h"
#include "scan/sizes.h"

#define CK_TARGET_NEON
#define CK_KERNEL "scan/scan.kernel.h"
#include "vector/instantiate.h"
#endif
