"""What would help: levers, their mixes, the search and its answer."""
