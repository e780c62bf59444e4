/// Long convolutions of one number type. A task has a group of channels: their kernels are transformed once, then every row
/// of the batch goes through the ring (see `ring.kernel.h`) without its spectrum ever leaving the task's scratch memory.
/// Where there are few groups, the batch is cut into parts, each a task; their kernel gradients are summed in order.

typedef struct {
    ck_long_convolution shape;
    const REAL *input, *kernel, *skip, *output_gradient;
    /// The kernels' spectra where they are known already, [channels][re, im][size].
    const REAL *spectra;
    REAL *output, *input_gradient, *kernel_gradient, *skip_gradient;
    const CK_TYPED(ring_plan) * plan;
    const CK_TYPED(fft_kernel_table) * kernels;
    /// Coefficients of a kernel that reach any output; channels of a task; parts of the batch, and their rows.
    long reach, group, parts, part_rows;
} CK_TYPED(long_task);

/// Puts a row at `offset` of an otherwise empty ring of 2 `size` coefficients. Gives back whether the upper half is empty: `im` is
/// left as it is then.
static bool CK_TYPED(ring_load)(const REAL *row, long length, long offset, REAL *re, REAL *im, long size) {
    bool half = offset + length <= size;
    long low = half ? length : offset < size ? size - offset : 0;
    memset(re, 0, (size_t)(offset < size ? offset : size) * sizeof(REAL));
    if (low > 0) memcpy(re + offset, row, (size_t)low * sizeof(REAL));
    if (half) {
        memset(re + offset + low, 0, (size_t)(size - offset - low) * sizeof(REAL));
    } else {
        memset(im, 0, (size_t)size * sizeof(REAL));
        memcpy(im + offset + low - size, row + low, (size_t)(length - low) * sizeof(REAL));
    }
    return half;
}

/// Transforms a row at `offset` of a ring.
static void CK_TYPED(ring_values)(const CK_TYPED(long_task) * t, const REAL *row, long length, long offset, REAL *re,
                                  REAL *im) {
    bool half = CK_TYPED(ring_load)(row, length, offset, re, im, t->plan->size);
    t->kernels->ring_forward(t->plan, re, im, half);
}

/// The row at `offset` of the ring with these values, which are lost.
static void CK_TYPED(ring_row)(const CK_TYPED(long_task) * t, REAL *row, long length, long offset, REAL *re, REAL *im) {
    long size = t->plan->size, low = offset < size ? (size - offset < length ? size - offset : length) : 0;
    t->kernels->ring_inverse(t->plan, re, im, offset + length <= size);
    if (low > 0) memcpy(row, re + offset, (size_t)low * sizeof(REAL));
    if (length > low) memcpy(row + low, im + offset + low - size, (size_t)(length - low) * sizeof(REAL));
}

/// The spectrum of each kernel of a group, divided by the size of the ring, as [re, im] of `size`.
static void CK_TYPED(kernel_spectra)(const CK_TYPED(long_task) * t, long first, long count, REAL *spectra) {
    long size = t->plan->size;
    for (long c = 0; c < count; c++) {
        REAL *re = spectra + c * 2 * size, *im = re + size;
        bool half =
            CK_TYPED(ring_load)(t->kernel + (first + c) * t->shape.kernel_length, t->reach, 0, re, im, size);
        for (long k = 0; k < t->reach; k++) re[k] *= (REAL)1 / (REAL)size;
        t->kernels->ring_forward(t->plan, re, im, half);
    }
}

/// The rows of one element of the batch, channel by channel: in place, or transposed into `tile` by a channels-last layout.
static const REAL *CK_TYPED(rows_of)(const CK_TYPED(long_task) * t, const REAL *data, long b, long first, long count,
                                     REAL *tile) {
    long length = t->shape.length, channels = t->shape.channels;
    if (t->shape.layout == CK_CHANNELS_FIRST) return data + (b * channels + first) * length;
    t->kernels->transpose(data + b * length * channels + first, channels, tile, length, length, count);
    return tile;
}

