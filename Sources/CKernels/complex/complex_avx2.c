#if defined(__x86_64__)
#define CK_TARGET_AVX2
#define CK_KERNEL "complex/complex.kernel.h"
#include "dispatch/instantiate.h"
#endif
