/// The weighted mean of RWKV-4 (see `ck_scan.h`): a task is one sequence and a range of channels.
typedef struct {
    CK_TYPE(ck_wkv) call;
    long blocks;
    REAL *output, *log_sums, *means, *final;
    const REAL *saved_log_sums, *saved_means, *gradient, *gradient_final;
    CK_TYPE(ck_wkv_gradients) to;
} CK_NAME(wkv_run);

/// Channels of one task.
enum { CK_NAME(wkv_block) = 128 };

/// ln(e^a + e^b), the greater one taken out.
INLINE VEC CK_NAME(wkv_log_sum)(VEC a, VEC b) {
    const VEC greater = __builtin_elementwise_max(a, b);
    return greater + CK_NAME(vsoftplus)(-__builtin_elementwise_abs(a - b));
}

INLINE VEC CK_NAME(wkv_take)(const REAL *from, long count) {
    if (count >= LANES) return CK_NAME(load)(from);
    VEC row = (VEC)(REAL)0;
    for (long i = 0; i < count; i++) row[i] = from[i];
    return row;
}

INLINE void CK_NAME(wkv_put)(REAL *to, VEC row, long count) {
    if (count >= LANES) {
        CK_NAME(store)(to, row);
        return;
    }
    for (long i = 0; i < count; i++) to[i] = row[i];
}

static void CK_NAME(wkv_forward_task)(void *context, long index) {
    const CK_NAME(wkv_run) *run = context;
    const CK_TYPE(ck_wkv) *call = &run->call;
    const long width = call->width, sequence = index / run->blocks, first = index % run->blocks * CK_NAME(wkv_block);
    const long end = first + CK_NAME(wkv_block) < width ? first + CK_NAME(wkv_block) : width;
    const REAL *initial = call->initial ? call->initial + sequence * 2 * width : NULL;
    for (long c = first; c < end; c += LANES) {
        const long count = end - c;
        const VEC decay = CK_NAME(wkv_take)(call->decay + c, count), bonus = CK_NAME(wkv_take)(call->bonus + c, count);
        VEC log_sum = initial ? CK_NAME(wkv_take)(initial + c, count) : (VEC)(REAL)CK_WKV_EMPTY;
        VEC mean = initial ? CK_NAME(wkv_take)(initial + width + c, count) : (VEC)(REAL)0;
        for (long t = 0; t < call->length; t++) {
            const long row = (sequence * call->length + t) * width + c;
            const VEC k = CK_NAME(wkv_take)(call->key + row, count), v = CK_NAME(wkv_take)(call->value + row, count);
            const VEC change = v - mean;
            CK_NAME(wkv_put)(run->output + row, mean + CK_NAME(vsigmoid)(bonus + k - log_sum) * change, count);
            const VEC faded = log_sum - decay;
            mean += CK_NAME(vsigmoid)(k - faded) * change;
            log_sum = CK_NAME(wkv_log_sum)(faded, k);
            if (run->log_sums) {
                CK_NAME(wkv_put)(run->log_sums + row, log_sum, count);
                CK_NAME(wkv_put)(run->means + row, mean, count);
            }
        }
        REAL *final = run->final + sequence * 2 * width + c;
        CK_NAME(wkv_put)(final, log_sum, count);
        CK_NAME(wkv_put)(final + width, mean, count);
    }
}

