#define CK_KERNEL "normalisation/normalisation.kernel.h"
#include "dispatch/instantiate.h"
