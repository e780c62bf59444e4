#if defined(__aarch64__)

#define CK_TARGET_NEON
#include "attention/attention.h"
#include "dispatch/level.h"

#define LANES 4
#define COLUMNS 4
#include "attention/vector.h"
#include "attention/visibility.kernel.h"

#include "attention/forward.kernel.h"

#include "attention/backward.kernel.h"

#include "attention/decode.kernel.h"

const ck_attention_kernels ck_attention_neon = {forward_task, backward_task, decode_task};

#include "dispatch/level_end.h"

#endif
