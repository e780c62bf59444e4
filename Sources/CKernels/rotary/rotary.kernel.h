/// One head: reads both elements of a pair before it writes either, so that input and result may coincide.
static inline void CK_NAME(rotary_head)(
    const ck_rotary *shape, const REAL *cosine, const REAL *sine, REAL sign, const REAL *x, REAL *y) {
    long half = shape->rotary_dimension / 2;
    if (shape->pairing == CK_ROTARY_HALVES) {
#pragma clang loop vectorize(assume_safety)
        for (long i = 0; i < half; i++) {
            REAL a = x[i], b = x[i + half], turn = sign * sine[i];
            y[i] = a * cosine[i] - b * turn;
            y[i + half] = b * cosine[i] + a * turn;
        }
    } else {
#pragma clang loop vectorize(assume_safety)
        for (long i = 0; i < half; i++) {
            REAL a = x[2 * i], b = x[2 * i + 1], turn = sign * sine[i];
            y[2 * i] = a * cosine[i] - b * turn;
            y[2 * i + 1] = b * cosine[i] + a * turn;
        }
    }
    if (x != y)
        for (long i = 2 * half; i < shape->head_dimension; i++) y[i] = x[i];
}

void CK_NAME(ck_rotary_range)(void *context, long begin, long end) {
    const ck_rotary_job *job = context;
    const ck_rotary *shape = job->shape;
    long half = shape->rotary_dimension / 2;
    REAL sign = shape->inverse ? -1 : 1;
    for (long index = begin; index < end; index++) {
        long row = index / shape->length, t = index % shape->length;
        long position = shape->positions ? shape->positions[row * shape->positions_stride + t] : shape->start + t;
        const REAL *cosine = (const REAL *)job->cosines + position * half;
        const REAL *sine = (const REAL *)job->sines + position * half;
        const REAL *x = (const REAL *)job->x + row * shape->x.batch + t * shape->x.position;
        REAL *y = (REAL *)job->y + row * shape->y.batch + t * shape->y.position;
        for (long head = 0; head < shape->heads; head++)
            CK_NAME(rotary_head)(shape, cosine, sine, sign, x + head * shape->x.head, y + head * shape->y.head);
    }
}
