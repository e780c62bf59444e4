/// Logarithms of cumulative sums of exponentials (see `ck_scan.h`): a task is one sequence and a vector of channels.
typedef struct {
    long batch, length, width, blocks;
    const REAL *x, *initial, *z, *gradient;
    REAL *out, *gradient_initial;
} CK_NAME(logsum);

INLINE VEC CK_NAME(load_some)(const REAL *from, long count) {
    if (count >= LANES) return CK_NAME(load)(from);
    VEC value = (VEC)(REAL)0;
    for (long i = 0; i < count; i++) value[i] = from[i];
    return value;
}

INLINE void CK_NAME(store_some)(REAL *to, VEC value, long count) {
    if (count >= LANES) {
        CK_NAME(store)(to, value);
        return;
    }
    for (long i = 0; i < count; i++) to[i] = value[i];
}

static void CK_NAME(logsum_task)(void *context, long index) {
    const CK_NAME(logsum) *call = context;
    const long sequence = index / call->blocks, first = index % call->blocks * LANES, width = call->width;
    const long count = width - first, start = sequence * call->length * width + first;
    if (call->length == 0) return;
    VEC z = CK_NAME(load_some)(call->x + start, count);
    if (call->initial) {
        const VEC before = CK_NAME(load_some)(call->initial + sequence * width + first, count);
        z = before + CK_NAME(vsoftplus)(z - before);
    }
    CK_NAME(store_some)(call->out + start, z, count);
    for (long t = 1; t < call->length; t++) {
        z = z + CK_NAME(vsoftplus)(CK_NAME(load_some)(call->x + start + t * width, count) - z);
        CK_NAME(store_some)(call->out + start + t * width, z, count);
    }
}

/// r[t] = gradient[t] + exp(z[t] - z[t+1]) r[t+1]; the input's gradient is exp(x[t] - z[t]) r[t].
static void CK_NAME(logsum_backward_task)(void *context, long index) {
    const CK_NAME(logsum) *call = context;
    const long sequence = index / call->blocks, first = index % call->blocks * LANES, width = call->width;
    const long count = width - first, start = sequence * call->length * width + first;
    VEC carried = (VEC)(REAL)0;
    for (long t = call->length - 1; t >= 0; t--) {
        const long row = start + t * width;
        const VEC z = CK_NAME(load_some)(call->z + row, count);
        const VEC sum = CK_NAME(load_some)(call->gradient + row, count) + carried;
        CK_NAME(store_some)(call->out + row, CK_NAME(vexp)(CK_NAME(load_some)(call->x + row, count) - z) * sum, count);
        if (t > 0)
            carried = CK_NAME(vexp)(CK_NAME(load_some)(call->z + row - width, count) - z) * sum;
        else if (call->initial)
            carried = CK_NAME(vexp)(CK_NAME(load_some)(call->initial + sequence * width + first, count) - z) * sum;
    }
    if (call->gradient_initial)
        CK_NAME(store_some)(call->gradient_initial + sequence * width + first, carried, count);
}

void CK_NAME(log_cumulative_sum)(long batch, long length, long width, const REAL *x, const REAL *initial, REAL *z) {
    CK_NAME(logsum) call = {.batch = batch, .length = length, .width = width, .x = x, .initial = initial, .out = z};
    call.blocks = (width + LANES - 1) / LANES;
    ck_parallel(batch * call.blocks, CK_NAME(logsum_task), &call);
}

void CK_NAME(log_cumulative_sum_backward)(long batch, long length, long width, const REAL *x, const REAL *initial,
                                          const REAL *z, const REAL *gradient, REAL *gradient_x,
                                          REAL *gradient_initial) {
    CK_NAME(logsum) call = {.batch = batch, .length = length, .width = width, .x = x, .initial = initial, .z = z,
                            .gradient = gradient, .out = gradient_x, .gradient_initial = gradient_initial};
    call.blocks = (width + LANES - 1) / LANES;
    ck_parallel(batch * call.blocks, CK_NAME(logsum_backward_task), &call);
}
