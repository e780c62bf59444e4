// Metrics and comparisons.
