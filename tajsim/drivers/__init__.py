"""Paths from outside the home economy: history, outlooks and the stochastic part."""
