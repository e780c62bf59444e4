#if defined(__x86_64__)
#include "ck_matrix.h"
#include "ck_pool.h"
#include "ck_recurrent.h"
#include "recurrent/sizes.h"

#define CK_TARGET_AVX512
#define CK_KERNEL "recurrent/recurrent.kernel.h"
#include "vector/instantiate.h"
#endif
