"""The report: one self-contained page of what was run, what came out, and what it rests on."""
