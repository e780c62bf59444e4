#if defined(__x86_64__)
#define CK_TARGET_AVX2
#define CK_KERNEL "elementwise/peak.kernel.h"
#include "vector/instantiate.h"
#endif
