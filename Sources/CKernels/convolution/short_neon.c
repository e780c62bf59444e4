#include "convolution/short_convolution.h"
#include "vector/system.h"

#if defined(__aarch64__)
#define CK_TARGET_NEON
#include "dispatch/level.h"
#include "convolution/level.kernel.h"
#include "dispatch/level_end.h"
#endif
