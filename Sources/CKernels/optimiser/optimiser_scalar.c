#define CK_KERNEL "optimiser/optimiser.kernel.h"
#include "dispatch/instantiate.h"
