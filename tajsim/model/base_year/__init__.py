"""The base year: what a parameter set says of it, turned into the state from which a run starts."""
