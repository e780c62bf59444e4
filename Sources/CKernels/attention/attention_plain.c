#include <math.h>

#include "attention/attention.h"
#include "ck_pool.h"

#define REAL float
#define CK_PLAIN(name) name##_f32
#define CK_EXP expf
#define CK_LOG logf
#define CK_TANH tanhf
#include "attention/plain.kernel.h"
#undef REAL
#undef CK_PLAIN
#undef CK_EXP
#undef CK_LOG
#undef CK_TANH

#define REAL double
#define CK_PLAIN(name) name##_f64
#define CK_EXP exp
#define CK_LOG log
#define CK_TANH tanh
#include "attention/plain.kernel.h"
