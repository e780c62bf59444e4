#include "ck_complex.h"

#include "ck_pool.h"
#include "dispatch/typed.h"

#define REAL float
#define CK_REAL_NAME f32
#include "complex/runs.h"
#undef REAL
#undef CK_REAL_NAME

#define REAL double
#define CK_REAL_NAME f64
#include "complex/runs.h"
