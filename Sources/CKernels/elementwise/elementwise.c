#include "ck_elementwise.h"

#include "ck_pool.h"
#include "dispatch/typed.h"

#include <stdlib.h>
#include <string.h>

/// Columns in one task of a sum over rows.
enum { GRAIN = CK_GRAIN, COLUMNS = 64 };

/// Drops dimensions of size 1 and joins neighbours that every operand walks as one. Returns the new rank.
static int collapse(int rank, const long *shape, int operands, const long *const *strides, long *out_shape,
                    long out_strides[][CK_MAXIMUM_RANK]) {
    int used = 0;
    for (int d = 0; d < rank; d++) {
        if (shape[d] == 1) continue;
        int joins = used > 0;
        for (int o = 0; o < operands && joins; o++) joins = out_strides[o][used - 1] == strides[o][d] * shape[d];
        if (joins) {
            out_shape[used - 1] *= shape[d];
            for (int o = 0; o < operands; o++) out_strides[o][used - 1] = strides[o][d];
        } else {
            out_shape[used] = shape[d];
            for (int o = 0; o < operands; o++) out_strides[o][used] = strides[o][d];
            used++;
        }
    }
    if (used == 0) {
        out_shape[0] = 1;
        for (int o = 0; o < operands; o++) out_strides[o][0] = 1;
        used = 1;
    }
    return used;
}

/// Offsets of outer row `row` for each operand: the row's index unravelled over all dimensions but the last.
static void outer_offsets(long row, int rank, const long *shape, int operands, long strides[][CK_MAXIMUM_RANK],
                          long *offsets) {
    for (int o = 0; o < operands; o++) offsets[o] = 0;
    for (int d = rank - 2; d >= 0; d--) {
        long index = row % shape[d];
        row /= shape[d];
        for (int o = 0; o < operands; o++) offsets[o] += index * strides[o][d];
    }
}

static long product(int rank, const long *shape) {
    long count = 1;
    for (int d = 0; d < rank; d++) count *= shape[d];
    return count;
}

#define REAL float
#define CK_REAL_NAME f32
#include "elementwise/runs.h"
#include "elementwise/rows.h"
#undef REAL
#undef CK_REAL_NAME

#define REAL double
#define CK_REAL_NAME f64
#include "elementwise/runs.h"
#include "elementwise/rows.h"
