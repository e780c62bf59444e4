#if defined(__aarch64__)
#define CK_TARGET_NEON
#define CK_KERNEL "elementwise/elementwise.kernel.h"
#include "dispatch/instantiate.h"
#endif
