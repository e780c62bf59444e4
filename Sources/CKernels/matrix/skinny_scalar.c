#define CK_KERNEL "matrix/skinny.kernel.h"
#include "dispatch/instantiate.h"
