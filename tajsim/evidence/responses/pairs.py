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

from tajsim.evidence.responses.experiments import YEARS, ExperimentResult

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
    read: Callable[[ExperimentResult], Floats]


def _lost(o: ExperimentResult, year: int = 1) -> Floats:
    """Remittances lost in a year, percent of GDP."""
    return -o.percent(MONEY, year) / 100.0 * o.year("remittances_gdp", year)[0]


def _per_money(o: ExperimentResult, name: str, year: int = 1) -> Floats:
    """Percent of an output per percent of dollar remittances."""
    return np.asarray(o.percent(name, year) / o.percent(MONEY, year))


HELD = 1e-5  # log change of a rate that is held


def _passed(o: ExperimentResult, quarter: int) -> Floats:
    """Consumer prices after some quarters per mean depreciation until then, since a part of it returns.

    Draws in which the central bank holds the rate say nothing of it and are left out.
    """
    path = [o.log_quarter("tjs_per_usd", number) for number in range(1, quarter + 1)]
    prices, rate = (
        np.atleast_1d(o.log_quarter("consumer_prices", quarter)),
        np.atleast_1d(np.mean(path, axis=0)),
    )
    moved = np.abs(rate) > HELD
    return np.asarray(prices[moved] / rate[moved])


def _real_money(o: ExperimentResult, year: int) -> Floats:
    """Log deviation of remittances in somoni at constant prices."""
    return o.log("remittances_tjs", year) - o.log("consumer_prices", year)


def _legal_share(o: ExperimentResult, year: int) -> Floats:
    """Change of the share of workers in Russia with valid papers."""
    (base, value), (base_all, value_all) = (
        o.year(name, year) for name in ("migrants_russia_regular", "migrants_russia")
    )
    return value / value_all - base / base_all


def _insured(o: ExperimentResult, year: int) -> Floats:
    """Dollars sent more, at the baseline's rate and prices, over the loss of the households' own income."""
    rate, prices = o.year("tjs_per_usd", year)[0], o.year("consumer_prices", year)
    money, income = o.year("remittances_tjs", year), o.year("disposable_income", year)
    base, value = (100.0 * m / p for m, p in zip(money, prices, strict=True))
    own_lost = (income[0] - base) - (income[1] - value)
    return o.points(MONEY, year) * rate * 100.0 / prices[0] / own_lost


def _second_half(o: ExperimentResult, name: str) -> Floats:
    """Share of the second half in a year."""
    quarters = [o.quarter(name, number)[1] for number in range(1, 5)]
    return np.asarray(sum(quarters[2:]) / sum(quarters))


def _removed(o: ExperimentResult) -> Floats:
    """Deported in a year, percent of the workers in Russia at its start."""
    return 100.0 * o.year("deported")[1] / o.quarter("migrants_russia", 0)[1]


