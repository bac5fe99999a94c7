"""Pairs: published shocks and responses, each one small object.

A pair names its experiment, reads the response from it by a pure function, and cites the published figure by
its id in the register of sources; the figure gives the unit.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tajsim.evidence.responses.experiments import YEARS, Response

if TYPE_CHECKING:
    from tajsim.evidence.responses.experiments import Floats

MONEY, FROM_RUSSIA = "remittances_usd", "remittances_russia_usd"


@dataclass(frozen=True)
class Pair:
    """One published response: the shock and the response in words, the id of the published figure, the
    experiment it is read from, and the reading, a pure function to an array (draws,) in the figure's unit."""

    id: str
    shock: str
    response: str
    source: str
    experiment: str
    read: Callable[[Response], Floats]


def _lost(r: Response, year: int = 1) -> Floats:
    """Remittances lost in a year, percent of GDP."""
    return -r.percent(MONEY, year) / 100.0 * r.year("remittances_gdp", year)[0]


def _per_money(r: Response, name: str, year: int = 1) -> Floats:
    """Percent of an output per percent of dollar remittances."""
    return np.asarray(r.percent(name, year) / r.percent(MONEY, year))


def _passed(r: Response, quarter: int) -> Floats:
    """Consumer prices after some quarters per mean depreciation until then, since a part of it returns."""
    path = [r.log_quarter("tjs_per_usd", number) for number in range(1, quarter + 1)]
    return np.asarray(r.log_quarter("consumer_prices", quarter) / np.mean(path, axis=0))


def _real_money(r: Response, year: int) -> Floats:
    """Log deviation of remittances in somoni at constant prices."""
    return r.log("remittances_tjs", year) - r.log("consumer_prices", year)


def _legal_share(r: Response, year: int) -> Floats:
    """Change of the share of workers in Russia with valid papers."""
    (base, value), (base_all, value_all) = (
        r.year(name, year) for name in ("migrants_russia_regular", "migrants_russia")
    )
    return value / value_all - base / base_all


def _insured(r: Response, year: int) -> Floats:
    """Dollars sent more, at the baseline's rate and prices, over the loss of the households' own income."""
    rate, prices = r.year("tjs_per_usd", year)[0], r.year("consumer_prices", year)
    money, income = r.year("remittances_tjs", year), r.year("disposable_income", year)
    base, value = (100.0 * m / p for m, p in zip(money, prices, strict=True))
    own_lost = (income[0] - base) - (income[1] - value)
    return r.points(MONEY, year) * rate * 100.0 / prices[0] / own_lost


def _second_half(r: Response, name: str) -> Floats:
    """Share of the second half in a year."""
    quarters = [r.quarter(name, number)[1] for number in range(1, 5)]
    return np.asarray(sum(quarters[2:]) / sum(quarters))


def _removed(r: Response) -> Floats:
    """Deported in a year, percent of the workers in Russia at its start."""
    return 100.0 * r.year("deported")[1] / r.quarter("migrants_russia", 0)[1]


