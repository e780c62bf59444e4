/// Products with packed weights: activations are rounded once, then tasks take groups of rows and chunks of tokens.
#include "ck_pool.h"
#include "dispatch/table.h"
#include "vector/scratch.h"
#include "weights/packed.h"

#include <string.h>

CK_TABLE(packed_kernels, f32, const struct ck_packed_kernels *(void))
#if defined(__x86_64__)
const struct ck_packed_kernels *packed_kernels_f32_avx512vnni(void);
const struct ck_packed_kernels *packed_kernels_f32_avxvnni(void);
#endif

enum {
    CHUNK = 48,              // tokens of a task: their activations stay in the second-level cache
    TASKS = 16,              // fewest tasks wished for
    SMALLEST_TASK = 1 << 13, // bytes of weights
    LARGEST_TASK = 1 << 16,
    SERIAL_ELEMENTS = 4096, // activations that one thread rounds faster than two
};

static const struct ck_packed_kernels *current_kernels(void) {
#if defined(__x86_64__)
    const ck_level level = ck_current_level();
    if (level == CK_AVX512 && __builtin_cpu_supports("avx512vnni")) return packed_kernels_f32_avx512vnni();
    if (level == CK_AVX2 && __builtin_cpu_supports("avxvnni")) return packed_kernels_f32_avxvnni();
#endif
    return CK_CALL(packed_kernels, f32)();
}

struct product {
    const struct ck_packed_kernels *kernels;
    const ck_packed *parts;
    int32_t part_count;
    const float *x, *bias;
    uint8_t *activations;
    float *y;
    long count, columns, chunks, groups, grain, width;
};

static long groups_of(const ck_packed *part) { return (long)((part->rows + CK_PACKED_ROWS - 1) / CK_PACKED_ROWS); }

/// Activations of chunk `chunk`, its first token and how many it holds.
static uint8_t *chunk_of(const struct product *p, long chunk, long *first, long *count) {
    *first = chunk * CHUNK;
    *count = *first + CHUNK < p->count ? CHUNK : p->count - *first;
    return p->activations + *first * CK_ACTIVATION_BYTES * (p->columns / CK_PACKED_BLOCK);
}

/// Rounds the tiles of a chunk whose number is `index` modulo the largest number of tiles in a chunk.
static void quantise_task(void *context, long index) {
    const struct product *p = context;
    const long most = (CHUNK + p->kernels->widest - 1) / p->kernels->widest;
    long first, count;
    uint8_t *target = chunk_of(p, index / most, &first, &count);
    const struct ck_tiles tiles = ck_tiles_of(count, p->kernels->widest);
    const long tile = index % most;
    if (tile >= tiles.tiles) return;
    const long begin = tile * tiles.base + (tile < tiles.wider ? tile : tiles.wider);
    p->kernels->quantise(p->x + (first + begin) * p->columns, tiles.base + (tile < tiles.wider), p->columns,
                         target + begin * CK_ACTIVATION_BYTES * (p->columns / CK_PACKED_BLOCK));
}

static void quantise(const struct product *p) {
    const long most = (CHUNK + p->kernels->widest - 1) / p->kernels->widest;
    const long last = p->count - (p->chunks - 1) * CHUNK;
    const long tasks = (p->chunks - 1) * most + (last + p->kernels->widest - 1) / p->kernels->widest;
    if (p->count * p->columns <= SERIAL_ELEMENTS)
        for (long index = 0; index < tasks; index++) quantise_task((void *)p, index);
    else
        ck_parallel(tasks, quantise_task, (void *)p);
}

/// A part, its line in the table of layouts (-1: floats) and the bytes of a group.
struct operand {
    const ck_packed *part;
    int line;
    size_t group_bytes;
};

