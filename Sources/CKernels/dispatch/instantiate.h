/// Compiles the kernel file named by `CK_KERNEL` for one level, once for float and once for double.
#include "dispatch/level.h"

#define REAL float
#define CK_REAL_NAME f32
#define CK_REAL_IS_FLOAT
#include "elementwise/mathematics.h"
#include CK_KERNEL
#include "dispatch/real_end.h"

#define REAL double
#define CK_REAL_NAME f64
#include "elementwise/mathematics.h"
#include CK_KERNEL
#include "dispatch/real_end.h"

#include "dispatch/level_end.h"
