#if defined(__x86_64__)
#define CK_TARGET_AVX2
#include "weights/packed_instantiate.h"
#endif
