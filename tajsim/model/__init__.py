"""The economy: one module a block, each a pure step on numbers or arrays of draws."""
