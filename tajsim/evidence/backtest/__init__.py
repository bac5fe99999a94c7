"""Forecasts of past years against what came after: how they are made, scored and reported."""
