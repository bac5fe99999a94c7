"""How large a shock must be: the size of one that meets a condition, and the frontier of two."""
