/// Packing of recurrent weights, and what both cells do with the gradients of weights, bias and states.

/// Panels for the forward product: panel p holds, for `gates` consecutive gates starting at `gate`, the units
/// p * LANES ..< (p + 1) * LANES: [hidden][gates * LANES] = weight[gate * hidden + unit][k].
typedef struct {
    long hidden, gates, panels;
    const REAL *weight;
    REAL *packed;
} CK_NAME(packing);

static void CK_NAME(pack_forward_task)(void *context, long index) {
    const CK_NAME(packing) *packing = context;
    const long hidden = packing->hidden, gates = packing->gates, gate = index / packing->panels * gates;
    const long unit = index % packing->panels * LANES, count = hidden - unit < LANES ? hidden - unit : LANES;
    REAL *panel = packing->packed + index * hidden * gates * LANES;
    for (long g = 0; g < gates; g++)
        for (long i = 0; i < LANES; i++) {
            const REAL *row = packing->weight + ((gate + g) * hidden + unit + i) * hidden;
            for (long k = 0; k < hidden; k++) panel[(k * gates + g) * LANES + i] = i < count ? row[k] : 0;
        }
}

/// Panels for the backward product: panel p holds the columns of 2 * LANES units, [gates * hidden][2 * LANES].
static void CK_NAME(pack_backward_task)(void *context, long index) {
    const CK_NAME(packing) *packing = context;
    const long hidden = packing->hidden, depth = packing->gates * hidden, columns = 2 * LANES;
    const long unit = index * columns, count = hidden - unit < columns ? hidden - unit : columns;
    REAL *panel = packing->packed + index * depth * columns;
    for (long k = 0; k < depth; k++)
        for (long i = 0; i < columns; i++)
            panel[k * columns + i] = i < count ? packing->weight[k * hidden + unit + i] : 0;
}

/// Panels of one task of a single position: a small step is not worth waking another thread for.
INLINE long CK_NAME(panels_per_task)(long batch, long gates, long hidden, long panels) {
    const long tasks = batch * gates * hidden * hidden / (512 * 1024) + 1;
    return (panels + tasks - 1) / tasks;
}

/// Sequences that one task runs through time: half the batch, at most a tile of rows, whatever the number of threads.
INLINE long CK_NAME(rows_per_task)(long batch) {
    const long half = (batch + 1) / 2;
    return half < CK_RECURRENT_ROWS ? half : CK_RECURRENT_ROWS;
}

/// The weight gradient: gate gradients transposed times the states before, over all positions at once. Gates from
/// `split` on come from the array `late` (GRU: the recurrent part of n), the earlier ones from `early`.
typedef struct {
    long batch, length, hidden, gates, split;
    const REAL *early, *late, *outputs, *initial;
    REAL *previous, *weight;
} CK_NAME(weight_gradient);

/// Every state moved on by one position, so that row t holds what the product at t saw.
static void CK_NAME(shift_task)(void *context, long sequence) {
    const CK_NAME(weight_gradient) *call = context;
    const size_t row = (size_t)call->hidden * sizeof(REAL);
    REAL *to = call->previous + sequence * call->length * call->hidden;
    if (call->initial)
        memcpy(to, call->initial + sequence * call->hidden, row);
    else
        memset(to, 0, row);
    memcpy(to + call->hidden, call->outputs + sequence * call->length * call->hidden,
           (size_t)(call->length - 1) * row);
}

/// Writes `weight`; needs scratch `previous` of [batch, length, hidden].
static void CK_NAME(weight_gradient_run)(CK_NAME(weight_gradient) *call) {
    const long hidden = call->hidden, units = call->gates * hidden, early = call->split * hidden;
    if (call->batch == 0 || call->length == 0 || hidden == 0) {
        for (long i = 0; i < units * hidden; i++) call->weight[i] = 0;
        return;
    }
    ck_parallel(call->batch, CK_NAME(shift_task), call);
    const long positions = call->batch * call->length;
    CK_TYPE(ck_gemm)(1, 0, early, hidden, positions, 1, call->early, units, call->previous, hidden, 0, call->weight,
                     hidden);
    if (call->split < call->gates)
        CK_TYPE(ck_gemm)(1, 0, units - early, hidden, positions, 1, call->late, units - early, call->previous, hidden,
                         0, call->weight + early * hidden, hidden);
}

/// Sums the tasks' parts of the bias gradient in their order.
static void CK_NAME(sum_bias)(const REAL *parts, long tasks, long padded, long gates, long hidden, REAL *bias) {
    for (long gate = 0; gate < gates; gate++)
        for (long u = 0; u < hidden; u++) {
            REAL sum = 0;
            for (long task = 0; task < tasks; task++) sum += parts[(task * gates + gate) * padded + u];
            bias[gate * hidden + u] = sum;
        }
}

/// The states after the last position, or the initial ones when there is none.
static void CK_NAME(copy_final)(long batch, long length, long hidden, const REAL *states, long stride,
                                const REAL *initial, REAL *final) {
    const size_t row = (size_t)hidden * sizeof(REAL);
    for (long sequence = 0; final && sequence < batch; sequence++) {
        if (length > 0)
            memcpy(final + sequence * hidden, states + ((sequence + 1) * length - 1) * stride, row);
        else if (initial)
            memmove(final + sequence * hidden, initial + sequence * hidden, row);
        else
            memset(final + sequence * hidden, 0, row);
    }
}
