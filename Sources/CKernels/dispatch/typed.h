/// Names in sources that are included once for each element type: `F(ck_sum)` is `ck_sum_f32` or `ck_sum_f64`.
#ifndef CK_TYPED_H
#define CK_TYPED_H

#include "dispatch/table.h"

#define CK_JOIN2_(a, b) a##_##b
#define CK_JOIN2(a, b) CK_JOIN2_(a, b)
#define F(name) CK_JOIN2(name, CK_REAL_NAME)
#define CK_TABLE_EXPANDED(name, real, ...) CK_TABLE(name, real, __VA_ARGS__)
#define TABLE(name, ...) CK_TABLE_EXPANDED(name, CK_REAL_NAME, __VA_ARGS__)
#define CK_CALL_EXPANDED(name, real) CK_CALL(name, real)
#define CALL(name) CK_CALL_EXPANDED(name, CK_REAL_NAME)

/// Elements in one task of a long loop.
enum { CK_GRAIN = 16384 };

/// Rows of `width` elements in one task.
static inline long rows_per_task(long width) { return width >= CK_GRAIN ? 1 : CK_GRAIN / (width > 0 ? width : 1); }

#endif
