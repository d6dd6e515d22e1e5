"""Measures of what the project promises, each run as `python -m bench.NAME --json`."""
