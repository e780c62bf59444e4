/// Names of the vector instructions of the level being compiled. With `CK_PACKED_VNNI` bytes are multiplied and added
/// to 32-bit lanes by one instruction.

#if defined(CK_TARGET_AVX512) || defined(CK_TARGET_AVX512_VNNI)
typedef __m512i CK_NAME(integers);
typedef __m512 CK_NAME(floats);
#define LANES 16
#define V(name) _mm512_##name
#define BITS(name) _mm512_##name##_si512
#define HALVES_TO_FLOATS(p) _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(p)))
#define WORDS_TO_INTEGERS(p) _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)(p)))
#define BYTES_TO_INTEGERS(p) _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(p)))
#define BYTES_TO_WORDS(p) _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)(p)))
#define EVERY_16_BYTES(p) _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(p)))
#define DOT_BYTES(sum, u, s) _mm512_dpbusd_epi32(sum, u, s)
#else
typedef __m256i CK_NAME(integers);
typedef __m256 CK_NAME(floats);
#define LANES 8
#define V(name) _mm256_##name
#define BITS(name) _mm256_##name##_si256
#define HALVES_TO_FLOATS(p) _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(p)))
#define WORDS_TO_INTEGERS(p) _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(p)))
#define BYTES_TO_INTEGERS(p) _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(p)))
#define BYTES_TO_WORDS(p) _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(p)))
#define EVERY_16_BYTES(p) _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(p)))
#define DOT_BYTES(sum, u, s) _mm256_dpbusd_avx_epi32(sum, u, s)
#endif

#define INTEGERS CK_NAME(integers)
#define FLOATS CK_NAME(floats)
/// Vectors that hold the rows of a group.
#define PIECES (CK_PACKED_ROWS / LANES)
#define PIECE_BYTES (4 * LANES)

CK_PACKED_INLINE INTEGERS CK_NAME(load)(const uint8_t *source) { return BITS(loadu)((const void *)source); }

/// Fetches `bytes` bytes that will be wanted soon: hardware does so within a page of memory only.
CK_PACKED_INLINE void CK_NAME(prefetch)(const uint8_t *source, int bytes) {
    enum { AHEAD = 4096, CACHE_LINE = 64 };
    for (int byte = 0; byte < bytes; byte += CACHE_LINE)
        _mm_prefetch((const char *)source + AHEAD + byte, _MM_HINT_T0);
}

/// Four bytes in every lane.
CK_PACKED_INLINE INTEGERS CK_NAME(every_word)(const uint8_t *source) {
    int32_t word;
    memcpy(&word, source, sizeof word);
    return V(set1_epi32)(word);
}

CK_PACKED_INLINE FLOATS CK_NAME(every_float)(const void *source) {
    float value;
    memcpy(&value, source, sizeof value);
    return V(set1_ps)(value);
}

/// Shifts left by a constant, or right when it is negative, within 16-bit lanes.
CK_PACKED_INLINE INTEGERS CK_NAME(shift)(INTEGERS x, int left) {
    return left == 0 ? x : left > 0 ? V(slli_epi16)(x, left) : V(srli_epi16)(x, -left);
}

/// Activations with the signs of the weights (zero weights may leave anything: they are multiplied by zero).
CK_PACKED_INLINE INTEGERS CK_NAME(with_sign)(INTEGERS x, INTEGERS weights) {
#if LANES == 16
    return _mm512_mask_sub_epi8(x, _mm512_movepi8_mask(weights), _mm512_setzero_si512(), x);
#else
    return _mm256_sign_epi8(x, weights);
#endif
}