static REAL *CK_TYPED(target_rows)(const CK_TYPED(long_task) * t, REAL *data, long b, long first, REAL *tile) {
    if (t->shape.layout == CK_CHANNELS_FIRST) return data + (b * t->shape.channels + first) * t->shape.length;
    return tile;
}

static void CK_TYPED(put_back)(const CK_TYPED(long_task) * t, REAL *data, long b, long first, long count,
                               const REAL *tile) {
    long length = t->shape.length, channels = t->shape.channels;
    if (t->shape.layout == CK_CHANNELS_LAST)
        t->kernels->transpose(tile, length, data + b * length * channels + first, channels, count, length);
}

static long CK_TYPED(group_size)(const CK_TYPED(long_task) * t, long first) {
    return t->shape.channels - first < t->group ? t->shape.channels - first : t->group;
}

static void CK_TYPED(convolve_group)(void *context, long index) {
    const CK_TYPED(long_task) *t = context;
    const CK_TYPED(fft_kernel_table) *kernels = t->kernels;
    long size = t->plan->size, length = t->shape.length, first = index / t->parts * t->group, part = index % t->parts;
    long count = CK_TYPED(group_size)(t, first), tiles = t->shape.layout == CK_CHANNELS_LAST ? t->group * length : 0;
    REAL *spectra = ck_scratch(CK_SCRATCH_TASK, (size_t)(2 * size * (t->group + 1) + 2 * tiles) * sizeof(REAL));
    REAL *zr = spectra + 2 * size * t->group, *zi = zr + size, *tile = zi + size, *result_tile = tile + tiles;
    if (!t->spectra) CK_TYPED(kernel_spectra)(t, first, count, spectra);
    const REAL *known = t->spectra ? t->spectra + first * 2 * size : spectra;
    for (long b = part * t->part_rows; b < t->shape.batch && b < (part + 1) * t->part_rows; b++) {
        const REAL *rows = CK_TYPED(rows_of)(t, t->input, b, first, count, tile);
        REAL *results = CK_TYPED(target_rows)(t, t->output, b, first, result_tile);
        for (long c = 0; c < count; c++) {
            const REAL *kr = known + c * 2 * size, *u = rows + c * length;
            REAL *y = results + c * length;
            CK_TYPED(ring_values)(t, u, length, 0, zr, zi);
            kernels->product(zr, zi, kr, kr + size, zr, zi, size);
            CK_TYPED(ring_row)(t, y, length, t->shape.origin, zr, zi);
            if (t->skip) kernels->scale_add(y, u, t->skip[first + c], y, length);
        }
        CK_TYPED(put_back)(t, t->output, b, first, count, results);
    }
}

/// Short convolutions, term by term: an output's last bit does not depend on what it does not see.
static void CK_TYPED(convolve_directly)(void *context, long index) {
    const CK_TYPED(long_task) *t = context;
    long length = t->shape.length, origin = t->shape.origin, first = index / t->parts * t->group, part = index % t->parts;
    long count = CK_TYPED(group_size)(t, first), tiles = t->shape.layout == CK_CHANNELS_LAST ? t->group * length : 0;
    REAL *tile = ck_scratch(CK_SCRATCH_TASK, (size_t)(2 * tiles) * sizeof(REAL)), *result_tile = tile + tiles;
    for (long b = part * t->part_rows; b < t->shape.batch && b < (part + 1) * t->part_rows; b++) {
        const REAL *rows = CK_TYPED(rows_of)(t, t->input, b, first, count, tile);
        REAL *results = CK_TYPED(target_rows)(t, t->output, b, first, result_tile);
        for (long c = 0; c < count; c++) {
            const REAL *kernel = t->kernel + (first + c) * t->shape.kernel_length, *u = rows + c * length;
            REAL *y = results + c * length;
            memset(y, 0, (size_t)length * sizeof(REAL));
            for (long s = 0; s < t->reach; s++) {
                long back = s - origin, begin = back > 0 ? back : 0, end = back < 0 ? length + back : length;
                if (begin < end)
                    t->kernels->scale_add(y + begin, u + begin - back, kernel[s], y + begin, end - begin);
            }
            if (t->skip) t->kernels->scale_add(y, u, t->skip[first + c], y, length);
        }
        CK_TYPED(put_back)(t, t->output, b, first, count, results);
    }
}

