#include "fft/plan.h"

#include <stdlib.h>
#include <string.h>

#define REAL float
#define CK_REAL_NAME f32
#include "fft/plan_build.typed.h"
#undef REAL
#undef CK_REAL_NAME
#define REAL double
#define CK_REAL_NAME f64
#include "fft/plan_build.typed.h"
