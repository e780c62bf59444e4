/// What the passes of the selective scan share: shapes, packing, and the rates.
///
/// Lanes are channels: a vector holds one state n of `LANES` neighbouring channels, so that b[t][n] and c[t][n] are
/// broadcasts, sums over n need no shuffles, and all the exponentials of a position are independent of one another. A
/// task is one sequence and `group` channels. Time is cut into chunks of `steps`; inside a chunk a tile of
/// `TILE_STATES` states by `TILE_VECTORS` vectors of channels runs through time with its states and rates in registers.
#define SCAN CK_TYPE(ck_selective_scan)
#define GRADIENTS CK_TYPE(ck_selective_scan_gradients)
#define TILE_STATES 2
#define TILE_VECTORS 2
#define BLOCK (TILE_VECTORS * LANES)

enum { CK_NAME(steps) = CK_SCAN_STEPS, CK_NAME(group) = 256 };

/// A call's context. `rates` [padded states][padded width] is -exp(a_log) * log2(e): decays are 2^(rate * step).
typedef struct {
    SCAN scan;
    long padded_states, padded_width, chunks, groups;
    REAL *rates;
    REAL *y, *final, *checkpoints;
    const REAL *saved, *gradient_y, *gradient_final;
    GRADIENTS gradients;
    REAL *partial_b, *partial_c;                      // [groups][batch * length][states]
    REAL *partial_a, *partial_d, *partial_delta_bias;  // [batch][padded states][padded width], [batch][padded width]
} CK_NAME(selective);

/// The part of the problem that a task owns.
typedef struct {
    long sequence, group, first, channels, blocks;
} CK_NAME(part);

INLINE long CK_NAME(round_up)(long value, long multiple) { return (value + multiple - 1) / multiple * multiple; }

INLINE CK_NAME(part) CK_NAME(part_of)(const CK_NAME(selective) *call, long index) {
    const long sequence = index / call->groups, group = index % call->groups, first = group * CK_NAME(group);
    const long rest = call->scan.width - first, channels = rest < CK_NAME(group) ? rest : CK_NAME(group);
    return (CK_NAME(part)){sequence, group, first, channels, (channels + BLOCK - 1) / BLOCK};
}

/// Fills in packed strides and derived sizes.
static void CK_NAME(selective_prepare)(CK_NAME(selective) *call) {
    SCAN *scan = &call->scan;
    if (!scan->x_stride) scan->x_stride = scan->width;
    if (!scan->delta_stride) scan->delta_stride = scan->width;
    if (!scan->gate_stride) scan->gate_stride = scan->width;
    if (!scan->b_stride) scan->b_stride = scan->states;
    if (!scan->c_stride) scan->c_stride = scan->states;
    call->padded_states = CK_NAME(round_up)(scan->states, TILE_STATES);
    call->padded_width = CK_NAME(round_up)(scan->width, CK_SCAN_CHANNEL_PADDING);
    call->chunks = (scan->length + CK_NAME(steps) - 1) / CK_NAME(steps);
    call->groups = (scan->width + CK_NAME(group) - 1) / CK_NAME(group);
}

/// Rates of the channels in block `index`, transposed; channels and states of the padding get the rate 0.
static void CK_NAME(rates_task)(void *context, long index) {
    const CK_NAME(selective) *call = context;
    const long states = call->scan.states, first = index * CK_SCAN_CHANNEL_PADDING;
    for (long c = first; c < first + CK_SCAN_CHANNEL_PADDING; c++) {
        for (long n = 0; n < call->padded_states; n += LANES) {
            REAL lanes[CK_VECTOR_BYTES / sizeof(REAL)] = {0};
            const long rest = call->scan.a_log && c < call->scan.width && n < states ? states - n : 0;
            const long some = rest < LANES ? rest : LANES;
            for (long i = 0; i < some; i++) lanes[i] = call->scan.a_log[c * states + n + i];
            CK_NAME(store)(lanes, CK_NAME(vexp)(CK_NAME(load)(lanes)) * (REAL)-1.4426950408889634074);
            for (long i = 0; i < LANES && n + i < call->padded_states; i++)
                call->rates[(n + i) * call->padded_width + c] = i < some ? lanes[i] : 0;
        }
    }
}

