/// Activations as blocks of a tile, from `quantise_block` of the level.
void CK_NAME(packed_quantise)(const float *x, long width, long columns, uint8_t *target) {
    for (long block = 0; block < columns / CK_PACKED_BLOCK; block++, target += CK_ACTIVATION_BYTES * width) {
        for (long token = 0; token < width; token++) {
            int8_t high[CK_PACKED_BLOCK], low[CK_PACKED_BLOCK];
            float unit;
            int32_t sums[2][2];
            CK_NAME(quantise_block)(x + token * columns + block * CK_PACKED_BLOCK, high, low, &unit, sums);
            for (int quad = 0; quad < CK_PACKED_QUADS; quad++) {
                uint8_t *pair = target + 8 * (quad * width + token);
                memcpy(pair, high + 4 * quad, 4);
                memcpy(pair + 4, low + 4 * quad, 4);
            }
            const int32_t whole = CK_PART_STEP * (sums[0][0] + sums[0][1]) + sums[1][0] + sums[1][1];
            const float sum = unit * (float)whole;
            const int16_t halves[4] = {(int16_t)sums[0][0], (int16_t)sums[0][1], (int16_t)sums[1][0], (int16_t)sums[1][1]};
            memcpy(target + 8 * (8 * width + token), &unit, 4);
            memcpy(target + 8 * (8 * width + token) + 4, &sum, 4);
            memcpy(target + 8 * (9 * width + token), halves, 8);
        }
    }
}
