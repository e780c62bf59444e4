/// The table of formats, and the way from it to the functions of each.
#include "weights/formats.h"

#include "ck_pool.h"
#include "ck_weights.h"

#include <string.h>

/// number suffix, name, elements and bytes of a block, decoder, encoder.
#define CK_FORMATS(LINE)                                                                                               \
    LINE(F32, 1, 4, ck_decode_f32, ck_encode_f32)                                                                      \
    LINE(F16, 1, 2, ck_decode_f16, ck_encode_f16)                                                                      \
    LINE(BF16, 1, 2, ck_decode_bf16, ck_encode_bf16)                                                                   \
    LINE(Q8_0, CK_SHORT_BLOCK, 34, ck_decode_q8_0, ck_encode_q8_0)                                                     \
    LINE(Q4_0, CK_SHORT_BLOCK, 18, ck_decode_q4_0, ck_encode_q4_0)                                                     \
    LINE(Q4_1, CK_SHORT_BLOCK, 20, ck_decode_q4_1, ck_encode_q4_1)                                                     \
    LINE(Q5_0, CK_SHORT_BLOCK, 22, ck_decode_q5_0, ck_encode_q5_0)                                                     \
    LINE(Q5_1, CK_SHORT_BLOCK, 24, ck_decode_q5_1, ck_encode_q5_1)                                                     \
    LINE(Q2_K, CK_LONG_BLOCK, 84, ck_decode_q2_k, ck_encode_q2_k)                                                      \
    LINE(Q3_K, CK_LONG_BLOCK, 110, ck_decode_q3_k, ck_encode_q3_k)                                                     \
    LINE(Q4_K, CK_LONG_BLOCK, 144, ck_decode_q4_k, ck_encode_q4_k)                                                     \
    LINE(Q5_K, CK_LONG_BLOCK, 176, ck_decode_q5_k, ck_encode_q5_k)                                                     \
    LINE(Q6_K, CK_LONG_BLOCK, 210, ck_decode_q6_k, ck_encode_q6_k)                                                     \
    LINE(IQ4_NL, CK_SHORT_BLOCK, 18, ck_decode_iq4_nl, ck_encode_iq4_nl)                                               \
    LINE(MXFP4, CK_SHORT_BLOCK, 17, ck_decode_mxfp4, ck_encode_mxfp4)

#define CK_INFO_LINE(NAME, ELEMENTS, BYTES, DECODE, ENCODE)                                                            \
    {CK_WEIGHT_##NAME, #NAME, ELEMENTS, BYTES, true},
#define CK_CODEC_LINE(NAME, ELEMENTS, BYTES, DECODE, ENCODE) {DECODE, ENCODE},

static const ck_weight_info information[] = {CK_FORMATS(CK_INFO_LINE)};
static const struct {
    ck_decode_blocks *decode;
    ck_encode_blocks *encode;
} codecs[] = {CK_FORMATS(CK_CODEC_LINE)};

enum { CK_FORMAT_COUNT = sizeof information / sizeof information[0] };

const ck_weight_info *ck_weight_formats(int32_t *count) {
    *count = CK_FORMAT_COUNT;
    return information;
}

const ck_weight_info *ck_weight_find(int32_t format) {
    for (int line = 0; line < CK_FORMAT_COUNT; line++) {
        if (information[line].format == format) return &information[line];
    }
    return NULL;
}

/// Elements of one task; a multiple of every block.
enum { CK_DECODE_GRAIN = 1 << 16, CK_ENCODE_GRAIN = 1 << 13 };

struct conversion {
    const ck_weight_info *info;
    const uint8_t *source;
    uint8_t *target;
};

static void decode_task(void *context, long begin, long end) {
    const struct conversion *c = context;
    const long first = begin / c->info->block_elements, last = end / c->info->block_elements;
    codecs[c->info - information].decode(c->source + first * c->info->block_bytes, last - first,
                                         (float *)(void *)c->target + begin);
}

void ck_weight_decode(int32_t format, const void *source, int64_t count, float *target) {
    struct conversion c = {ck_weight_find(format), source, (uint8_t *)target};
    if (c.info != NULL) ck_parallel_ranges((long)count, CK_DECODE_GRAIN, decode_task, &c);
}

static void encode_task(void *context, long begin, long end) {
    const struct conversion *c = context;
    const long first = begin / c->info->block_elements, last = end / c->info->block_elements;
    codecs[c->info - information].encode((const float *)(const void *)c->source + begin, last - first,
                                         c->target + first * c->info->block_bytes);
}

void ck_weight_encode(int32_t format, const float *source, int64_t count, void *target) {
    struct conversion c = {ck_weight_find(format), (const uint8_t *)source, target};
    if (c.info != NULL && c.info->can_encode) ck_parallel_ranges((long)count, CK_ENCODE_GRAIN, encode_task, &c);
}
