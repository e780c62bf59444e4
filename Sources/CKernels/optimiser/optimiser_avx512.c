#if defined(__x86_64__)
#define CK_TARGET_AVX512
#define CK_KERNEL "optimiser/optimiser.kernel.h"
#include "dispatch/instantiate.h"
#endif
