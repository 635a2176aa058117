"""Benchmarks: ratios measured within one run; deselected unless asked for with `-m benchmark` or BENCH=1."""
