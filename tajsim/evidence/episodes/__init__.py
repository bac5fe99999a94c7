"""Episodes of the past simulated from what was known before them."""
