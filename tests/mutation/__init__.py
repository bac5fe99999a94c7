"""Faults put into the model's equations, one at a time, for tests to notice. `python -m tests.mutation`."""
