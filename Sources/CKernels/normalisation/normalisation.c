#include "ck_normalisation.h"

#include "ck_elementwise.h"
#include "ck_memory.h"
#include "ck_pool.h"
#include "dispatch/typed.h"

#include <string.h>

#define REAL float
#define CK_REAL_NAME f32
#include "normalisation/rows.h"
#undef REAL
#undef CK_REAL_NAME

#define REAL double
#define CK_REAL_NAME f64
#include "normalisation/rows.h"
