#include <string.h>

#include "ck_fft.h"
#include "ck_pool.h"
#include "fft/plan.h"

/// With fewer groups of channels than these, the batch is cut up, too.
enum { FEW_GROUPS = 8 };

#define REAL float
#define CK_REAL_NAME f32
#include "fft/long_convolution.typed.h"
#undef REAL
#undef CK_REAL_NAME
#define REAL double
#define CK_REAL_NAME f64
#include "fft/long_convolution.typed.h"
