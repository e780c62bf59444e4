/// The short convolution of one level, for both number types. Included between `level.h` and `level_end.h`.
#include "vector/width.h"

#define REAL float
#define CK_REAL_NAME f32
#define CK_REAL_IS_FLOAT 1
#include "vector/vector.kernel.h"
#include "convolution/short_convolution.kernel.h"
#include "vector/vector_end.h"
#undef REAL
#undef CK_REAL_NAME
#undef CK_REAL_IS_FLOAT

#define REAL double
#define CK_REAL_NAME f64
#define CK_REAL_IS_FLOAT 0
#include "vector/vector.kernel.h"
#include "convolution/short_convolution.kernel.h"
#include "vector/vector_end.h"
#undef REAL
#undef CK_REAL_NAME
#undef CK_REAL_IS_FLOAT
