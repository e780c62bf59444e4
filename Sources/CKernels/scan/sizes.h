/// Sizes that the levels and both directions of the selective scan agree on.
#ifndef CK_SCAN_SIZES_H
#define CK_SCAN_SIZES_H

/// Positions between saved states, and of one chunk.
#define CK_SCAN_STEPS 32
/// Channels are padded to a multiple of the widest block (two vectors of sixteen).
#define CK_SCAN_CHANNEL_PADDING 32
/// Channels of the block being compiled, as a constant that array types may use.
#define BLOCK_MAXIMUM (2 * CK_VECTOR_BYTES / sizeof(REAL))

#endif
