"""Forecasting rounds: everything that a forecast rests on in one folder, rerun, and held against another."""
