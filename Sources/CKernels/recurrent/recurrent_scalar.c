#include "ck_matrix.h"
#include "ck_pool.h"
#include "ck_recurrent.h"
#include "recurrent/sizes.h"
#include "vector/scratch.h"
#include "vector/system.h"

#include "dispatch/level.h"
#include "vector/width.h"

#define REAL float
#define CK_REAL_NAME f32
#define CK_REAL_IS_FLOAT 1
#define CK_TYPE(name) name##_f32
#include "recurrent/recurrent.kernel.h"
#undef REAL
#undef CK_REAL_NAME
#undef CK_REAL_IS_FLOAT
#undef CK_TYPE

#define REAL double
#define CK_REAL_NAME f64
#define CK_REAL_IS_FLOAT 0
#define CK_TYPE(name) name##_f64
#include "recurrent/recurrent.kernel.h"

#include "dispatch/level_end.h"
