"""The past as a place to start from: figures of a year as observed, what drove it, and what rules did."""

from tajsim.past.drivers import ObservedDrivers, observed_drivers
from tajsim.past.episodes import enforcement
from tajsim.past.figures import parameters_of

__all__ = ["ObservedDrivers", "enforcement", "observed_drivers", "parameters_of"]
