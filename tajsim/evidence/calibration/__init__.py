"""What past years say about the parameters."""
