#include "convolution/short_convolution.h"

#include <string.h>

#include "ck_convolution.h"
#include "ck_dispatch.h"
#include "ck_pool.h"

enum { TASK_STEPS = 128 };

#define REAL float
#define CK_REAL_NAME f32
#include "convolution/short_convolution.typed.h"
#undef REAL
#undef CK_REAL_NAME
#define REAL double
#define CK_REAL_NAME f64
#include "convolution/short_convolution.typed.h"
