/// The vector kernels of one level: the file that includes this names the level by `CK_TARGET_…`.
#include <immintrin.h>
#include <math.h>
#include <string.h>

#include "dispatch/level.h"

#define CK_REAL_NAME f32
#if defined(CK_TARGET_AVX512_VNNI) || defined(CK_TARGET_AVX_VNNI)
#define CK_PACKED_VNNI 1
#else
#define CK_PACKED_VNNI 0
#endif
#ifndef CK_TILE
#define CK_TILE 3 // tokens
#endif
#include "weights/packed.kernel.h"

#include "weights/packed_float.kernel.h"
#include "weights/packed_table.kernel.h"

#include "dispatch/level_end.h"
