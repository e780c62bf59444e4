/// All scans for one level and one `REAL`.
#include "vector/vector.kernel.h"
//
#include "scan/linear.kernel.h"
#include "scan/logsum.kernel.h"
#include "scan/matrix.kernel.h"
#include "scan/selective.kernel.h"
#include "scan/selective_backward.kernel.h"
#include "scan/selective_forward.kernel.h"
#include "scan/wkv.kernel.h"
// Behind the partial loads of the weighted mean.
#include "scan/modal.kernel.h"
//
#undef SCAN
#undef GRADIENTS
#undef TILE_STATES
#undef TILE_VECTORS
#undef BLOCK
#include "vector/vector_end.h"