TENTH, UNION = "a lasting loss of a tenth of remittances", "accession to the EAEU"
PAIRS: tuple[Pair, ...] = (
    # remittances and the host economy
    Pair(
        "growth", "Russian growth one point lower for a year", "remittances, the year after",
        "param-eps_Y", "growth", lambda r: -r.percent(MONEY, 2),
    ),
    Pair(
        "rouble-impact", "dollar a tenth dearer in roubles",
        "remittances from Russia, same quarter", "param-eps_e", "rouble",
        lambda r: -r.log_quarter(FROM_RUSSIA) / r.log_quarter("rub_per_usd"),
    ),
    Pair(
        "weak-rouble", "significant fall of the rouble, taken as 12 %", "remittances, same year",
        "cbu-2025-weak-rouble", "weak-rouble", lambda r: r.percent(MONEY),
    ),
    Pair(
        "oil", "oil a tenth cheaper, Russian output held", "remittances, the year after",
        "param-eps_oil", "oil", lambda r: r.log(MONEY, 2) / math.log(0.9),
    ),
    Pair(
        "russian-prices", "Russian prices 1 % higher, rouble held", "remittances, the year after",
        "karapetyan-2012-cpi", "russian-prices", lambda r: r.percent(MONEY, 2),
    ),
    # the home economy and remittances
    Pair(
        "imports-1", TENTH, "dollar imports, same year", "param-eps_M", "tenth",
        lambda r: _per_money(r, "imports_usd"),
    ),
    Pair(
        "imports-2", TENTH, "dollar imports, second year", "param-eps_M", "tenth",
        lambda r: _per_money(r, "imports_usd", 2),
    ),
    Pair(
        "somoni-1", TENTH, "somoni per dollar, same year", "param-k_fx", "tenth",
        lambda r: -_per_money(r, "tjs_per_usd"),
    ),
    Pair(
        "somoni-2", TENTH, "somoni per dollar, second year", "param-k_fx", "tenth",
        lambda r: -_per_money(r, "tjs_per_usd", 2),
    ),
    Pair(
        "output", TENTH, "growth lost, same year", "param-m_Y", "tenth",
        lambda r: -r.points("gdp_growth") / _lost(r),
    ),
    Pair(
        "poverty-1", TENTH, "poverty, same year", "param-p_R", "tenth",
        lambda r: r.points("poverty_rate") / _lost(r),
    ),
    Pair(
        "poverty-2", TENTH, "poverty, second year", "param-p_R", "tenth",
        lambda r: r.points("poverty_rate", 2) / _lost(r, 2),
    ),
    Pair(
        "bad-loans", TENTH, "non-performing loans after two years, for 10 %", "param-k_npl", "tenth",
        lambda r: -10.0 * r.points("npl_ratio", 2) / r.percent(MONEY, 2),
    ),
    Pair(
        "consumption-short", TENTH, "consumption to disposable income, same year", "param-c1",
        "tenth", lambda r: r.log("consumption") / r.log("disposable_income"),
    ),
    Pair(
        "consumption-long", TENTH, f"consumption to disposable income, year {YEARS}",
        "param-c_LR", "tenth", lambda r: r.log("consumption", YEARS) / r.log("disposable_income", YEARS),
    ),
    Pair(
        "pass-through-impact", "a weaker somoni", "consumer prices, same quarter", "param-pt0",
        "capital", lambda r: _passed(r, 1),
    ),
    Pair(
        "pass-through-year", "a weaker somoni", "consumer prices, after twelve months",
        "param-pt12", "capital", lambda r: _passed(r, 5),
    ),
    Pair(
        "insurance", "public purchases a tenth lower",
        "own income lost that remittances replace, second year", "param-iota", "slump",
        lambda r: _insured(r, 2),
    ),
    # people and rules
    Pair(
        "union-money-1", UNION, "remittances, same year", "edb-2018-remittances", "membership",
        lambda r: r.percent(MONEY),
    ),
    Pair(
        "union-money-2", UNION, "remittances, second year", "param-theta_R", "membership",
        lambda r: r.log(MONEY, 2),
    ),
    Pair(
        "union-wage", UNION, "migrant wage, second year", "param-theta_w", "membership",
        lambda r: r.percent("migrant_wage_usd", 2) / 100.0,
    ),
    Pair(
        "union-papers", UNION, "share with valid papers, second year", "param-theta_L", "membership",
        lambda r: _legal_share(r, 2),
    ),
    Pair(
        "union-stock", UNION, "workers in Russia, second year", "param-theta_N", "membership",
        lambda r: r.log("migrants_russia", 2),
    ),
    Pair(
        "departures", "deportations from 11 000 to 30 000 a year", "departures, same year",
        "response-2024-departures", "enforcement-2024", lambda r: r.percent("departures"),
    ),
    Pair(
        "removed", "deportations of 36 000 a year", "share of workers in Russia removed in a year",
        "removed-share-2025", "enforcement-2025", _removed,
    ),
    Pair(
        "season-money", "none: the season", "second half's share of remittances", "season-h2-share",
        "baseline", lambda r: _second_half(r, MONEY),
    ),
    Pair(
        "season-people", "none: the season", "first half's share of departures", "param-d_H1", "baseline",
        lambda r: 1.0 - _second_half(r, "departures"),
    ),
    # episodes, by the drivers of their years
    Pair(
        "2009-money", "Russia as in 2009", "remittances, same year", "response-2009-remittances",
        "replay-2009", lambda r: r.percent(MONEY),
    ),
    Pair(
        "2015-money", "Russia as in 2015", "remittances, same year, against forecasts of then",
        "forecast-2015-remittances", "replay-2015", lambda r: r.percent(MONEY),
    ),
    Pair(
        "2015-somoni-money", "Russia as in 2015", "remittances in somoni, same year",
        "response-2015-remittances-tjs", "replay-2015", lambda r: r.percent("remittances_tjs"),
    ),
    Pair(
        "2016-money", "Russia as in 2015-16", "remittances, second year", "response-2015-16-remittances",
        "replay-2015", lambda r: r.percent(MONEY, 2),
    ),
    Pair(
        "2016-imports", "Russia as in 2015-16", "dollar imports, second year", "response-2014-16-imports",
        "replay-2015", lambda r: r.percent("imports_usd", 2),
    ),
    Pair(
        "2016-real-money", "Russia as in 2015-16", "real remittances in somoni, second year over the first",
        "response-2016-real-somoni", "replay-2015",
        lambda r: 100.0 * np.expm1(_real_money(r, 2) - _real_money(r, 1)),
    ),
    Pair(
        "2020-money", "Russia and the border as in 2020", "remittances, same year",
        "response-2020-remittances", "replay-2020", lambda r: r.percent(MONEY),
    ),
)  # fmt: skip
