/// Recurrences of a few complex modes (see `ck_scan.h`): a task is one sequence and a range of numbers. The loop over numbers
/// is the vector loop; the states of `modal_chunk` modes stay in registers and the first cache over all positions.
typedef struct {
    CK_TYPE(ck_modal) call;
    long blocks, columns;
    bool is_grouped;
    const REAL *table;
    REAL *state, *output;
} CK_NAME(modal_run);

/// Numbers of one task: a multiple of every level's lanes.
enum { CK_NAME(modal_block) = 128, CK_NAME(modal_chunk) = 8 };

/// Coefficients of the numbers from `column` on; where many numbers share them, of one.
INLINE VEC CK_NAME(modal_coefficients)(const REAL *row, long column, long count, bool is_grouped) {
    return is_grouped ? (VEC)row[column] : CK_NAME(wkv_take)(row + column, count);
}

static void CK_NAME(modal_task)(void *context, long index) {
    const CK_NAME(modal_run) *run = context;
    const CK_TYPE(ck_modal) *call = &run->call;
    const long width = call->channels * call->copies, modes = call->modes, columns = run->columns;
    const long sequence = index / run->blocks, first = index % run->blocks * CK_NAME(modal_block);
    const long end = first + CK_NAME(modal_block) < width ? first + CK_NAME(modal_block) : width;
    for (long c = first; c < end; c += LANES) {
        const long count = end - c, column = run->is_grouped ? c / call->copies : c;
        const VEC direct = CK_NAME(modal_coefficients)(run->table + 4 * modes * columns, column, count, run->is_grouped);
        for (long start = 0; start < modes; start += CK_NAME(modal_chunk)) {
            const long chunk = modes - start < CK_NAME(modal_chunk) ? modes - start : CK_NAME(modal_chunk);
            VEC real[CK_NAME(modal_chunk)], imaginary[CK_NAME(modal_chunk)];
            VEC factors[CK_NAME(modal_chunk)][4];
            REAL *state = run->state + (sequence * modes + start) * 2 * width + c;
            for (long m = 0; m < chunk; m++) {
                real[m] = CK_NAME(wkv_take)(state + 2 * m * width, count);
                imaginary[m] = CK_NAME(wkv_take)(state + (2 * m + 1) * width, count);
                for (long k = 0; k < 4; k++) {
                    const REAL *row = run->table + (4 * (start + m) + k) * columns;
                    factors[m][k] = CK_NAME(modal_coefficients)(row, column, count, run->is_grouped);
                }
            }
            for (long t = 0; t < call->length; t++) {
                const long place = (sequence * call->length + t) * width + c;
                const VEC input = CK_NAME(wkv_take)(call->input + place, count);
                VEC sum = start == 0 ? direct * input : CK_NAME(wkv_take)(run->output + place, count);
                for (long m = 0; m < chunk; m++) {
                    const VEC re = real[m], im = imaginary[m];
                    sum += factors[m][2] * re - factors[m][3] * im;
                    real[m] = factors[m][0] * re - factors[m][1] * im + input;
                    imaginary[m] = factors[m][0] * im + factors[m][1] * re;
                }
                CK_NAME(wkv_put)(run->output + place, sum, count);
            }
            for (long m = 0; m < chunk; m++) {
                CK_NAME(wkv_put)(state + 2 * m * width, real[m], count);
                CK_NAME(wkv_put)(state + (2 * m + 1) * width, imaginary[m], count);
            }
        }
    }
}

void CK_NAME(modal_scan)(const CK_TYPE(ck_modal) *call, REAL *state, REAL *output) {
    const long width = call->channels * call->copies, modes = call->modes;
    CK_NAME(modal_run) run = {.call = *call, .state = state, .output = output};
    // Groups of numbers with the same coefficients are read as one where every level's vectors lie within a group.
    run.is_grouped = call->copies % CK_MODAL_GROUP == 0;
    run.columns = run.is_grouped ? call->channels : width;
    run.blocks = (width + CK_NAME(modal_block) - 1) / CK_NAME(modal_block);
    REAL *table = ck_scratch(CK_SCRATCH_DRIVER, (size_t)((4 * modes + 1) * run.columns) * sizeof(REAL));
    for (long column = 0; column < run.columns; column++) {
        const long channel = run.is_grouped ? column : column / call->copies;
        for (long m = 0; m < modes; m++) {
            const REAL *pole = call->poles + 2 * (channel * modes + m), *residue = call->residues + 2 * (channel * modes + m);
            REAL *row = table + 4 * m * run.columns + column;
            row[0] = pole[0], row[run.columns] = pole[1];
            row[2 * run.columns] = residue[0], row[3 * run.columns] = residue[1];
        }
        table[4 * modes * run.columns + column] = call->direct[channel];
    }
    run.table = table;
    ck_parallel(call->batch * run.blocks, CK_NAME(modal_task), &run);
}
