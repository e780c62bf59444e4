/// The rounding of `packed_round_plain.kernel.h` by vectors of eight, with the same bits.
#include "weights/half.h"
#include "weights/packed.h"

/// Stores 32 small integers as bytes; the sums of both halves.
CK_PACKED_INLINE void CK_NAME(store_part)(const __m256i values[4], int8_t *bytes, int32_t sums[2]) {
    // The packing instructions work within 128 bits: words of four values come out in the order 0 2 4 6 1 3 5 7.
    const __m256i packed = _mm256_packs_epi16(_mm256_packs_epi32(values[0], values[1]),
                                              _mm256_packs_epi32(values[2], values[3]));
    const __m256i ordered = _mm256_permutevar8x32_epi32(packed, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
    _mm256_storeu_si256((__m256i *)(void *)bytes, ordered);
    __m256i added = _mm256_maddubs_epi16(_mm256_set1_epi8(1), ordered);
    added = _mm256_madd_epi16(added, _mm256_set1_epi16(1));
    added = _mm256_add_epi32(added, _mm256_shuffle_epi32(added, _MM_SHUFFLE(1, 0, 3, 2)));
    added = _mm256_add_epi32(added, _mm256_shuffle_epi32(added, _MM_SHUFFLE(2, 3, 0, 1)));
    sums[0] = _mm256_extract_epi32(added, 0);
    sums[1] = _mm256_extract_epi32(added, 4);
}

CK_PACKED_INLINE void CK_NAME(quantise_block)(const float *x, int8_t high[CK_PACKED_BLOCK], int8_t low[CK_PACKED_BLOCK],
                                              float *unit, int32_t sums[2][2]) {
    const __m256 magnitude = _mm256_castsi256_ps(_mm256_set1_epi32(0x7fffffff));
    __m256 parts[4];
    __m256i largest = _mm256_setzero_si256();
    for (int i = 0; i < 4; i++) {
        parts[i] = _mm256_loadu_ps(x + 8 * i);
        // As integers infinities and NaN are larger than every finite magnitude.
        largest = _mm256_max_epi32(largest, _mm256_castps_si256(_mm256_and_ps(parts[i], magnitude)));
    }
    __m128i four = _mm_max_epi32(_mm256_castsi256_si128(largest), _mm256_extracti128_si256(largest, 1));
    four = _mm_max_epi32(four, _mm_shuffle_epi32(four, _MM_SHUFFLE(1, 0, 3, 2)));
    four = _mm_max_epi32(four, _mm_shuffle_epi32(four, _MM_SHUFFLE(2, 3, 0, 1)));
    const uint32_t infinity = 0x7f800000u, bits = (uint32_t)_mm_cvtsi128_si32(four);
    const float most = ck_float_of_bits(bits);
    if (bits >= infinity || most < CK_SMALLEST_ACTIVATION) {
        memset(high, 0, CK_PACKED_BLOCK);
        memset(low, 0, CK_PACKED_BLOCK);
        *unit = bits >= infinity ? NAN : 0;
        memset(sums, 0, 4 * sizeof(int32_t));
        return;
    }
    *unit = most / (CK_LARGEST_PART * CK_PART_STEP);
    const __m256 inverse = _mm256_set1_ps(CK_LARGEST_PART / most), step = _mm256_set1_ps(CK_PART_STEP);
    __m256i upper[4], lower[4];
    for (int i = 0; i < 4; i++) {
        const __m256 scaled = _mm256_mul_ps(parts[i], inverse);
        upper[i] = _mm256_cvtps_epi32(scaled);
        lower[i] = _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_sub_ps(scaled, _mm256_cvtepi32_ps(upper[i])), step));
    }
    CK_NAME(store_part)(upper, high, sums[0]);
    CK_NAME(store_part)(lower, low, sums[1]);
}
