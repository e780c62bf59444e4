/// Sizes that the passes of the rank-one scan and its callers share, the same at every level.
#ifndef CK_MATRIX_SCAN_SIZES_H
#define CK_MATRIX_SCAN_SIZES_H

/// Positions between two kept states: the states of that many positions lie in the second-level cache.
enum { CK_RANK_ONE_STEPS = 16 };

#endif
