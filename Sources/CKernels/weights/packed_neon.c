#if defined(__aarch64__)
#define CK_TARGET_NEON
#include "dispatch/level.h"
#define CK_REAL_NAME f32
#define CK_TILE 1
#include "weights/packed_plain.kernel.h"
#include "weights/packed_table.kernel.h"
#include "dispatch/level_end.h"
#endif
