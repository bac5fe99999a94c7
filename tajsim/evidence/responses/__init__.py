"""Responses of the model against those that were published."""
