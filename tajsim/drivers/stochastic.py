"""Random and expected paths of the drivers: oil, rouble and Russian output move together, with fat tails.

    x_t - m = F (x_{t-1} - m) + u_t,    u_t = R z_t s_t,    d_t = (1 - k) d_{t-1} + (x_t - E x_t)

x: quarterly log changes of oil, roubles per dollar and Russian output; z: standard normal; s: one scale for
all three, so that u is Student t, because 2008-09, 2014-15 and 2022 hit them together; d: deviations of the
log levels from the central path. F and R are such that annual averages have the moments of the annual VAR
(`tajsim.drivers.quarterly`), estimated on the years to `until` and nothing later.

Decisions. Annual data, because Russian output has no quarterly series in the register. The expected path
(`forecast`) starts from the last observed annual changes, by linear projection, so that a year that is
missing in one series is no problem. Deviations of oil and of the rouble lose the share k a quarter, half of
them in four years: the real exchange rate returns with a half-life of three to five years (Rogoff 1996) and
Russian prices do not follow a random rouble here; the price of oil returns slowly as well (Pindyck 1999). Two
dozen years cannot distinguish that from no return, and it takes 4 % from the size of annual changes. Output
keeps what it lost (Cerra and Saxena 2008): no such share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tajsim.cache import remembered
from tajsim.drivers.quarterly import Prior, change_of_means, fit, kurtosis_kept, lagged, matched, tail_weight
from tajsim.errors import InputError
from tajsim.kinds import is_whole
from tajsim.observed import SHIPPED, annual, history

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

DRIVER_FILES = ("history/oil_brent.csv", "history/russia_recent.csv", "history/russia_wdi.csv")
SERIES = ("oil_price", "rub_per_usd", "russia_gdp_growth")
"""The drivers in the order of every array here; of the last one, the log level is Russian output."""
FIRST, SHORTEST = 2001, 2004  # the first annual change of all three; the first year with four of them
FEWEST = SHORTEST - FIRST  # pairs of years that make a regression
SCALES = (0.25, 0.12, 0.04)
"""Innovations of a year before any data: prices of oil since 1973; currencies of emerging economies that
float; output of emerging economies."""
INFLATION_ABROAD, INFLATION_YEARS = 2.0, 10
OUTPUT_GROWTH = 0.02  # a year: an economy of middle income with a work force that does not grow
FEW = 1e-6  # a dimension of an innovation that tells nothing
PULL = (0.04, 0.04, 0.0)  # share of a deviation from the central path lost in a quarter


@dataclass(frozen=True, eq=False)
class DriverModel:
    """Quarterly log changes of oil, rouble and Russian output. Arrays begin with these three.

    root: lower triangular root of the innovations' covariance. lags: F. freedom: of Student's t. mean: log
    change of a quarter in the long run. last: expected log change in the last quarter known. carry: how far
    the log level of that quarter is expected above the mean of its year. pull: share of a deviation lost in
    a quarter.
    """

    root: Floats
    lags: Floats
    freedom: float
    mean: Floats
    last: Floats
    carry: Floats
    pull: tuple[float, float, float] = PULL

    def __post_init__(self) -> None:
        if not self.freedom > 2.0:
            raise InputError(f"freedom is {self.freedom!r}; innovations have a variance only above 2")
        for name in ("root", "lags", "mean", "last", "carry"):
            array = np.array(getattr(self, name), dtype=np.float64)
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    def draw(self, rng: np.random.Generator, quarters: int, draws: int) -> Floats:
        """Log deviations from the central path of oil, rouble and Russian output, shape (3, quarters, draws).

        Quarter by quarter: a longer path begins like a shorter one.
        """
        return self.paths(*self.innovations(rng, quarters, draws))

    def innovations(self, rng: np.random.Generator, quarters: int, draws: int) -> tuple[Floats, Floats]:
        """What `paths` takes: standard normals (3, quarters, draws) and scales (quarters, draws)."""
        normal, scale = np.empty((3, quarters, draws)), np.empty((quarters, draws))
        for t in range(quarters):
            normal[:, t] = rng.standard_normal((3, draws))
            scale[t] = np.sqrt((self.freedom - 2.0) / rng.chisquare(self.freedom, draws))  # unit variance
        return normal, scale

    def seen(self, scale: Floats, sizes: Floats, squares: Floats) -> tuple[Floats, Floats]:
        """Scales as they are likely after innovations were seen, and what that adds to log weights.

        scale: as drawn, (quarters, draws). sizes: how many dimensions of each quarter's innovation were seen,
        squares: the sum of their squares over their variance, (quarters,). With x = (freedom - 2) / scale^2
        chi-squared, n dimensions with the sum q make it Gamma with the shape (freedom + n) / 2 and the rate
        (1 + q / (freedom - 2)) / 2. Each x goes to the quantile of that distribution that it had in its own;
        the draws then count as much as the ratio of the two densities.
        """
        from scipy.special import gammainc, gammaincc, gammainccinv, gammaincinv

        shape = self.freedom / 2.0
        changed, ratio = scale.copy(), np.zeros(scale.shape[1])
        for t in np.flatnonzero(sizes > FEW):
            x = (self.freedom - 2.0) / scale[t] ** 2
            after, rate = shape + sizes[t] / 2.0, 0.5 * (1.0 + squares[t] / (self.freedom - 2.0))
            low = gammainc(shape, x / 2.0)
            x = np.where(low < 0.5, gammaincinv(after, low), gammainccinv(after, gammaincc(shape, x / 2.0)))
            x = x / rate
            changed[t] = np.sqrt((self.freedom - 2.0) / x)
            ratio += (rate - 0.5) * x - 0.5 * sizes[t] * np.log(x)
        return changed, ratio

    def paths(self, normal: Floats, scale: Floats) -> Floats:
        """Log deviations from the central path, (3, quarters, draws), of the innovations given."""
        paths = np.empty(normal.shape)
        change, level = np.zeros((3, normal.shape[2])), np.zeros((3, normal.shape[2]))
        kept = 1.0 - np.asarray(self.pull)[:, np.newaxis]
        for t in range(normal.shape[1]):
            change = self.lags @ change + self.root @ (normal[:, t] * scale[t])
            level = kept * level + change
            paths[:, t] = level
        return paths

    def forecast(self, quarters: int) -> Floats:
        """Expected log changes of the three levels since the last quarter known, shape (3, quarters)."""
        paths = np.empty((3, quarters))
        gap, level = self.last - self.mean, np.zeros(3)
        for t in range(quarters):
            gap = self.lags @ gap
            level = level + self.mean + gap
            paths[:, t] = level
        return paths

    def expected(self, starts: Mapping[str, float], quarters: int) -> dict[str, Floats]:
        """The drivers of `SERIES` on the expected path, each (quarters,), in the units of the drivers.

        starts: annual means of the last year of oil_price and rub_per_usd, from which the level of its last
        quarter is taken by `carry`. Output is in annualised percent on the quarter before.
        """
        ahead = self.forecast(quarters)
        paths = {
            name: starts[name] * np.exp(self.carry[i] + ahead[i])
            for i, name in enumerate(SERIES)
            if name in starts
        }
        paths["russia_gdp_growth"] = 400.0 * np.expm1(np.diff(ahead[2], prepend=0.0))
        return paths


def estimate(until: int = 2024, data: pd.DataFrame | None = None, *, since: int = 0) -> DriverModel:
    """The driver model from what was observed in the years to `until`, from 2001.

    since: quarters after `until` at whose end paths start, 0 to 3; `last` and `carry` are then those expected
    of the last of them and of the four quarters to its end.

    Brent, roubles per dollar (means of the year) and Russian real output of the shipped history, or of `data`
    (columns as in `tajsim.observed.history`). A year missing in a series is left out of the regression.
    Raises InputError for a year before 2004: fewer than four annual changes say nothing.
    """
    if not is_whole(until) or until < SHORTEST:
        raise InputError(f"until is {until!r}; it must be a year, {SHORTEST} or later")
    if since not in range(4):
        raise InputError(f"since is {since!r}; it must be a number of quarters, 0 to 3")
    if data is None:
        return _of_shipped(int(until), int(since), SHIPPED.dated())
    return _estimate(int(until), int(since), data)


@lru_cache(maxsize=64)
def _of_shipped(until: int, since: int, dated: tuple[tuple[Path, int, int], ...]) -> DriverModel:
    """The model of the shipped history, kept as long as its files stay as they are."""
    try:
        content = [part for path, *_ in dated for part in (path.name, path.read_bytes())]
    except OSError:
        return _estimate(until, since, history())  # which says what cannot be read

    def estimated() -> dict[str, Floats]:
        model = _estimate(until, since, history())
        return {name: np.asarray(getattr(model, name)) for name in _ESTIMATED}

    found = remembered("driver-model", [str(until), str(since), *content], estimated)
    root, lags, freedom, mean, last, carry = (found[name] for name in _ESTIMATED)
    return DriverModel(root=root, lags=lags, freedom=float(freedom), mean=mean, last=last, carry=carry)


_ESTIMATED = ("root", "lags", "freedom", "mean", "last", "carry")


def _estimate(until: int, since: int, data: pd.DataFrame) -> DriverModel:
    changes, inflation = _observed(until, data)
    return _fitted(until, since, changes.tobytes(), inflation)


@lru_cache(maxsize=64)  # forecasts from one year ask for the same model again and again
def _fitted(until: int, since: int, observed: bytes, inflation: float) -> DriverModel:
    """The model of annual changes, (year, 3), as bytes."""
    changes = np.frombuffer(observed).reshape(-1, len(SERIES))
    pace = np.log1p(inflation / 100.0) - np.log1p(INFLATION_ABROAD / 100.0)
    annual = fit(changes, Prior(np.array([0.0, pace, OUTPUT_GROWTH]), np.array(SCALES)))
    if len(annual.residuals) < FEWEST:
        raise InputError(
            f"oil, rouble and Russian output have {len(annual.residuals)} pairs of years to {until}; "
            f"{FEWEST} are needed"
        )
    lags, same = matched(*annual.autocovariances())
    innovations = same - lags @ same @ lags.T
    if np.linalg.eigvalsh(innovations)[0] <= 0.0 or np.abs(np.linalg.eigvals(lags)).max() >= 1.0:
        raise InputError(f"the observations to {until} give no stationary changes of oil, rouble and output")
    gap = _where_it_stands(changes - annual.mean, lags, same, since)
    return DriverModel(
        root=np.asarray(np.linalg.cholesky(innovations)),
        lags=lags,
        freedom=kurtosis_kept(tail_weight(annual.residuals, annual.covariance)),
        mean=annual.mean / 4.0,
        last=annual.mean / 4.0 + gap[:3],
        carry=1.5 * annual.mean / 4.0 + gap[3:],
    )


def _observed(until: int, data: pd.DataFrame) -> tuple[Floats, float]:
    """Annual log changes (year, 3) from `FIRST` to `until`, nan where missing; mean inflation, percent."""
    import pandas as pd

    frame = data[data["year"] <= until]

    def levels(series: str, country: str) -> pd.Series[float]:
        return annual(series, country, first=True, data=frame)

    rouble = levels("exchange_rate_official_avg", "RUS")
    if ((frame["series"] == "rub_per_usd_avg") & (frame["frequency"] == "A")).any():
        rouble = rouble.combine_first(levels("rub_per_usd_avg", "RUS"))
    growth = levels("gdp_growth_from_constant", "RUS")
    years = range(FIRST - 1, until + 1)
    prices = pd.DataFrame({"oil": levels("brent_spot_annual", "WLD"), "rouble": rouble}).reindex(years)
    changes = np.diff(np.log(prices.to_numpy()), axis=0)
    output = np.log1p(growth.reindex(years[1:]).to_numpy() / 100.0)
    # the outlook "none" has Russian prices rise as in the same ten years: the real rate has no drift there
    inflation = levels("inflation_december_on_december", "RUS").iloc[-INFLATION_YEARS:]
    return np.column_stack([changes, output]), float(inflation.mean())


def _where_it_stands(changes: Floats, lags: Floats, same: Floats, since: int = 0) -> Floats:
    """Log change of the last quarter, then its level over the mean of its year, beyond the long run, (6,).

    The best linear guess from every annual change that was observed, (year, 3), beyond the long run too, nan
    where missing; quarterly changes have covariance `same` and autoregression `lags`. The last quarter is the
    one that ends `since` quarters after the last year observed, its year the four quarters to its end.
    """
    years, quarters = len(changes), 4 * len(changes) + 3 + since
    apart = np.arange(quarters)[:, np.newaxis] - np.arange(quarters)
    before = lagged(lags, same, quarters)[abs(apart)]
    covariance = np.where((apart >= 0)[..., np.newaxis, np.newaxis], before, before.swapaxes(2, 3))
    wanted = np.zeros((2, quarters))
    wanted[0, -1] = 1.0
    wanted[1, -3:] = 0.25, 0.5, 0.75
    weights = np.vstack([np.pad(change_of_means(years), ((0, 0), (0, since))), wanted])
    together = np.einsum("aq,qrij,br->aibj", weights, covariance, weights, optimize=True)
    together = together.reshape(3 * years + 6, 3 * years + 6)
    seen, sought = np.flatnonzero(np.isfinite(changes)), slice(3 * years, None)
    rule = np.linalg.solve(together[np.ix_(seen, seen)], together[seen, sought])
    return np.asarray(changes.ravel()[seen] @ rule)
