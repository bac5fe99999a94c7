"""The model on one page."""
