/// Which parts of a tile (64 keys × 64 queries, queries in the lanes) are worth computing.

/// The queries `first ..< first + count` of one head: bounds of the keys that each sees. Lanes from `count` on repeat the
/// last query's bounds.
typedef struct {
    long first, count;
    int low[TILE], high[TILE];
} tile_queries;

/// The part of a tile that somebody sees, by groups of 16 keys: registers `begin[g] ..< end[g]` of 16 (8, 4) queries.
typedef struct {
    long begin[GROUPS], end[GROUPS];
    bool empty;    // nobody sees anything
    bool whole;    // every group has all registers: one matrix product does it
    bool partial;  // `allowed` must be asked
} tile_extent;

INLINE long registers_of(const tile_queries *queries) { return (queries->count + LANES - 1) / LANES; }

static void bound_queries(const ck_attention *shape, long row, long first, long count, tile_queries *queries) {
    queries->first = first;
    queries->count = count;
    for (long i = 0; i < TILE; i++) {
        long query = first + (i < count ? i : count - 1);
        queries->low[i] = (int)ck_attention_low(shape, row, query);
        queries->high[i] = (int)ck_attention_high(shape, row, query);
    }
}

/// Looks at the mask's part of a tile: 0 nothing is allowed, 1 some, 2 everything (among bytes that are 0 or 1).
static int inspect_mask(const ck_attention *shape, long row, const tile_queries *queries, long k0, long keys) {
    const uint64_t ones = 0x0101010101010101u;
    uint64_t any = 0, all = ones;
    for (long i = 0; i < queries->count; i++) {
        const uint8_t *mask = ck_attention_mask(shape, row, queries->first + i) + k0;
        long j = 0;
        for (; j + 8 <= keys; j += 8) {
            uint64_t word;
            memcpy(&word, mask + j, 8);
            any |= word;
            all &= word == ones ? ones : 0;
        }
        for (; j < keys; j++) {
            any |= mask[j];
            all &= mask[j] == 1 ? ones : 0;
        }
    }
    return any == 0 ? 0 : all == ones ? 2 : 1;
}

/// `allowed[j][i]` = −1 where query i sees key k0 + j, else 0, for the registers of the extent.
static void fill_allowed(
    const ck_attention *shape, long row, const tile_queries *queries, long k0, long keys, const tile_extent *extent,
    bool mixed, int *allowed) {
    for (long g = 0; g < GROUPS; g++)
        for (long v = extent->begin[g]; v < extent->end[g]; v++) {
            integers low = *(const integers *)(queries->low + v * LANES);
            integers high = *(const integers *)(queries->high + v * LANES);
            for (long j = g * GROUP; j < (g + 1) * GROUP; j++) {
                integers key = (int)(k0 + j);
                *(integers *)(allowed + j * TILE + v * LANES) = (key >= low) & (key < high);
            }
        }
    if (!mixed) return;
    for (long i = 0; i < queries->count; i++) {
        const uint8_t *mask = ck_attention_mask(shape, row, queries->first + i) + k0;
        for (long j = 0; j < keys; j++) allowed[j * TILE + i] &= -(mask[j] != 0);
    }
}

/// The biases of a tile in base 2, `tile[j][i]` for key k0 + j and query first + i; zeros where there is none.
static void load_bias(
    const ck_attention *shape, long row, long head, const tile_queries *queries, long k0, long keys, float *tile) {
    const float *bias = (const float *)shape->bias + ck_attention_at(shape->bias_strides, row, queries->first, head);
    transpose_in(bias + k0, shape->bias_strides.position, queries->count, keys, 1.442695040888963f, tile);
    memset(tile + keys * TILE, 0, sizeof(float) * (size_t)((TILE - keys) * TILE));
}

/// The extent of the tile at keys `k0 ..< k0 + 64`; fills `allowed` when it is partial.
static tile_extent survey_tile(
    const ck_attention *shape, long row, const tile_queries *queries, long k0, int *allowed) {
    tile_extent extent = {.empty = true, .whole = true};
    long registers = registers_of(queries), last = TILE - 1;
    if (queries->high[last] <= k0 || queries->low[0] >= k0 + TILE) return extent;
    for (long g = 0; g < GROUPS; g++) {
        long begin = 0, end = registers, g0 = k0 + g * GROUP;
        while (begin < end && queries->high[begin * LANES + LANES - 1] <= g0) begin++;
        while (end > begin && queries->low[(end - 1) * LANES] >= g0 + GROUP) end--;
        extent.begin[g] = begin;
        extent.end[g] = end;
        extent.empty &= begin == end;
        extent.whole &= end - begin == registers;
    }
    if (extent.empty) return extent;
    extent.partial = queries->low[last] > k0 || queries->high[0] < k0 + TILE;
    long keys = ck_attention_keys(shape, row) - k0 < TILE ? ck_attention_keys(shape, row) - k0 : TILE;
    int mask = shape->mask ? inspect_mask(shape, row, queries, k0, keys) : 2;
    if (mask == 0) {
        extent.empty = true;
        return extent;
    }
    extent.partial |= mask == 1;
    if (extent.partial) fill_allowed(shape, row, queries, k0, keys, &extent, mask == 1, allowed);
    return extent;
}

/// products[j][i] = ⟨keys[j], queries^T[.][i]⟩ over the extent.
static void multiply_tile(
    const tile_extent *extent, long registers, const float *keys, long padded, const float *transposed, long width,
    float *products) {
    if (extent->whole) {
        multiply_rows(TILE, registers, keys, padded, transposed, TILE, products, TILE, width, false);
        return;
    }
    for (long g = 0; g < GROUPS; g++) {
        long from = extent->begin[g] * LANES, row = g * GROUP;
        multiply_rows(
            GROUP, extent->end[g] - extent->begin[g], keys + row * padded, padded, transposed + from, TILE,
            products + row * TILE + from, TILE, width, false);
    }
}

/// result^T[d][i] += Σ_j rows[j][d] weights[j][i] over the extent.
static void accumulate_transposed(
    const tile_extent *extent, long registers, const float *rows, long padded, const float *weights, float *result) {
    if (extent->whole) {
        multiply_transposed(padded, registers, rows, padded, weights, TILE, result, TILE, TILE, true);
        return;
    }
    for (long g = 0; g < GROUPS; g++) {
        long from = extent->begin[g] * LANES, row = g * GROUP;
        multiply_transposed(
            padded, extent->end[g] - extent->begin[g], rows + row * padded, padded, weights + row * TILE + from, TILE,
            result + from, TILE, GROUP, true);
    }
}
