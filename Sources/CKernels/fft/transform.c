#include "ck_fft.h"

#include <string.h>

#include "ck_dispatch.h"
#include "ck_pool.h"
#include "fft/plan.h"

/// A single row of at least `LONG_ROW` complex numbers is shared out over the pool, `TASK_POINTS` to a task: a shorter one
/// would lose more by waiting at the end of each pass, above all on a busy machine. Short rows of a batch make up tasks of
/// at least `ROW_POINTS`.
enum { LONG_ROW = 1 << 18, TASK_POINTS = 1 << 15, ROW_POINTS = 1 << 12 };

#define REAL float
#define CK_REAL_NAME f32
#include "fft/transform.typed.h"
#undef REAL
#undef CK_REAL_NAME
#define REAL double
#define CK_REAL_NAME f64
#include "fft/transform.typed.h"
