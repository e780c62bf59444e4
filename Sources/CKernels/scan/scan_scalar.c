#include "ck_pool.h"
#include "ck_scan.h"
#include "scan/sizes.h"

#define CK_KERNEL "scan/scan.kernel.h"
#include "vector/instantiate.h"
