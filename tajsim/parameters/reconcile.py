"""Published figures held against each other: what one implies about another, and how far they disagree."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tajsim.errors import nearest, quoted
from tajsim.parameters.entry import Figure, Resolution

if TYPE_CHECKING:
    import pandas as pd

_USD, _PERSONS, _SHARE = "million USD per year", "persons per year", "share of GDP"

#: The figures a parameter set may carry, with the unit the checks take them in.
FIGURE_UNITS: Mapping[str, str] = MappingProxyType(
    {
        "gdp_usd": _USD,
        "gdp_tjs": "million TJS per year",
        "exchange_rate": "TJS per USD",
        "remittances_russia_kremlin": _USD,
        "remittances_wdi": _USD,
        "remittances_world_bank_brief": _USD,
        "remittances_share_kremlin": _SHARE,
        "remittances_share_world_bank": _SHARE,
        "remittances_share_wdi": _SHARE,
        "remittances_share_of_migrant_consumption": "share of consumption",
        "households_with_migrant": "share of households",
        "household_consumption_gdp_share": _SHARE,
        "turnover_russia_kremlin": _USD,
        "turnover_russia_customs": _USD,
        "trade_share_russia": "share of foreign trade",
        "trade_total": _USD,
        "migrants_in_russia": "persons",
        "tajik_share_of_foreign_workers": "share of foreign workers",
        "foreign_workers_in_russia": "persons",
        "deportations_2024": _PERSONS,
        "deportations_2023": _PERSONS,
        "deportations_before_2024": _PERSONS,
        "deportations_multiple": "multiple of the year before",
    }
)


@dataclass(frozen=True, slots=True)
class FigureCheck:
    """One published figure, `claim`, against the same thing computed from others.

    `implied_by` is the formula as shown, figures in braces; `compute` is the same formula on their values.
    """

    name: str
    claim: str
    implied_by: str
    compute: Callable[[Mapping[str, float]], float]

    @property
    def unit(self) -> str:
        """The unit of the claim, and so of what is implied."""
        return FIGURE_UNITS[self.claim]

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures the check needs, the claim first."""
        return (self.claim, *(name for _, name, _, _ in string.Formatter().parse(self.implied_by) if name))


CHECKS: tuple[FigureCheck, ...] = (
    FigureCheck(
        "gdp_implied_by_remittances",
        "gdp_usd",
        "{remittances_russia_kremlin} / {remittances_share_kremlin}",
        lambda f: f["remittances_russia_kremlin"] / f["remittances_share_kremlin"],
    ),
    FigureCheck(
        "gdp_implied_by_exchange_rate",
        "gdp_usd",
        "{gdp_tjs} / {exchange_rate}",
        lambda f: f["gdp_tjs"] / f["exchange_rate"],
    ),
    FigureCheck(
        "gdp_implied_by_wdi",
        "gdp_usd",
        "{remittances_wdi} / {remittances_share_wdi}",
        lambda f: f["remittances_wdi"] / f["remittances_share_wdi"],
    ),
    FigureCheck(
        "remittances_implied_by_world_bank_share",
        "remittances_russia_kremlin",
        "{remittances_share_world_bank} * {gdp_usd}",
        lambda f: f["remittances_share_world_bank"] * f["gdp_usd"],
    ),
    FigureCheck(
        "world_bank_share_against_wdi",
        "remittances_share_world_bank",
        "{remittances_share_wdi}",
        lambda f: f["remittances_share_wdi"],
    ),
    FigureCheck(
        "wdi_remittances_against_world_bank_share",
        "remittances_wdi",
        "{remittances_share_world_bank} * {gdp_usd}",
        lambda f: f["remittances_share_world_bank"] * f["gdp_usd"],
    ),
    FigureCheck(
        "remittances_wdi_against_brief",
        "remittances_wdi",
        "{remittances_world_bank_brief}",
        lambda f: f["remittances_world_bank_brief"],
    ),
    # what migrant households would receive if they consumed as much as the others and the survey were right
    FigureCheck(
        "remittances_against_survey",
        "remittances_share_world_bank",
        "{remittances_share_of_migrant_consumption} * {households_with_migrant}"
        " * {household_consumption_gdp_share}",
        lambda f: (
            f["remittances_share_of_migrant_consumption"]
            * f["households_with_migrant"]
            * f["household_consumption_gdp_share"]
        ),
    ),
    FigureCheck(
        "total_trade_implied_by_share",
        "trade_total",
        "{turnover_russia_kremlin} / {trade_share_russia}",
        lambda f: f["turnover_russia_kremlin"] / f["trade_share_russia"],
    ),
    FigureCheck(
        "turnover_against_customs",
        "turnover_russia_kremlin",
        "{turnover_russia_customs}",
        lambda f: f["turnover_russia_customs"],
    ),
    FigureCheck(
        "turnover_implied_by_share",
        "turnover_russia_kremlin",
        "{trade_share_russia} * {trade_total}",
        lambda f: f["trade_share_russia"] * f["trade_total"],
    ),
    FigureCheck(
        "foreign_workers_implied_by_share",
        "foreign_workers_in_russia",
        "{migrants_in_russia} / {tajik_share_of_foreign_workers}",
        lambda f: f["migrants_in_russia"] / f["tajik_share_of_foreign_workers"],
    ),
    FigureCheck(
        "deportations_before_against_2023",
        "deportations_before_2024",
        "{deportations_2023}",
        lambda f: f["deportations_2023"],
    ),
    FigureCheck(
        "deportations_rise_since_2023",
        "deportations_multiple",
        "{deportations_2024} / {deportations_2023}",
        lambda f: f["deportations_2024"] / f["deportations_2023"],
    ),
    FigureCheck(
        "deportations_rise_as_said",
        "deportations_multiple",
        "{deportations_2024} / {deportations_before_2024}",
        lambda f: f["deportations_2024"] / f["deportations_before_2024"],
    ),
)

