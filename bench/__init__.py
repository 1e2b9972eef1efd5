"""Benchmarks: each `make bench-NAME` measures one promise and writes bench/results/NAME.json."""
