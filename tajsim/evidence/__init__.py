"""The model faces history: observations, benchmarks, scores, backtest, calibration."""