_LISTED_FROM = 1.0  # percent: a smaller discrepancy is rounding


def reconcile(
    figures: Mapping[str, Figure], resolutions: Mapping[str, Resolution], all: bool = False
) -> pd.DataFrame:
    """Which published figures contradict each other, by how much, and which one is followed.

    One row a contradiction: contradiction, published, said_by, published_value, implied_by, implied_value,
    unit, discrepancy (implied less published, in `unit`), discrepancy_pct (in percent of the published),
    wins, rule, sources. A check whose figures are absent is left out; one that agrees within 1 % is listed
    only with `all=True`.
    """
    import pandas as pd

    rows = [_row(check, figures, resolutions) for check in CHECKS if figures.keys() >= set(check.figures)]
    table = pd.DataFrame(rows, columns=_COLUMNS)
    if not all:
        table = table[table["discrepancy_pct"].astype(float).abs() >= _LISTED_FROM]
    return table.reset_index(drop=True)


_COLUMNS = [
    "contradiction",
    "published",
    "said_by",
    "published_value",
    "implied_by",
    "implied_value",
    "unit",
    "discrepancy",
    "discrepancy_pct",
    "wins",
    "rule",
    "sources",
]


def _row(
    check: FigureCheck, figures: Mapping[str, Figure], resolutions: Mapping[str, Resolution]
) -> tuple[str | float, ...]:
    values = {name: figures[name].value for name in check.figures}
    published, implied = values[check.claim], check.compute(values)
    names = check.implied_by.format(**{name: name for name in values})
    numbers = check.implied_by.format(**{name: f"{value:.10g}" for name, value in values.items()})
    resolution = resolutions.get(check.name, Resolution("unresolved", "this parameter set gives no rule"))
    return (
        check.name,
        check.claim,
        figures[check.claim].said_by,
        published,
        f"{names} = {numbers}",
        implied,
        check.unit,
        implied - published,
        100.0 * (implied / published - 1.0),
        resolution.wins,
        resolution.rule,
        "; ".join(dict.fromkeys(figures[name].source for name in check.figures)),
    )


def _key(name: object) -> str:
    return name if isinstance(name, str) else quoted(name)


def figure_problems(figures: Mapping[str, Any], resolutions: Mapping[str, Any]) -> list[str]:
    """Every figure or resolution that no check knows, and every figure in another unit than expected."""
    checks = {check.name: check for check in CHECKS}
    found = []
    for name, figure in figures.items():
        if name not in FIGURE_UNITS:
            found.append(f"[figures.{_key(name)}] is unknown; {nearest(name, FIGURE_UNITS)}")
        elif not isinstance(figure, Figure):
            found.append(f"[figures.{name}] is {quoted(figure)}; must be a Figure")
        elif figure.unit != FIGURE_UNITS[name]:
            found.append(f"[figures.{name}] unit is {figure.unit!r}; must be {FIGURE_UNITS[name]!r}")
    for name, resolution in resolutions.items():
        if name not in checks:
            found.append(f"[resolutions.{_key(name)}] is unknown; {nearest(name, checks)}")
        elif not isinstance(resolution, Resolution):
            found.append(f"[resolutions.{name}] is {quoted(resolution)}; must be a Resolution")
        elif resolution.wins not in checks[name].figures:
            tail = nearest(resolution.wins, checks[name].figures)
            found.append(
                f"[resolutions.{name}] wins is {resolution.wins!r}, not a figure it compares; {tail}"
            )
    return found
