#if defined(__x86_64__)

#define CK_TARGET_AVX2
#include "attention/attention.h"
#include "dispatch/level.h"

#define LANES 8
#define COLUMNS 2
#include "attention/vector.h"
#include "attention/visibility.kernel.h"

#include "attention/forward.kernel.h"

#include "attention/backward.kernel.h"

#include "attention/decode.kernel.h"

const ck_attention_kernels ck_attention_avx2 = {forward_task, backward_task, decode_task};

#include "dispatch/level_end.h"

#endif
