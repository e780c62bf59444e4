#if defined(__aarch64__)
#define CK_TARGET_NEON
#define CK_KERNEL "complex/complex.kernel.h"
#include "dispatch/instantiate.h"
#endif
