"""Parameters: what is declared, the vintages that give values, and the published figures behind them."""

from __future__ import annotations

from tajsim.parameters.blocks import BLOCKS
from tajsim.parameters.declaration import Declaration
from tajsim.parameters.distributions import ppf
from tajsim.parameters.entry import Entry
from tajsim.parameters.figures import Figure, Resolution
from tajsim.parameters.parameter_set import Parameters
from tajsim.parameters.registry import declarations
from tajsim.parameters.vintage import as_parameters, parameters, vintage_names, vintages

__all__ = [
    "BLOCKS",
    "Declaration",
    "Entry",
    "Figure",
    "Parameters",
    "Resolution",
    "as_parameters",
    "declarations",
    "parameters",
    "ppf",
    "vintage_names",
    "vintages",
]
