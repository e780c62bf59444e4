/// The versions of the short convolution's inner loops.
#ifndef CK_SHORT_CONVOLUTION_INTERNAL_H
#define CK_SHORT_CONVOLUTION_INTERNAL_H

#include <stdbool.h>

#include "fft/plan.h"

enum { MAXIMUM_WIDTH = 16 };

#define REAL float
#define CK_REAL_NAME f32
#include "convolution/short_convolution_types.typed.h"
#undef REAL
#undef CK_REAL_NAME
#define REAL double
#define CK_REAL_NAME f64
#include "convolution/short_convolution_types.typed.h"
#undef REAL
#undef CK_REAL_NAME

#endif
