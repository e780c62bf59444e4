#define CK_KERNEL "elementwise/peak.kernel.h"
#include "vector/instantiate.h"
