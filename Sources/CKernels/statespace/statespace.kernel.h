/// The kernels of state spaces for one level and one `REAL`.
#include "vector/vector.kernel.h"
//
#include "statespace/fractions.kernel.h"
#include "statespace/powers.kernel.h"
//
#include "vector/vector_end.h"
