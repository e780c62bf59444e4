#if defined(__x86_64__)

#define CK_TARGET_AVX512
#include "dispatch/level.h"
#include "rotary/rotary.h"

#define REAL float
#define CK_REAL_NAME f32
#include "rotary/rotary.kernel.h"
#undef REAL
#undef CK_REAL_NAME

#define REAL double
#define CK_REAL_NAME f64
#include "rotary/rotary.kernel.h"

#include "dispatch/level_end.h"

#endif
