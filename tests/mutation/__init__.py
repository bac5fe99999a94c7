"""Faults put into the package, one at a time, for tests to notice. `python -m tests.mutation`."""
