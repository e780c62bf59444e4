/// Loops over channels `from ..< to` in steps of `ELEMENT`, a vector or a single number.
#define STEP ((long)(sizeof(ELEMENT) / sizeof(REAL)))
#define AT(pointer) (*(ELEMENT *)(pointer))
#define GET(pointer) (*(const ELEMENT *)(pointer))

/// The inputs of step t: row t - (width - 1) and those after it.
INLINE const REAL *ELEMENT_NAME(inputs)(const CK_TYPED(short_rows) * s, long t) {
    long back = s->width - 1;
    return t < back ? s->before + t * s->channels : s->input + (t - back) * s->channels;
}

INLINE ELEMENT ELEMENT_NAME(sum)(const CK_TYPED(short_rows) * s, const REAL *rows, int width, long c) {
    ELEMENT sum = {0};
    if (s->bias) sum = GET(s->bias + c);
    for (int j = 0; j < width; j++) sum += GET(s->weights + j * s->channels + c) * GET(rows + j * s->channels + c);
    return sum;
}

INLINE void ELEMENT_NAME(forward_body)(const CK_TYPED(short_rows) * s, int width, long from, long to) {
    for (long t = s->begin; t < s->end; t++) {
        const REAL *rows = ELEMENT_NAME(inputs)(s, t);
        REAL *target = s->output + t * s->channels;
        if (s->silu)
            for (long c = from; c < to; c += STEP) {
                ELEMENT z = ELEMENT_NAME(sum)(s, rows, width, c);
                AT(target + c) = z * ELEMENT_NAME(sigmoid)(z);
            }
        else
            for (long c = from; c < to; c += STEP) AT(target + c) = ELEMENT_NAME(sum)(s, rows, width, c);
    }
}

/// f'(z) = s (1 + z (1 - s)) with s = sigmoid(z)
INLINE void ELEMENT_NAME(through_body)(const CK_TYPED(short_rows) * s, int width, long from, long to) {
    for (long t = s->begin; t < s->end; t++) {
        const REAL *rows = ELEMENT_NAME(inputs)(s, t), *gradient = s->output_gradient + t * s->channels;
        REAL *target = s->sum_gradient + (t - s->begin) * s->channels;
        for (long c = from; c < to; c += STEP) {
            ELEMENT z = ELEMENT_NAME(sum)(s, rows, width, c), sigmoid = ELEMENT_NAME(sigmoid)(z);
            AT(target + c) = GET(gradient + c) * (sigmoid * ((REAL)1 + z * ((REAL)1 - sigmoid)));
        }
    }
}

/// Eight steps at a time, so that the sums are loaded and stored once in eight steps.
INLINE void ELEMENT_NAME(accumulate_body)(const CK_TYPED(short_rows) * s, int width, long from, long to) {
    long channels = s->channels;
    for (long t0 = s->begin; t0 < s->end; t0 += 8) {
        long t1 = t0 + 8 < s->end ? t0 + 8 : s->end;
        for (long c = from; c < to; c += STEP) {
            ELEMENT sums[MAXIMUM_WIDTH + 1];
            for (int j = 0; j <= width; j++) sums[j] = GET(s->partial + j * channels + c);
            for (long t = t0; t < t1; t++) {
                const REAL *rows = ELEMENT_NAME(inputs)(s, t);
                ELEMENT gradient = GET(s->sum_gradient + (t - s->begin) * channels + c);
                for (int j = 0; j < width; j++) sums[j] += gradient * GET(rows + j * channels + c);
                sums[width] += gradient;
            }
            for (int j = 0; j <= width; j++) AT(s->partial + j * channels + c) = sums[j];
        }
    }
}

static void ELEMENT_NAME(backward_row)(const REAL *weights, const REAL *rows, REAL *target, long channels, long first,
                                       long end, long count, long from, long to) {
    for (long c = from; c < to; c += STEP) {
        ELEMENT sum = {0};
        for (long j = first; j < end; j++) sum += GET(weights + j * channels + c) * GET(rows + (count - 1 - j) * channels + c);
        AT(target + c) = sum;
    }
}

/// Widths 2, 3 and 4 have loops of their own.
#define BY_WIDTH(body)                                                      \
    static void ELEMENT_NAME(body)(const CK_TYPED(short_rows) * s, long from, long to) { \
        switch (s->width) {                                                 \
            case 2: ELEMENT_NAME(body##_body)(s, 2, from, to); break;       \
            case 3: ELEMENT_NAME(body##_body)(s, 3, from, to); break;       \
            case 4: ELEMENT_NAME(body##_body)(s, 4, from, to); break;       \
            default: ELEMENT_NAME(body##_body)(s, (int)s->width, from, to); \
        }                                                                   \
    }
BY_WIDTH(forward)
BY_WIDTH(through)
BY_WIDTH(accumulate)

#undef BY_WIDTH
#undef STEP
#undef AT
#undef GET
