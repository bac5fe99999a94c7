"""What the equations miss, drawn: the residuals by which history has differed from the model.

Each equation has a residual that starts at zero before the first simulated quarter:

    money sent      in logs of the level, which returns to normal at MONEY_KEPT a quarter: a share of pay
    somoni, prices  a random walk of the level, as a change each quarter
    own consumption a change each quarter, which the error correction of consumption takes back in time
    imports         stocks of firms, in logs of imports, which return to normal at STOCKS_KEPT a quarter
    exports         sales from stocks, in logs of exports, which return to normal at EXPORTS_KEPT a quarter
    reserves        purchases of foreign cash, as a share of reserves up to the floor of cover, sold again as
                    their sum returns to normal at RESERVES_KEPT a quarter
    bad loans       a share of them that is found or written off each quarter, which cures and new loans fade

The parameters of the block `residuals` say how far each moves the average of the first year: a walk with
quarterly variance v moves it by v (16 + 9 + 4 + 1) / 16, one that fades by less. Reserves are counted at the
end of a year, and so is theirs: v (1 + f^2 + f^4 + f^6), where f is kept a quarter.

Decision. Without them a band would only show uncertainty about coefficients and drivers, and history would
lie outside it far too often. Rejected: noise added to outputs, which would break the accounts.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tajsim.engine.sampling import stream
from tajsim.model.numeric import Number
from tajsim.model.state import AddFactors
from tajsim.parameters.blocks import Blocks

Floats = NDArray[np.float64]
STOCKS_KEPT = 0.8  # imports beyond demand fade with a half-life of three quarters
RESERVES_KEPT = (
    0.9  # reserves moved by 0.28 in one year and by 0.42 in three (2009-23, WDI): less than a walk
)
MONEY_KEPT = (
    0.95  # the income rule misses by 0.165 in one year and by 0.307 in three (2005-24): less than a walk
)
EXPORTS_KEPT = 0.9  # exports beyond demand, of a year and a half: 0.19 in one year, 0.33 in three (WDI)


def first_year(kept: float) -> float:
    """Standard deviation of the average of four quarters of a unit process that keeps `kept` a quarter."""
    weights = [sum(kept**i for i in range(4 - entered)) / 4.0 for entered in range(4)]
    return math.sqrt(sum(w * w for w in weights))


def year_end(kept: float) -> float:
    """Standard deviation after four quarters of a unit process that keeps `kept` a quarter."""
    return math.sqrt(sum(kept ** (2 * i) for i in range(4)))


class Residuals(NamedTuple):
    """Residuals of a block of draws, each (quarter, draw), in the units of the add-factors."""

    remittances: Floats
    exchange_rate: Floats
    prices: Floats
    demand: Floats
    outflows: Floats
    stocks: Floats
    exports: Floats
    bad_loans: Floats

    def added(self, add: AddFactors, t: int) -> AddFactors:
        """The add-factors of quarter `t` with the residuals of that quarter on top."""
        return AddFactors(
            remittances=add.remittances + (1.0 + add.remittances) * (self.remittances[t] - 1.0),
            exchange_rate=add.exchange_rate + self.exchange_rate[t],
            prices=add.prices + self.prices[t],
            demand=add.demand + (1.0 + add.demand) * (self.demand[t] - 1.0),
            imports=add.imports,
            outflows=add.outflows + self.outflows[t],
            stocks=add.stocks + self.stocks[t],
            exports=add.exports + (1.0 + add.exports) * (self.exports[t] - 1.0),
            taxes=add.taxes,
            spending=add.spending,
            bad_loans=add.bad_loans + self.bad_loans[t],
        )


_STREAMS = ("remittances", "exchange_rate", "prices", "demand", "reserves", "imports", "exports", "bad_loans")
"""The stream of each residual, in the order of `Residuals`."""


def innovations(seed: int, block: int, quarters: int, draws: int) -> Floats:
    """Standard normals behind the residuals of one block, (residual, quarter, draw); order of `Residuals`.

    A longer run has the same first quarters.
    """
    found = np.empty((len(_STREAMS), quarters, draws))
    for i, name in enumerate(_STREAMS):
        half = stream(seed, f"residual:{name}", block).standard_normal((quarters, (draws + 1) // 2))
        found[i] = np.concatenate([half, -half], axis=1)[:, :draws]  # pairs: means converge faster
    return found


def of_innovations(p: Blocks, normal: Floats) -> Residuals:
    """The residuals that standard normals (residual, quarter, draw) make under the sizes of `p`."""
    r = p.residuals

    def sized(i: int, size: Number, unit: float = first_year(1.0)) -> Floats:
        return np.asarray(normal[i] * (np.asarray(size) / unit))

    held = sized(4, r.reserves_residual, year_end(RESERVES_KEPT))
    stocks = sized(5, r.imports_residual, first_year(STOCKS_KEPT))
    exports = sized(6, r.exports_residual, first_year(EXPORTS_KEPT))
    money = sized(0, r.remittances_residual, first_year(MONEY_KEPT))
    for t in range(1, normal.shape[1]):
        stocks[t] += STOCKS_KEPT * stocks[t - 1]
        exports[t] += EXPORTS_KEPT * exports[t - 1]
        money[t] += MONEY_KEPT * money[t - 1]
        held[t] += RESERVES_KEPT * held[t - 1]

    return Residuals(
        remittances=np.exp(money),
        exchange_rate=sized(1, r.exchange_rate_residual),
        prices=sized(2, r.prices_residual),
        demand=np.exp(sized(3, r.demand_residual)),
        stocks=np.expm1(stocks),
        outflows=-np.expm1(np.diff(held, axis=0, prepend=0.0)),
        exports=np.exp(exports),
        bad_loans=sized(7, r.bad_loans_residual),
    )


def draw(p: Blocks, seed: int, block: int, quarters: int, draws: int) -> Residuals:
    """The residuals of one block; a longer run has the same first quarters."""
    return of_innovations(p, innovations(seed, block, quarters, draws))
