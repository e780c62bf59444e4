#if defined(__aarch64__)
#include "ck_matrix.h"
#include "ck_pool.h"
#include "ck_recurrent.h"
#include "recurrent/sizes.h"

#define CK_TARGET_NEON
#define CK_KERNEL "recurrent/recurrent.kernel.h"
#include "vector/instantiate.h"
#endif