TENTH, UNION = "a lasting loss of a tenth of remittances", "accession to the EAEU"
PAIRS: tuple[Pair, ...] = (
    # remittances and the host economy
    Pair(
        "growth", "Russian growth one point lower for a year", "remittances, the year after",
        "param-eps_Y", "growth", lambda o: -o.percent(MONEY, 2),
    ),
    Pair(
        "rouble-impact", "dollar a tenth dearer in roubles",
        "remittances from Russia, same quarter", "param-eps_e", "rouble",
        lambda o: -o.log_quarter(FROM_RUSSIA) / o.log_quarter("rub_per_usd"),
    ),
    Pair(
        "weak-rouble", "significant fall of the rouble, taken as 12 %", "remittances, same year",
        "cbu-2025-weak-rouble", "weak-rouble", lambda o: o.percent(MONEY),
    ),
    Pair(
        "oil", "oil a tenth cheaper, Russian output held", "remittances, the year after",
        "param-eps_oil", "oil", lambda o: o.log(MONEY, 2) / math.log(0.9),
    ),
    Pair(
        "russian-prices", "Russian prices 1 % higher, rouble held", "remittances, the year after",
        "karapetyan-2012-cpi", "russian-prices", lambda o: o.percent(MONEY, 2),
    ),
    # the home economy and remittances
    Pair(
        "imports-1", TENTH, "dollar imports, same year", "param-eps_M", "tenth",
        lambda o: _per_money(o, "imports_usd"),
    ),
    Pair(
        "imports-2", TENTH, "dollar imports, second year", "param-eps_M", "tenth",
        lambda o: _per_money(o, "imports_usd", 2),
    ),
    Pair(
        "somoni-1", TENTH, "somoni per dollar, same year", "param-k_fx", "tenth",
        lambda o: -_per_money(o, "tjs_per_usd"),
    ),
    Pair(
        "somoni-2", TENTH, "somoni per dollar, second year", "param-k_fx", "tenth",
        lambda o: -_per_money(o, "tjs_per_usd", 2),
    ),
    Pair(
        "output", TENTH, "growth lost, same year", "param-m_Y", "tenth",
        lambda o: -o.points("gdp_growth") / _lost(o),
    ),
    Pair(
        "poverty-1", TENTH, "poverty, same year", "param-p_R", "tenth",
        lambda o: o.points("poverty_rate") / _lost(o),
    ),
    Pair(
        "poverty-2", TENTH, "poverty, second year", "param-p_R", "tenth",
        lambda o: o.points("poverty_rate", 2) / _lost(o, 2),
    ),
    Pair(
        "bad-loans", TENTH, "non-performing loans after two years, for 10 %", "param-k_npl", "tenth",
        lambda o: -10.0 * o.points("npl_ratio", 2) / o.percent(MONEY, 2),
    ),
    Pair(
        "consumption-short", TENTH, "consumption to disposable income, same year", "param-c1",
        "tenth", lambda o: o.log("consumption") / o.log("disposable_income"),
    ),
    Pair(
        "consumption-long", TENTH, f"consumption to disposable income, year {YEARS}",
        "param-c_LR", "tenth", lambda o: o.log("consumption", YEARS) / o.log("disposable_income", YEARS),
    ),
    Pair(
        "pass-through-impact", "a weaker somoni", "consumer prices, same quarter", "param-pt0",
        "capital", lambda o: _passed(o, 1),
    ),
    Pair(
        "pass-through-year", "a weaker somoni", "consumer prices, after twelve months",
        "param-pt12", "capital", lambda o: _passed(o, 5),
    ),
    Pair(
        "insurance", "public purchases a tenth lower",
        "own income lost that remittances replace, second year", "param-iota", "slump",
        lambda o: _insured(o, 2),
    ),
    # people and rules
    Pair(
        "union-money-1", UNION, "remittances, same year", "edb-2018-remittances", "membership",
        lambda o: o.percent(MONEY),
    ),
    Pair(
        "union-money-2", UNION, "remittances, second year", "param-theta_R", "membership",
        lambda o: o.log(MONEY, 2),
    ),
    Pair(
        "union-wage", UNION, "migrant wage, second year", "param-theta_w", "membership",
        lambda o: o.percent("migrant_wage_usd", 2) / 100.0,
    ),
    Pair(
        "union-papers", UNION, "share with valid papers, second year", "param-theta_L", "membership",
        lambda o: _legal_share(o, 2),
    ),
    Pair(
        "union-stock", UNION, "workers in Russia, second year", "param-theta_N", "membership",
        lambda o: o.log("migrants_russia", 2),
    ),
    Pair(
        "departures", "deportations from 11 000 to 30 000 a year", "departures, same year",
        "response-2024-departures", "enforcement-2024", lambda o: o.percent("departures"),
    ),
    Pair(
        "removed", "deportations of 36 000 a year", "share of workers in Russia removed in a year",
        "removed-share-2025", "enforcement-2025", _removed,
    ),
    Pair(
        "season-money", "none: the season", "second half's share of remittances", "season-h2-share",
        "baseline", lambda o: _second_half(o, MONEY),
    ),
    Pair(
        "season-people", "none: the season", "first half's share of departures", "param-d_H1", "baseline",
        lambda o: 1.0 - _second_half(o, "departures"),
    ),
    # episodes, by the drivers of their years
    Pair(
        "2009-money", "Russia as in 2009", "remittances, same year", "response-2009-remittances",
        "replay-2009", lambda o: o.percent(MONEY),
    ),
    Pair(
        "2015-money", "Russia as in 2015", "remittances, same year, against forecasts of then",
        "forecast-2015-remittances", "replay-2015", lambda o: o.percent(MONEY),
    ),
    Pair(
        "2015-somoni-money", "Russia as in 2015", "remittances in somoni, same year",
        "response-2015-remittances-tjs", "replay-2015", lambda o: o.percent("remittances_tjs"),
    ),
    Pair(
        "2016-money", "Russia as in 2015-16", "remittances, second year", "response-2015-16-remittances",
        "replay-2015", lambda o: o.percent(MONEY, 2),
    ),
    Pair(
        "2016-imports", "Russia as in 2015-16", "dollar imports, second year", "response-2014-16-imports",
        "replay-2015", lambda o: o.percent("imports_usd", 2),
    ),
    Pair(
        "2016-real-money", "Russia as in 2015-16", "real remittances in somoni, second year over the first",
        "response-2016-real-somoni", "replay-2015",
        lambda o: 100.0 * np.expm1(_real_money(o, 2) - _real_money(o, 1)),
    ),
    Pair(
        "2020-money", "Russia and the border as in 2020", "remittances, same year",
        "response-2020-remittances", "replay-2020", lambda o: o.percent(MONEY),
    ),
)  # fmt: skip
