"""Parameters: what is declared, the parameter sets that give values, and the published figures behind them.

The package and the function `tajsim.parameters` share a name, so this file is read with `import tajsim`: it
imports nothing heavy, and its other names are loaded when they are first used.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tajsim.defaults import PARAMETER_SET
from tajsim.lazy import loader

if TYPE_CHECKING:
    from tajsim.parameters.blocks import BLOCKS as BLOCKS
    from tajsim.parameters.declaration import Declaration as Declaration
    from tajsim.parameters.distributions import ppf as ppf
    from tajsim.parameters.entry import Entry as Entry
    from tajsim.parameters.entry import Figure as Figure
    from tajsim.parameters.entry import Resolution as Resolution
    from tajsim.parameters.loading import as_parameters as as_parameters
    from tajsim.parameters.loading import parameter_set_names as parameter_set_names
    from tajsim.parameters.loading import parameter_sets as parameter_sets
    from tajsim.parameters.loading import vintages as vintages
    from tajsim.parameters.parameter_set import Parameters as Parameters
    from tajsim.parameters.registry import declarations as declarations

_HOMES = {
    "tajsim.parameters.blocks": ("BLOCKS",),
    "tajsim.parameters.declaration": ("Declaration",),
    "tajsim.parameters.distributions": ("ppf",),
    "tajsim.parameters.entry": ("Entry", "Figure", "Resolution"),
    "tajsim.parameters.parameter_set": ("Parameters",),
    "tajsim.parameters.registry": ("declarations",),
    "tajsim.parameters.loading": ("as_parameters", "parameter_set_names", "parameter_sets", "vintages"),
}

__all__ = ["parameters", *(name for names in _HOMES.values() for name in names)]

if not TYPE_CHECKING:
    __getattr__ = loader(__name__, _HOMES)


def parameters(name_or_path: str | os.PathLike[str] = PARAMETER_SET) -> Parameters:
    """A parameter set shipped with the library, by name, or one of your own, from a file.

    Parameters
    ----------
    name_or_path : str or Path, default "nowcast-2025"
        A name, or a path that ends in .toml.

    Returns
    -------
    Parameters
        Values by block (`p.migration.stock_russia`), `p.describe()` as a table.

    Raises
    ------
    UnknownNameError
        For a name that is not shipped.
    FileFormatError
        For a file that is not TOML.
    InputError
        With everything wrong in the file and in those it extends.

    Examples
    --------
    >>> import tajsim as ts
    >>> ts.parameters("kremlin-2024").remittances.remittances_gdp_share  # share of GDP
    0.17
    """
    from tajsim.parameters.loading import load_parameters

    return load_parameters(name_or_path)


# `import tajsim.parameters.blocks as b` looks for `blocks` in `tajsim.parameters`, which is the function
parameters.__dict__ = globals()
