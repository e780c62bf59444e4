#include "ck_pool.h"
#include "ck_state_space.h"

#define CK_KERNEL "statespace/statespace.kernel.h"
#include "vector/instantiate.h"
