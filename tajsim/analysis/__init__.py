"""Questions beyond one run: why, how sure, how bad before it breaks, what helps."""
