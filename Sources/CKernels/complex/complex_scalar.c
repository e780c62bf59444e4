#define CK_KERNEL "complex/complex.kernel.h"
#include "dispatch/instantiate.h"
