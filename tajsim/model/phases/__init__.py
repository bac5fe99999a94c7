"""A quarter in six phases, a module each, in the order in which `tajsim.model.economy` runs them."""
