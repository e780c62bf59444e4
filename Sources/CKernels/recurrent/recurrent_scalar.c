#include "ck_matrix.h"
#include "ck_pool.h"
#include "ck_recurrent.h"
#include "recurrent/sizes.h"

#define CK_KERNEL "recurrent/recurrent.kernel.h"
#include "vector/instantiate.h"
