/// One function for each format, from `group_product` and `float_product`, and the table of them.
#define LINE(NAME, ...)                                                                                                \
    static void CK_NAME(product_##NAME)(const uint8_t *group, long columns, const uint8_t *activations, long count,    \
                                        const float *bias, float *y, long stride) {                                    \
        CK_NAME(group_product)((struct ck_packed_layout)CK_PACKED_LAYOUT(NAME, __VA_ARGS__), group, columns,           \
                               activations, count, bias, y, stride);                                                   \
    }
CK_PACKED_FORMATS(LINE)
#undef LINE

#define LINE(NAME)                                                                                                     \
    static void CK_NAME(product_##NAME)(const uint8_t *group, long columns, const float *x, long count,                \
                                        const float *bias, float *y, long stride) {                                    \
        CK_NAME(float_product)(CK_WEIGHT_##NAME, group, columns, x, count, bias, y, stride);                           \
    }
LINE(F32)
LINE(F16)
LINE(BF16)
#undef LINE

#define LINE(NAME, ...) CK_NAME(product_##NAME),
const struct ck_packed_kernels *CK_NAME(packed_kernels)(void) {
    static const struct ck_packed_kernels kernels = {
        .widest = CK_TILE, .quantise = CK_NAME(packed_quantise), .products = {CK_PACKED_FORMATS(LINE)},
        .f32 = CK_NAME(product_F32), .f16 = CK_NAME(product_F16), .bf16 = CK_NAME(product_BF16)};
    return &kernels;
}
#undef LINE
