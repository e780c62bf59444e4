/// All scans over matrices for one level and one `REAL`.
#include "vector/vector.kernel.h"
//
#include "matrixscan/shared.kernel.h"
#include "matrixscan/outer.kernel.h"
#include "matrixscan/decay_gradient.kernel.h"
#include "matrixscan/rank_one.kernel.h"
#include "matrixscan/rank_one_backward.kernel.h"
//
#undef SCAN
#undef RANK_ONE
#undef RANK_ONE_GRADIENTS
#undef TILE_ROWS
#undef TILE_VECTORS
#undef BLOCK
#include "vector/vector_end.h"
