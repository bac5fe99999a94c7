"""Forecasts of past years made within them, from the figures of the part that was over, and their scores."""
