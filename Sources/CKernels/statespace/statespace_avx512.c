#if defined(__x86_64__)
#include "ck_pool.h"
#include "ck_state_space.h"

#define CK_TARGET_AVX512
#define CK_KERNEL "statespace/statespace.kernel.h"
#include "vector/instantiate.h"
#endif
