"""Parameters: what is declared, the vintages that give values, and the published figures behind them.

The package and the function `tajsim.parameters` share a name, so this file is read with `import tajsim`: it
imports nothing heavy, and its other names are loaded when they are first used.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tajsim.defaults import VINTAGE
from tajsim.lazy import loader

if TYPE_CHECKING:
    from tajsim.parameters.blocks import BLOCKS as BLOCKS
    from tajsim.parameters.declaration import Declaration as Declaration
    from tajsim.parameters.distributions import ppf as ppf
    from tajsim.parameters.entry import Entry as Entry
    from tajsim.parameters.figures import Figure as Figure
    from tajsim.parameters.figures import Resolution as Resolution
    from tajsim.parameters.parameter_set import Parameters as Parameters
    from tajsim.parameters.registry import declarations as declarations
    from tajsim.parameters.vintage import as_parameters as as_parameters
    from tajsim.parameters.vintage import vintage_names as vintage_names
    from tajsim.parameters.vintage import vintages as vintages

_HOMES = {
    "tajsim.parameters.blocks": ("BLOCKS",),
    "tajsim.parameters.declaration": ("Declaration",),
    "tajsim.parameters.distributions": ("ppf",),
    "tajsim.parameters.entry": ("Entry",),
    "tajsim.parameters.figures": ("Figure", "Resolution"),
    "tajsim.parameters.parameter_set": ("Parameters",),
    "tajsim.parameters.registry": ("declarations",),
    "tajsim.parameters.vintage": ("as_parameters", "vintage_names", "vintages"),
}

__all__ = ["parameters", *(name for names in _HOMES.values() for name in names)]

if not TYPE_CHECKING:
    __getattr__ = loader(__name__, _HOMES)


def parameters(name_or_path: str | os.PathLike[str] = VINTAGE) -> Parameters:
    """A vintage shipped with the library, by name, or a vintage file of your own, by path (ending in .toml).

    Raises UnknownNameError for a name that is not shipped, FileFormatError for a file that is not TOML, and
    InputError with everything wrong in the file and in those it extends.
    """
    from tajsim.parameters.vintage import load_parameters

    return load_parameters(name_or_path)


# `import tajsim.parameters.blocks as b` looks for `blocks` in `tajsim.parameters`, which is the function
parameters.__dict__ = globals()
