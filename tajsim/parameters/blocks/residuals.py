"""What the equations miss."""

from __future__ import annotations

from dataclasses import dataclass

from tajsim.parameters.declaration import declare


@dataclass(frozen=True, slots=True)
class Residuals:
    """How far the equations miss a year: standard deviations of what else moves the first year's average."""

    remittances_residual: float = declare("log points", 0, 2, "Money sent home beyond what drivers explain")
    imports_residual: float = declare("log points", 0, 2, "Imports beyond what demand explains")
    exchange_rate_residual: float = declare("log points", 0, 2, "The somoni beyond pressure and rouble")
    prices_residual: float = declare("log points", 0, 2, "Consumer prices beyond costs and the gap")
    demand_residual: float = declare("log points", 0, 2, "Own consumption beyond income")
    reserves_residual: float = declare("log points", 0, 3, "Reserves beyond the balance of payments")
    poverty_residual: float = declare("share of population", 0, 0.5, "Measured poverty beyond consumption")
