#if defined(__aarch64__)
#define CK_TARGET_NEON
#define CK_KERNEL "elementwise/peak.kernel.h"
#include "vector/instantiate.h"
#endif
