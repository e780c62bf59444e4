/// Linear recurrences of vectors (see `ck_scan.h`): a task is one sequence.
typedef struct {
    long length, size;
    const REAL *matrices, *input, *initial;
    REAL *states;
} CK_NAME(matrix_run);

static void CK_NAME(matrix_task)(void *context, long sequence) {
    const CK_NAME(matrix_run) *run = context;
    const long size = run->size;
    const REAL *before = run->initial ? run->initial + sequence * size : NULL;
    for (long t = 0; t < run->length; t++) {
        const long row = (sequence * run->length + t) * size;
        REAL *state = run->states + row;
        for (long i = 0; i < size; i++) {
            REAL sum = run->input[row + i];
            const REAL *factors = run->matrices + (row + i) * size;
            long j = 0;
            if (before) {
                VEC lanes = (VEC)(REAL)0;
                for (; j + LANES <= size; j += LANES)
                    lanes += CK_NAME(load)(factors + j) * CK_NAME(load)(before + j);
                sum += CK_NAME(lane_sum)(lanes);
                for (; j < size; j++) sum += factors[j] * before[j];
            }
            state[i] = sum;
        }
        before = state;
    }
}

void CK_NAME(matrix_linear_scan)(long batch, long length, long size, const REAL *matrices, const REAL *input,
                          const REAL *initial, REAL *states) {
    CK_NAME(matrix_run) run = {length, size, matrices, input, initial, states};
    ck_parallel(batch, CK_NAME(matrix_task), &run);
}
