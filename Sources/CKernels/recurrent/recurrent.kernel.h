/// Recurrent cells for one level and one `REAL`.
#include "vector/vector.kernel.h"
//
#include "recurrent/product.kernel.h"
#include "recurrent/weights.kernel.h"
//
#include "recurrent/gru.kernel.h"
#include "recurrent/lstm.kernel.h"
//
#include "vector/vector_end.h"
#undef TILE_ROWS