/// For each row: U and G, then sum += G conj(U) and G conj(K). The sum over the batch is transformed back once.
static void CK_TYPED(adjoint_group)(void *context, long index) {
    const CK_TYPED(long_task) *t = context;
    const CK_TYPED(fft_kernel_table) *kernels = t->kernels;
    long size = t->plan->size, length = t->shape.length, first = index / t->parts * t->group, part = index % t->parts;
    long count = CK_TYPED(group_size)(t, first), tiles = t->shape.layout == CK_CHANNELS_LAST ? t->group * length : 0;
    REAL *spectra = ck_scratch(CK_SCRATCH_TASK, (size_t)(2 * size * (2 * t->group + 2) + 3 * tiles) * sizeof(REAL));
    REAL *sums = spectra + 2 * size * t->group, *ur = sums + 2 * size * t->group, *ui = ur + size, *gr = ui + size,
         *gi = gr + size, *tile = gi + size, *gradient_tile = tile + tiles, *result_tile = gradient_tile + tiles;
    CK_TYPED(kernel_spectra)(t, first, count, spectra);
    memset(sums, 0, (size_t)(2 * size * count) * sizeof(REAL));
    if (!t->kernel_gradient) memset(ur, 0, (size_t)(2 * size) * sizeof(REAL));
    REAL *skip_gradient = t->skip_gradient ? t->skip_gradient + part * t->shape.channels + first : NULL;
    if (skip_gradient) memset(skip_gradient, 0, (size_t)count * sizeof(REAL));
    for (long b = part * t->part_rows; b < t->shape.batch && b < (part + 1) * t->part_rows; b++) {
        const REAL *rows = CK_TYPED(rows_of)(t, t->input, b, first, count, tile);
        const REAL *gradients = CK_TYPED(rows_of)(t, t->output_gradient, b, first, count, gradient_tile);
        REAL *results = t->input_gradient ? CK_TYPED(target_rows)(t, t->input_gradient, b, first, result_tile) : NULL;
        for (long c = 0; c < count; c++) {
            const REAL *u = rows + c * length, *g = gradients + c * length, *kr = spectra + c * 2 * size;
            REAL *sum = sums + c * 2 * size;
            if (t->kernel_gradient) CK_TYPED(ring_values)(t, u, length, 0, ur, ui);
            CK_TYPED(ring_values)(t, g, length, t->shape.origin, gr, gi);
            kernels->product_adjoint(ur, ui, kr, kr + size, gr, gi, sum, sum + size, size);
            if (skip_gradient) skip_gradient[c] += kernels->dot(u, g, length);
            if (!results) continue;
            REAL *du = results + c * length;
            CK_TYPED(ring_row)(t, du, length, 0, gr, gi);
            if (t->skip) kernels->scale_add(du, g, t->skip[first + c], du, length);
        }
        if (results) CK_TYPED(put_back)(t, t->input_gradient, b, first, count, results);
    }
    for (long c = 0; t->kernel_gradient && c < count; c++) {
        REAL *re = sums + c * 2 * size, *im = re + size;
        REAL *dk = t->kernel_gradient + (part * t->shape.channels + first + c) * t->shape.kernel_length;
        CK_TYPED(ring_row)(t, dk, t->reach, 0, re, im);
        for (long k = 0; k < t->reach; k++) dk[k] *= (REAL)1 / (REAL)size;
        memset(dk + t->reach, 0, (size_t)(t->shape.kernel_length - t->reach) * sizeof(REAL));
    }
}

