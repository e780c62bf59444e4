/// Activations as blocks of a tile, from `quantise_block` of the level.
void CK_NAME(packed_quantise)(const float *x, long width, long columns, uint8_t *target) {
    for (long block = 0; block < columns / CK_PACKED_BLOCK; block++, target += CK_ACTIVATION_BYTES * width) {
        for (long token = 0; token < width; token++) {
            int8_t values[CK_PACKED_BLOCK];
            float scale;
            int32_t sums[2];
            CK_NAME(quantise_block)(x + token * columns + block * CK_PACKED_BLOCK, values, &scale, sums);
            if (width == 1)
                memcpy(target, values, CK_PACKED_BLOCK);
            else
                for (int quad = 0; quad < CK_PACKED_QUADS; quad++)
                    memcpy(target + 4 * (quad * width + token), values + 4 * quad, 4);
            const float sum = scale * (float)(sums[0] + sums[1]);
            const int16_t halves[2] = {(int16_t)sums[0], (int16_t)sums[1]};
            memcpy(target + 4 * (8 * width + token), &scale, 4);
            memcpy(target + 4 * (9 * width + token), &sum, 4);
            memcpy(target + 4 * (10 * width + token), halves, 4);
        }
    }
}
