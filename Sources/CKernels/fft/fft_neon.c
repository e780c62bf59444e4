#include "fft/plan.h"

#if defined(__aarch64__)
#define CK_TARGET_NEON
#include "dispatch/level.h"
#include "fft/level.kernel.h"
#include "dispatch/level_end.h"
#endif
