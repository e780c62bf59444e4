/// Codes of one row and 32 columns as eight words (quads), and how they lie in the planes.
#ifndef CK_WEIGHTS_PACKED_WORDS_H
#define CK_WEIGHTS_PACKED_WORDS_H

#include "weights/packed.h"

#include <string.h>

CK_PACKED_INLINE uint32_t ck_load_word(const uint8_t *source) {
    uint32_t word;
    memcpy(&word, source, sizeof word);
    return word;
}

CK_PACKED_INLINE void ck_store_word(uint8_t *target, uint32_t word) { memcpy(target, &word, sizeof word); }

/// The low `bits` of each byte.
CK_PACKED_INLINE uint32_t ck_byte_mask(int bits) { return 0x01010101u * ((1u << bits) - 1); }

/// Writes bits `first ..< first + bits` of the codes to a plane; `plane` is the row's word in its first vector.
CK_PACKED_INLINE void ck_write_plane(const uint32_t words[CK_PACKED_QUADS], int first, int bits, uint8_t *plane) {
    for (int vector = 0; vector < bits; vector++) {
        uint32_t word = 0;
        for (int part = 0; part < 8 / bits; part++) {
            const int quad = bits == 4 ? vector + 4 * part : vector * (8 / bits) + part;
            word |= (words[quad] >> first & ck_byte_mask(bits)) << part * bits;
        }
        ck_store_word(plane + vector * CK_PACKED_VECTOR, word);
    }
}

/// Adds what `ck_write_plane` wrote to the words.
CK_PACKED_INLINE void ck_read_plane(const uint8_t *plane, int first, int bits, uint32_t words[CK_PACKED_QUADS]) {
    for (int vector = 0; vector < bits; vector++) {
        const uint32_t word = ck_load_word(plane + vector * CK_PACKED_VECTOR);
        for (int part = 0; part < 8 / bits; part++) {
            const int quad = bits == 4 ? vector + 4 * part : vector * (8 / bits) + part;
            words[quad] |= (word >> part * bits & ck_byte_mask(bits)) << first;
        }
    }
}

/// The codes of row `row` of a group as 32 small integers, tables applied. `planes` begins with the low plane.
CK_PACKED_INLINE void ck_read_codes(
    struct ck_packed_layout layout, const uint8_t *planes, int row, const int8_t *table,
    int16_t codes[CK_PACKED_BLOCK]) {
    uint32_t words[CK_PACKED_QUADS] = {0};
    ck_read_plane(planes + 4 * row, 0, layout.low_bits, words);
    const uint8_t *high = planes + ck_layout_low(layout) + 4 * row;
    if (layout.high_bits) ck_read_plane(high, layout.low_bits, layout.high_bits, words);
    uint8_t bytes[CK_PACKED_BLOCK];
    memcpy(bytes, words, sizeof bytes);
    for (int i = 0; i < CK_PACKED_BLOCK; i++)
        codes[i] = layout.code == CK_CODE_UNSIGNED ? bytes[i]
                   : layout.code == CK_CODE_SIGNED ? (int8_t)bytes[i]
                                                   : table[bytes[i]];
}

#endif
