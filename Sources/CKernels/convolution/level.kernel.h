/// The short convolution of one level, for both number types. Included between `level.h` and `level_end.h`.
#define REAL float
#define CK_REAL_NAME f32
#define CK_REAL_BITS 32
#include "fft/vector.kernel.h"
#include "convolution/short_convolution.kernel.h"
#undef REAL
#undef CK_REAL_NAME
#undef CK_REAL_BITS
#include "fft/vector_end.h"
#define REAL double
#define CK_REAL_NAME f64
#define CK_REAL_BITS 64
#include "fft/vector.kernel.h"
#include "convolution/short_convolution.kernel.h"
#undef REAL
#undef CK_REAL_NAME
#undef CK_REAL_BITS
#include "fft/vector_end.h"