/// One group of rows times one chunk of tokens; `row` is the group's first row in y.
static void multiply(const struct product *p, const struct operand *operand, long group, long row, long chunk) {
    long first, count;
    const uint8_t *activations = chunk_of(p, chunk, &first, &count);
    const uint8_t *weights = (const uint8_t *)operand->part->data + (size_t)group * operand->group_bytes;
    const long left = (long)operand->part->rows - group * CK_PACKED_ROWS;
    const long rows = left < CK_PACKED_ROWS ? left : CK_PACKED_ROWS;
    const bool whole = rows == CK_PACKED_ROWS;
    float *y = p->y + first * p->width + row, edge[CHUNK * CK_PACKED_ROWS], edge_bias[CK_PACKED_ROWS] = {0};
    const float *bias = p->bias ? p->bias + row : NULL;
    if (!whole && bias) bias = memcpy(edge_bias, bias, (size_t)rows * sizeof(float));
    float *target = whole ? y : edge;
    const long stride = whole ? p->width : CK_PACKED_ROWS;
    if (operand->line >= 0) {
        p->kernels->products[operand->line](weights, p->columns, activations, count, bias, target, stride);
    } else {
        const int32_t format = operand->part->format;
        ck_packed_float_product *product = format == CK_WEIGHT_F32   ? p->kernels->f32
                                           : format == CK_WEIGHT_F16 ? p->kernels->f16
                                                                     : p->kernels->bf16;
        product(weights, p->columns, p->x + first * p->columns, count, bias, target, stride);
    }
    if (whole) return;
    for (long token = 0; token < count; token++)
        memcpy(y + token * p->width, edge + token * CK_PACKED_ROWS, (size_t)rows * sizeof(float));
}

/// Tasks go through all groups of rows for one chunk of tokens before the next, so that the chunk stays in cache. A
/// processor reads the weights faster than it multiplies a chunk.
static void product_task(void *context, long index) {
    const struct product *p = context;
    const long runs = (p->groups + p->grain - 1) / p->grain;
    const long chunk = index / runs, begin = index % runs * p->grain;
    const long end = begin + p->grain < p->groups ? begin + p->grain : p->groups;
    long before = 0, row = 0; // groups and rows of the parts already passed
    for (int32_t i = 0; i < p->part_count; i++) {
        const ck_packed *part = p->parts + i;
        const long groups = groups_of(part);
        if (before + groups > begin && before < end) {
            const struct operand operand = {part, ck_packed_line(part->format),
                                            ck_packed_group_bytes(part->format, part->columns)};
            for (long group = begin > before ? begin - before : 0; group < groups && before + group < end; group++)
                multiply(p, &operand, group, row + group * CK_PACKED_ROWS, chunk);
        }
        before += groups;
        row += (long)part->rows;
    }
}

void ck_packed_product(
    const ck_packed *parts, int32_t part_count, const float *x, int64_t count, const float *bias, float *y) {
    if (part_count <= 0 || count <= 0) return;
    struct product p = {.kernels = current_kernels(), .parts = parts, .part_count = part_count, .x = x, .bias = bias,
                        .y = y, .count = (long)count, .columns = (long)parts[0].columns,
                        .chunks = (long)((count + CHUNK - 1) / CHUNK)};
    size_t bytes = 0;
    bool quantised = false;
    for (int32_t i = 0; i < part_count; i++) {
        p.groups += groups_of(parts + i);
        p.width += (long)parts[i].rows;
        bytes += ck_packed_bytes(parts[i].format, parts[i].rows, parts[i].columns);
        quantised |= ck_packed_line(parts[i].format) >= 0;
    }
    if (p.groups == 0) return;
    if (quantised) {
        const long blocks = p.columns / CK_PACKED_BLOCK;
        p.activations = ck_scratch(CK_SCRATCH_DRIVER, (size_t)(p.count * blocks * CK_ACTIVATION_BYTES));
        quantise(&p);
    }
    size_t task = bytes / TASKS;
    task = task < SMALLEST_TASK ? SMALLEST_TASK : task > LARGEST_TASK ? LARGEST_TASK : task;
    p.grain = (long)(task * (size_t)p.groups / (bytes ? bytes : 1));
    if (p.grain < 1) p.grain = 1;
    ck_parallel((p.groups + p.grain - 1) / p.grain * p.chunks, product_task, &p);
}
