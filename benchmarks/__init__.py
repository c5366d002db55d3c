"""How fast, against what: ratios taken side by side, in alternation. `python -m benchmarks` runs the table."""