/// Copies `count` elements into a row of `BLOCK`, the rest zero. Rows lie far apart, which the processor's own
/// prefetching does not follow, so the next block's part of the row is fetched ahead.
INLINE void CK_NAME(load_row)(REAL *row, const REAL *from, long count) {
    if (count >= BLOCK) {
        for (long i = 0; i < BLOCK; i += 64 / (long)sizeof(REAL)) __builtin_prefetch(from + BLOCK + i);
        for (long i = 0; i < BLOCK; i += LANES) CK_NAME(store)(row + i, CK_NAME(load)(from + i));
    } else {
        for (long i = 0; i < BLOCK; i++) row[i] = i < count ? from[i] : 0;
    }
}

INLINE void CK_NAME(store_row)(REAL *to, const REAL *row, long count) {
    if (count >= BLOCK) {
        for (long i = 0; i < BLOCK; i += 64 / (long)sizeof(REAL)) __builtin_prefetch(to + BLOCK + i, 1);
        for (long i = 0; i < BLOCK; i += LANES) CK_NAME(store)(to + i, CK_NAME(load)(row + i));
    } else {
        for (long i = 0; i < count; i++) to[i] = row[i];
    }
}

/// [channels][states] of one task -> [padded states][group], zero where there is nothing; NULL is all zero.
static void CK_NAME(gather_state)(const CK_NAME(selective) *call, CK_NAME(part) part, const REAL *from, REAL *state) {
    const long states = call->scan.states;
    memset(state, 0, (size_t)(call->padded_states * CK_NAME(group)) * sizeof(REAL));
    if (!from) return;
    from += (part.sequence * call->scan.width + part.first) * states;
    for (long c = 0; c < part.channels; c++)
        for (long n = 0; n < states; n++) state[n * CK_NAME(group) + c] = from[c * states + n];
}

static void CK_NAME(scatter_state)(const CK_NAME(selective) *call, CK_NAME(part) part, const REAL *state, REAL *to) {
    const long states = call->scan.states;
    to += (part.sequence * call->scan.width + part.first) * states;
    for (long c = 0; c < part.channels; c++)
        for (long n = 0; n < states; n++) to[c * states + n] = state[n * CK_NAME(group) + c];
}

/// Rows t0 ..< t0 + count of b or c, each padded with zeros to the padded number of states.
static void CK_NAME(gather_rows)(const CK_NAME(selective) *call, const REAL *from, long stride, long row, long count,
                                 REAL *rows) {
    const long states = call->scan.states, padded = call->padded_states;
    for (long t = 0; t < count; t++)
        for (long n = 0; n < padded; n++) rows[t * padded + n] = n < states ? from[(row + t) * stride + n] : 0;
}

/// Step sizes of one block and chunk: step = softplus(delta + bias), or delta + bias, or delta. Padding gets 0.
INLINE void CK_NAME(load_steps)(const SCAN *scan, long row, long channel, long count, long steps, REAL *step) {
    REAL bias[BLOCK_MAXIMUM];
    if (scan->delta_bias) CK_NAME(load_row)(bias, scan->delta_bias + channel, count);
    for (long t = 0; t < steps; t++, step += BLOCK) {
        CK_NAME(load_row)(step, scan->delta + (row + t) * scan->delta_stride + channel, count);
        for (long i = 0; i < BLOCK; i += LANES) {
            VEC value = CK_NAME(load)(step + i);
            if (scan->delta_bias) value += CK_NAME(load)(bias + i);
            if (scan->softplus) value = CK_NAME(vsoftplus)(value);
            CK_NAME(store)(step + i, value);
        }
        for (long i = count; i < BLOCK; i++) step[i] = 0;
    }
}
