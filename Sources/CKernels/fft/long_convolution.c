#include <string.h>

#include "ck_fft.h"
#include "ck_pool.h"
#include "fft/plan.h"

/// With fewer groups of channels than these, the batch is cut up, too.
enum { FEW_GROUPS = 8 };
/// Sequences up to this long are convolved term by term.
enum { DIRECT_LENGTH = 64 };
/// Lagged sums of at least so many terms are shared among threads, so many channels at a time.
enum { LARGE_SUM = 1 << 16, LAGGED_CHANNELS = 32 };

#define REAL float
#define CK_REAL_NAME f32
#include "fft/long_convolution.typed.h"
#undef REAL
#undef CK_REAL_NAME
#define REAL double
#define CK_REAL_NAME f64
#include "fft/long_convolution.typed.h"