/// Fills in what follows from the shape alone.
static void CK_TYPED(divide)(CK_TYPED(long_task) * t) {
    long full = t->shape.length + t->shape.origin;
    t->reach = t->shape.kernel_length < full ? t->shape.kernel_length : full;
    t->group = t->shape.layout == CK_CHANNELS_LAST ? 64 / (long)sizeof(REAL) : 1;
    long groups = (t->shape.channels + t->group - 1) / t->group, parts = groups < FEW_GROUPS ? FEW_GROUPS / groups : 1;
    t->part_rows = (t->shape.batch + parts - 1) / parts;
    t->parts = (t->shape.batch + t->part_rows - 1) / t->part_rows;
}

static bool CK_TYPED(is_radix_2)(const CK_TYPED(long_task) * t) { return t->shape.transform == CK_RADIX_2_TRANSFORM; }

/// Complex coefficients of the ring: it holds the outputs that are wanted, and the others that wrap around in it (in the
/// adjoint: gradients of what is not there) come to lie beside them.
static long CK_TYPED(size_of_ring)(const CK_TYPED(long_task) * t) {
    long wanted = t->shape.origin + t->shape.length, behind = t->shape.length + t->reach - 1 - t->shape.origin;
    return CK_TYPED(ring_size)(((wanted > behind ? wanted : behind) + 1) / 2, CK_TYPED(is_radix_2)(t));
}

static void CK_TYPED(run_long_convolution)(CK_TYPED(long_task) * t, ck_task task) {
    CK_TYPED(ring_plan) *plan = CK_TYPED(ring_plan_acquire)(CK_TYPED(size_of_ring)(t), CK_TYPED(is_radix_2)(t));
    t->plan = plan;
    t->kernels = CK_TYPED(fft_kernels)();
    ck_parallel((t->shape.channels + t->group - 1) / t->group * t->parts, task, t);
    ck_plan_release(plan);
}

typedef struct {
    const REAL *kernel, *inputs;
    REAL *sums;
    long count, channels;
    const CK_TYPED(fft_kernel_table) * kernels;
} CK_TYPED(lagged_task);

static void CK_TYPED(lagged_range)(void *context, long begin, long end) {
    const CK_TYPED(lagged_task) *t = context;
    t->kernels->lagged_sum(t->kernel + begin, t->inputs + begin, t->count, t->channels, t->sums + begin, end - begin);
}

/// The sum of the parts' gradients, in their order.
static void CK_TYPED(sum_parts)(const REAL *parts, long count, long numbers, REAL *sum) {
    memcpy(sum, parts, (size_t)numbers * sizeof(REAL));
    for (long part = 1; part < count; part++)
        for (long k = 0; k < numbers; k++) sum[k] += parts[part * numbers + k];
}

static bool CK_TYPED(is_empty)(const ck_long_convolution *shape) {
    return shape->batch <= 0 || shape->channels <= 0 || shape->length <= 0 || shape->kernel_length <= 0;
}

void CK_TYPED(ck_long_convolution)(const ck_long_convolution *shape, const REAL *input, const REAL *kernel,
                                   const REAL *skip, REAL *output) {
    if (CK_TYPED(is_empty)(shape)) {
        long count = shape->batch * shape->channels * shape->length;
        if (count > 0) memset(output, 0, (size_t)count * sizeof(REAL));
        return;
    }
    CK_TYPED(long_task) task = {.shape = *shape, .input = input, .kernel = kernel, .skip = skip, .output = output};
    CK_TYPED(divide)(&task);
    if (shape->length <= DIRECT_LENGTH && task.reach <= 2 * DIRECT_LENGTH) {
        task.kernels = CK_TYPED(fft_kernels)();
        ck_parallel((shape->channels + task.group - 1) / task.group * task.parts, CK_TYPED(convolve_directly), &task);
        return;
    }
    CK_TYPED(run_long_convolution)(&task, CK_TYPED(convolve_group));
}

long CK_TYPED(ck_long_convolution_spectrum)(const ck_long_convolution *shape) {
    CK_TYPED(long_task) task = {.shape = *shape};
    CK_TYPED(divide)(&task);
    return 2 * CK_TYPED(size_of_ring)(&task);
}

