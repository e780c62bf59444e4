/// Names that depend on the number type alone: `CK_TYPED(ring)` is `ring_f32` or `ring_f64`.
#define CK_JOIN2_(a, b) a##_##b
#define CK_JOIN2(a, b) CK_JOIN2_(a, b)
#define CK_TYPED(name) CK_JOIN2(name, CK_REAL_NAME)
