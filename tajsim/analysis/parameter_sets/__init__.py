"""Two parameter sets compared: which block of the economy makes the difference."""
