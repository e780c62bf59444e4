#include "fft/plan.h"

#if defined(__x86_64__)
#define CK_TARGET_AVX512
#include "dispatch/level.h"
#include "fft/level.kernel.h"
#include "dispatch/level_end.h"
#endif
