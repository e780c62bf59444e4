/// Compiles the kernel file named by `CK_KERNEL`, which uses the short vectors of this folder, for one level: once for
/// float and once for double. `CK_TYPE(name)` is the public name for the element type.
#include "vector/scratch.h"
#include "vector/system.h"

#include "dispatch/level.h"
#include "vector/width.h"

#define REAL float
#define CK_REAL_NAME f32
#define CK_REAL_IS_FLOAT 1
#define CK_TYPE(name) name##_f32
#include CK_KERNEL
#undef REAL
#undef CK_REAL_NAME
#undef CK_REAL_IS_FLOAT
#undef CK_TYPE

#define REAL double
#define CK_REAL_NAME f64
#define CK_REAL_IS_FLOAT 0
#define CK_TYPE(name) name##_f64
#include CK_KERNEL

#include "dispatch/level_end.h"
