#define CK_KERNEL "elementwise/elementwise.kernel.h"
#include "dispatch/instantiate.h"
