/// The table of packed layouts and their sizes.
#include "weights/packed.h"

#define LINE(...) CK_PACKED_LAYOUT(__VA_ARGS__),
const struct ck_packed_layout ck_packed_layouts[CK_PACKED_FORMAT_COUNT] = {CK_PACKED_FORMATS(LINE)};
#undef LINE

const int8_t ck_mxfp4_codes[16] = {12, 13, 14, 15, 16, 18, 20, 24, 12, 11, 10, 9, 8, 6, 4, 0};

int ck_packed_line(int32_t format) {
    for (int line = 0; line < CK_PACKED_FORMAT_COUNT; line++)
        if (ck_packed_layouts[line].format == format) return line;
    return -1;
}

size_t ck_packed_group_bytes(int32_t format, int64_t columns) {
    const int line = ck_packed_line(format);
    const size_t element = format == CK_WEIGHT_F32 ? sizeof(float) : sizeof(uint16_t);
    if (line < 0) return (size_t)columns * CK_PACKED_ROWS * element;
    const struct ck_packed_layout layout = ck_packed_layouts[line];
    return (size_t)(columns / (CK_PACKED_BLOCK * ck_layout_blocks(layout))) * (size_t)ck_layout_super(layout);
}

size_t ck_packed_bytes(int32_t format, int64_t rows, int64_t columns) {
    return (size_t)((rows + CK_PACKED_ROWS - 1) / CK_PACKED_ROWS) * ck_packed_group_bytes(format, columns);
}