/// Gradients of decay and bonus go to rows of their own for each sequence, summed by the driver.
static void CK_NAME(wkv_backward_task)(void *context, long index) {
    const CK_NAME(wkv_run) *run = context;
    const CK_TYPE(ck_wkv) *call = &run->call;
    const long width = call->width, sequence = index / run->blocks, first = index % run->blocks * CK_NAME(wkv_block);
    const long end = first + CK_NAME(wkv_block) < width ? first + CK_NAME(wkv_block) : width;
    const REAL *initial = call->initial ? call->initial + sequence * 2 * width : NULL;
    for (long c = first; c < end; c += LANES) {
        const long count = end - c;
        const VEC decay = CK_NAME(wkv_take)(call->decay + c, count), bonus = CK_NAME(wkv_take)(call->bonus + c, count);
        VEC log_slope = (VEC)(REAL)0, mean_slope = (VEC)(REAL)0, decay_sum = (VEC)(REAL)0, bonus_sum = (VEC)(REAL)0;
        if (run->gradient_final) {
            const REAL *last = run->gradient_final + sequence * 2 * width + c;
            log_slope = CK_NAME(wkv_take)(last, count);
            mean_slope = CK_NAME(wkv_take)(last + width, count);
        }
        for (long t = call->length - 1; t >= 0; t--) {
            const long row = (sequence * call->length + t) * width + c;
            VEC log_sum = (VEC)(REAL)CK_WKV_EMPTY, mean = (VEC)(REAL)0;
            if (t > 0) {
                log_sum = CK_NAME(wkv_take)(run->saved_log_sums + row - width, count);
                mean = CK_NAME(wkv_take)(run->saved_means + row - width, count);
            } else if (initial) {
                log_sum = CK_NAME(wkv_take)(initial + c, count);
                mean = CK_NAME(wkv_take)(initial + width + c, count);
            }
            const VEC k = CK_NAME(wkv_take)(call->key + row, count), v = CK_NAME(wkv_take)(call->value + row, count);
            const VEC g = CK_NAME(wkv_take)(run->gradient + row, count);
            const VEC now = CK_NAME(vsigmoid)(bonus + k - log_sum), kept = CK_NAME(vsigmoid)(k - log_sum + decay);
            const VEC change = v - mean;
            const VEC now_slope = g * change * now * (1 - now);
            const VEC kept_slope = mean_slope * change * kept * (1 - kept), rest = log_slope * (1 - kept);
            CK_NAME(wkv_put)(run->to.key + row, now_slope + kept_slope + log_slope * kept, count);
            CK_NAME(wkv_put)(run->to.value + row, mean_slope * kept + g * now, count);
            bonus_sum += now_slope;
            decay_sum += kept_slope - rest;
            log_slope = rest - now_slope - kept_slope;
            mean_slope = mean_slope * (1 - kept) + g * (1 - now);
        }
        CK_NAME(wkv_put)(run->to.decay + sequence * width + c, decay_sum, count);
        CK_NAME(wkv_put)(run->to.bonus + sequence * width + c, bonus_sum, count);
        if (!run->to.initial) continue;
        REAL *start = run->to.initial + sequence * 2 * width + c;
        CK_NAME(wkv_put)(start, log_slope, count);
        CK_NAME(wkv_put)(start + width, mean_slope, count);
    }
}

void CK_NAME(wkv_forward)(const CK_TYPE(ck_wkv) *call, REAL *output, REAL *final, REAL *log_sums, REAL *means) {
    CK_NAME(wkv_run) run = {.call = *call, .output = output, .final = final, .log_sums = log_sums, .means = means};
    run.blocks = (call->width + CK_NAME(wkv_block) - 1) / CK_NAME(wkv_block);
    ck_parallel(call->batch * run.blocks, CK_NAME(wkv_forward_task), &run);
}

void CK_NAME(wkv_backward)(const CK_TYPE(ck_wkv) *call, const REAL *log_sums, const REAL *means, const REAL *gradient,
                           const REAL *gradient_final, const CK_TYPE(ck_wkv_gradients) *gradients) {
    CK_NAME(wkv_run) run = {.call = *call, .saved_log_sums = log_sums, .saved_means = means, .gradient = gradient,
                            .gradient_final = gradient_final, .to = *gradients};
    const long width = call->width;
    run.blocks = (width + CK_NAME(wkv_block) - 1) / CK_NAME(wkv_block);
    run.to.decay = ck_scratch(CK_SCRATCH_DRIVER, (size_t)(2 * call->batch * width) * sizeof(REAL));
    run.to.bonus = run.to.decay + call->batch * width;
    ck_parallel(call->batch * run.blocks, CK_NAME(wkv_backward_task), &run);
    for (long c = 0; c < width; c++) {
        REAL decay = 0, bonus = 0;
        for (long sequence = 0; sequence < call->batch; sequence++) {
            decay += run.to.decay[sequence * width + c];
            bonus += run.to.bonus[sequence * width + c];
        }
        gradients->decay[c] = decay;
        gradients->bonus[c] = bonus;
    }
}
