/// Searches for the scale, or scale and minimum, with which few levels come nearest to the elements of a sub-block.
#ifndef CK_WEIGHTS_FIT_H
#define CK_WEIGHTS_FIT_H

#include <stdbool.h>

/// How much an element counts.
typedef enum {
    /// |x|.
    CK_WEIGHT_MAGNITUDE,
    /// √(mean x²) + |x|: large elements count more, small ones still count.
    CK_WEIGHT_MIXED,
    /// x².
    CK_WEIGHT_SQUARE,
} ck_fit_weight;

/// The weights of elements; `count` is a multiple of 8.
void ck_fit_weights(const float *x, int count, ck_fit_weight kind, float *weights);

/// The grids that are tried: the levels 0 … `levels` span (levels + first + k / 10) / levels of the elements' range, for k in
/// 0 ..< trials.
typedef struct {
    int levels;
    float first;
    int trials;
    ck_fit_weight weight;
    /// Whether fits are compared by absolute errors instead of squares.
    bool absolute;
} ck_grid;

/// x ≈ scale q − minimum, with minimum ≥ 0.
typedef struct {
    float scale, minimum;
} ck_affine_fit;

/// The best fit of at most 32 elements; `count` is a multiple of 8.
ck_affine_fit ck_fit_affine(const float *x, int count, ck_grid grid);

/// The best scale of x ≈ scale q with q in −levels … levels − 1, for at most 32 elements; `count` is a multiple of 8.
/// Negative when the extreme element is positive: that one falls near −levels.
float ck_fit_symmetric(const float *x, int count, int levels, ck_fit_weight weight);

/// The best scale of x ≈ scale v[q] for a table of sixteen rising values, weighted by x²; `count` as above.
float ck_fit_table(const float *x, int count, const signed char values[16]);

/// The index of the table's value nearest to `value`; the table rises.
int ck_nearest_entry(float value, const signed char values[16]);

/// The value of largest magnitude, with its sign; the first of several.
float ck_extreme(const float *values, int count);

/// The nearest whole number, ties to even, within bounds below 2²²; the lower bound for a NaN.
static inline float ck_nearest(float value, float lowest, float highest) {
    const float bounded = value > lowest ? (value < highest ? value : highest) : lowest;
    // Above 1.5 · 2²³ floats are the whole numbers: the addition rounds.
    return (bounded + 12582912.0f) - 12582912.0f;
}

#endif