static void CK_TYPED(prepare_group)(void *context, long index) {
    const CK_TYPED(long_task) *t = context;
    long first = index * t->group;
    CK_TYPED(kernel_spectra)(t, first, CK_TYPED(group_size)(t, first), t->output + first * 2 * t->plan->size);
}

void CK_TYPED(ck_long_convolution_prepare)(const ck_long_convolution *shape, const REAL *kernel, REAL *spectra) {
    if (CK_TYPED(is_empty)(shape)) return;
    CK_TYPED(long_task) task = {.shape = *shape, .kernel = kernel, .output = spectra};
    task.shape.batch = 1;
    CK_TYPED(divide)(&task);
    CK_TYPED(run_long_convolution)(&task, CK_TYPED(prepare_group));
}

void CK_TYPED(ck_long_convolution_prepared)(const ck_long_convolution *shape, const REAL *input, const REAL *spectra,
                                            REAL *output) {
    if (CK_TYPED(is_empty)(shape)) return;
    CK_TYPED(long_task) task = {.shape = *shape, .input = input, .spectra = spectra, .output = output};
    CK_TYPED(divide)(&task);
    CK_TYPED(run_long_convolution)(&task, CK_TYPED(convolve_group));
}

void CK_TYPED(ck_lagged_sum)(const REAL *kernel, const REAL *inputs, long count, long channels, REAL *sums) {
    CK_TYPED(lagged_task) task = {kernel, inputs, sums, count, channels, CK_TYPED(fft_kernels)()};
    if (count * channels < LARGE_SUM)
        task.kernels->lagged_sum(kernel, inputs, count, channels, sums, channels);
    else
        ck_parallel_ranges(channels, LAGGED_CHANNELS, CK_TYPED(lagged_range), &task);
}

void CK_TYPED(ck_long_convolution_adjoint)(const ck_long_convolution *shape, const REAL *input, const REAL *kernel,
                                           const REAL *skip, const REAL *output_gradient, REAL *input_gradient,
                                           REAL *kernel_gradient, REAL *skip_gradient) {
    if (CK_TYPED(is_empty)(shape)) {
        long numbers = shape->batch * shape->channels * shape->length, coefficients = shape->channels * shape->kernel_length;
        if (input_gradient && numbers > 0) memset(input_gradient, 0, (size_t)numbers * sizeof(REAL));
        if (kernel_gradient && coefficients > 0) memset(kernel_gradient, 0, (size_t)coefficients * sizeof(REAL));
        if (skip_gradient && shape->channels > 0) memset(skip_gradient, 0, (size_t)shape->channels * sizeof(REAL));
        return;
    }
    CK_TYPED(long_task) task = {
        .shape = *shape,
        .input = input,
        .kernel = kernel,
        .skip = skip,
        .output_gradient = output_gradient,
        .input_gradient = input_gradient,
        .kernel_gradient = kernel_gradient,
        .skip_gradient = skip_gradient,
    };
    CK_TYPED(divide)(&task);
    if (task.parts == 1) {
        CK_TYPED(run_long_convolution)(&task, CK_TYPED(adjoint_group));
        return;
    }
    long channels = shape->channels, coefficients = channels * shape->kernel_length;
    REAL *kernels = ck_scratch(CK_SCRATCH_DRIVER, (size_t)(task.parts * (coefficients + channels)) * sizeof(REAL));
    REAL *skips = kernels + task.parts * coefficients;
    task.kernel_gradient = kernel_gradient ? kernels : NULL;
    task.skip_gradient = skip_gradient ? skips : NULL;
    CK_TYPED(run_long_convolution)(&task, CK_TYPED(adjoint_group));
    if (kernel_gradient) CK_TYPED(sum_parts)(kernels, task.parts, coefficients, kernel_gradient);
    if (skip_gradient) CK_TYPED(sum_parts)(skips, task.parts, channels, skip_gradient);
}
