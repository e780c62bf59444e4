/// Gradients of logarithmic decays: a decay of position t multiplies all that is written before it and read from it on.
typedef struct {
    long batch, length, heads, width, after_share, before_share;
    bool sums, exclusive;
    const REAL *after, *after_gradient, *before, *before_gradient, *end;
    REAL *gradient;
} CK_NAME(decay_call);

static void CK_NAME(decay_gradient_task)(void *context, long index) {
    const CK_NAME(decay_call) *call = context;
    const long sequence = index / call->heads, head = index % call->heads, width = call->width;
    // What adds up over a long sequence is kept in double: terms of both signs cancel.
    double *sum = ck_scratch(CK_SCRATCH_TASK, (size_t)(width + 1) * sizeof(double));
    for (long d = 0; d < width; d++) sum[d] = call->end ? call->end[index * width + d] : 0;
    for (long t = call->length - 1; t >= 0; t--) {
        const long row = sequence * call->length + t;
        const long read = call->exclusive ? t + 1 : t;
        if (read < call->length) {
            const long other = sequence * call->length + read;
            const REAL *x = call->after
                            + (other * (call->heads / call->after_share) + head / call->after_share) * width;
            const REAL *dx = call->after_gradient + (other * call->heads + head) * width;
            for (long d = 0; d < width; d++) sum[d] += (double)x[d] * (double)dx[d];
        }
        const REAL *y = call->before + (row * (call->heads / call->before_share) + head / call->before_share) * width;
        const REAL *dy = call->before_gradient + (row * call->heads + head) * width;
        for (long d = 0; d < width; d++) sum[d] -= (double)y[d] * (double)dy[d];
        REAL *out = call->gradient + (row * call->heads + head) * (call->sums ? 1 : width);
        double total = 0;
        for (long d = 0; d < width; d++) {
            if (call->sums)
                total += sum[d];
            else
                out[d] = (REAL)sum[d];
        }
        if (call->sums) *out = (REAL)total;
    }
}

void CK_NAME(matrix_decay_gradient)(long batch, long length, long heads, long width, long after_share,
                                    long before_share, bool sums, bool exclusive, const REAL *after,
                                    const REAL *after_gradient, const REAL *before, const REAL *before_gradient,
                                    const REAL *end, REAL *gradient) {
    CK_NAME(decay_call) call = {batch, length, heads, width, after_share, before_share, sums, exclusive,
                                after, after_gradient, before, before_gradient, end, gradient};
    ck_parallel(batch * heads, CK_NAME(decay_gradient_task), &call);
}
