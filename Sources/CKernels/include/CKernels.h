/// CKernels: the numerical kernels of Continuo. One header per concern; every function is documented in its own header.
#ifndef CKERNELS_H
#define CKERNELS_H

#include "ck_dispatch.h"
#include "ck_pool.h"

#endif
