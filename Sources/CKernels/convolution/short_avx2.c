#include "convolution/short_convolution.h"
#include "vector/system.h"

#if defined(__x86_64__)
#define CK_TARGET_AVX2
#include "dispatch/level.h"
#include "convolution/level.kernel.h"
#include "dispatch/level_end.h"
#endif
