"""Runs of many blocks of draws: how they are shared out, merged, kept on the way and written to files."""
