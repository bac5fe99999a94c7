"""The equations that an add-factor can be put into: what it adds, in which unit, and how large it may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tajsim.frozen import FrozenMap


@dataclass(frozen=True, slots=True)
class Equation:
    """One equation with an add-factor.

    meaning: what is added. unit: of the add-factor. low, high: what it may be, whatever it is the sum of:
    a share of -1 would leave nothing of what the equation gives.
    """

    name: str
    meaning: str
    unit: str
    low: float
    high: float


_SHARE, _LOG = "share", "log change a quarter"
_DECLARED = (
    Equation("remittances", "Money from Russia, migrants' and other private", _SHARE, -0.95, 3.0),
    Equation("exchange_rate", "Somoni per dollar, + is weaker", _LOG, -0.7, 0.7),
    Equation("prices", "Consumer prices", _LOG, -0.5, 0.5),
    Equation("demand", "Own consumption of households", _SHARE, -0.9, 1.0),
    Equation("imports", "Import contents of what is bought", _SHARE, -0.9, 1.0),
    Equation(
        "outflows", "Reserves up to the floor that households put into foreign cash", _SHARE, -0.95, 0.95
    ),
    Equation("stocks", "Imports into stocks on credit, of the last quarter's imports", _SHARE, -0.9, 1.0),
    Equation("exports", "Exports from stocks, of those that demand explains", _SHARE, -0.9, 1.0),
    Equation("taxes", "Effective tax rates", _SHARE, -0.9, 1.0),
    Equation("spending", "Public purchases", _SHARE, -0.9, 1.0),
    Equation("bad_loans", "Bad loans", _SHARE, -0.9, 3.0),
)
EQUATIONS: Mapping[str, Equation] = FrozenMap({equation.name: equation for equation in _DECLARED})
