"""Which published series measures what in the model, and how; and why the others measure nothing.

A figure is one of six kinds.

    level     the output itself: the sum, mean or end of the quarters it is of
    growth    a level that the statistics define or time otherwise than the model does: its growth on the same
              figure a year before, which definition and season leave as it is
    rate      a growth on a year before as it was published
    mean      quotes of days and averages of months: the quarter's mean is estimated from them (`estimate`)
    end       counts of the ends of months: the quarter's end is estimated from them in the same way
    in force  a rate that holds from a day until another one does: the mean of the quarter's days

Decision. What has no measure here is kept and shown with its reason, and no run is given it: a figure that is
only like an output would pull every draw towards a definition that the model does not have.

Decision. `error` is how far two definitions have differed where the record shows it, in points of growth;
figures that the model's base year was built from have none. Rounding and the days that stand for a quarter
come on top (`measured`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from tajsim.drivers.declared import DRIVERS
from tajsim.engine.condition import Measure
from tajsim.model.outputs import OUTPUTS, Output, with_base_year
from tajsim.quarters import Quarter

Kind = Literal["level", "growth", "rate", "mean", "end", "in force", "none"]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What a series measures.

    kind: see the module. unit: what its figures are converted to. output: the output or driver, "" for none.
    measure: of a level, how quarters make it. why: the argument in a sentence. error: of definition, points
    of growth. daily: standard deviation of a day's change, of the logarithm where `logs`, else in `unit`.
    quoted: a figure of a month is that of one of its days, not its average. signed: it may be below zero.
    years_alone: it has a season that the model does not have, so that parts of a year say nothing.
    """

    kind: Kind
    unit: str
    output: str = ""
    measure: Measure = "mean"
    why: str = ""
    error: float = 0.0
    daily: float = 0.0
    logs: bool = True
    quoted: bool = False
    signed: bool = False
    stock: bool = False
    years_alone: bool = False


USD, TJS = "million USD", "million TJS"
SOMONI_DAILY = 0.0038  # steps between quotes of 2022-2024: root mean square over the root of their days
ROUBLE_DAILY = 0.0086  # monthly averages 2005-2022 change by 3.9 %, those of a walk by 0.82 of its month
OIL_DAILY = 0.023  # monthly Brent of 2000-2024 changes by 10.4 %
RESERVES_DAILY = 0.0124  # steps of 2021-2024: the median over the root of their days
INFLATION_DAILY = 0.046  # points; the steps of 2025: root mean square over the root of their days
NPL_DAILY = 0.3  # points; steps of 2017-2024 likewise
MONTH_OF_TRADE = 18.0
"""Points by which a month's growth of trade on a year before lies off that of the months around it: monthly
turnover with Russia in 2024 ran from 146 to 186 million dollars, 13 % around its mean, and two years differ
by 1.4 times as much."""

REPORTED = 17.0
"""Points by which growth of reported remittances lay off that of the balance of payments: root mean square of
2022 (ADB: 83 and 83 %), 2023 (ADB: 8 and -13 %) and 2024 (World Bank with IOM: 26 and 47 %)."""
TRANSFERS = 18.0
"""Points by which growth of transfers from Russia, as the Bank of Russia counts them, lay off that of the
balance of payments: root mean square of 2013 (14 and 15 %), 2014 (-8 and -9 %), 2015 (-67 and -33 %: money
moved to ways that were not counted) and 2017 (31 and 20 %)."""
BANKS = 5.0
"""The same of what came through Tajik banks: 0.5 points in 2009, 5 over the three years to 2012."""
PARTNERS = 15.0
"""Points by which growth of turnover with a partner lay off that of all trade at customs: root mean square of
five years and halves, 2017-2025."""


def _none(unit: str, why: str, signed: bool = False) -> Rule:
    return Rule(kind="none", unit=unit, why=why, signed=signed)


def _growth(output: str, unit: str, why: str, error: float = 0.0) -> Rule:
    return Rule(kind="growth", unit=unit, output=output, measure="growth", why=why, error=error)


def _rate(output: str, why: str, error: float = 0.0) -> Rule:
    return Rule(kind="rate", unit="%", output=output, measure="growth", why=why, error=error, signed=True)


_SOMONI = Rule(
    kind="mean", unit="TJS per USD", output="tjs_per_usd", daily=SOMONI_DAILY, quoted=True,
    why="the official rate is the model's; the mean of a quarter is estimated from the days there are",
)  # fmt: skip
_ROUBLE = Rule(
    kind="mean", unit="RUB per USD", output="rub_per_usd", daily=ROUBLE_DAILY,
    why="the official rate is the model's; the mean of a quarter is estimated from the days there are",
)  # fmt: skip
_POLICY_RATE = Rule(
    kind="in force", unit="%", output="policy_rate", error=0.25,
    why="the refinancing rate itself: every day has the rate in force. The model's rule has no residual: "
    "no run meets a rate exactly, and the error is the step in which the National Bank moves",
)  # fmt: skip
_SUM = "the sum of exports and imports, which are here themselves"
_PARTNER = (
    "turnover at Tajik customs, whose growth is taken to be that of other counts; no residual moves "
    "trade with one partner alone"
)
_ONE_WAY = "the model has the turnover with a partner, not its two directions"
_WAGE_RUSSIA = Rule(
    kind="level", unit="RUB per month", output="russia_wage", measure="mean", years_alone=True,
    why="the driver is the average wage of a whole year: pay has a season, in 2025 42 % more in December "
    "than in November, and the model's has none",
)  # fmt: skip
_EXPELLED = Rule(
    kind="level", unit="persons", output="deported", measure="sum",
    why="deportations and removals of Tajik citizens, with those at airports, as in the base year",
)  # fmt: skip

RULES: Mapping[tuple[str, str], Rule] = {
    # Russia
    ("RUS", "rub_per_usd_official"): _ROUBLE,
    ("RUS", "rub_per_usd_avg"): _ROUBLE,
    ("RUS", "rub_per_usd"): _ROUBLE,
    ("RUS", "rub_per_usd_nbt_cross"): _none(
        "RUB per USD", "crossed from two quotes of the National Bank, which are here themselves"
    ),
    ("RUS", "exchange_rate_official_avg"): Rule(
        kind="level", unit="RUB per USD", output="rub_per_usd", measure="mean",
        why="the annual mean of the official rate, to 2021",
    ),
    ("RUS", "urals_price"): Rule(
        kind="mean", unit="USD per barrel", output="oil_price", daily=OIL_DAILY,
        why="the driver is Urals crude",
    ),
    ("RUS", "average_nominal_wage"): _WAGE_RUSSIA,
    ("RUS", "gdp_growth"): _rate("russia_gdp", "growth of Russian output as the model defines it"),
    ("RUS", "inflation_december_on_december"): _none(
        "%", "the model has Russian prices by quarter as a driver, and no output of their level", True
    ),
    ("RUS", "cpi_inflation_avg"): _none(
        "%", "the model has Russian prices by quarter as a driver, and no output of their level", True
    ),
    ("RUS", "key_rate"): _none("%", "the model has no Russian interest rate"),
    ("RUS", "unemployment_rate"): _none(
        "%", "Russian demand for workers is in the model in persons, which this rate does not say"
    ),
    ("WLD", "brent_spot_monthly"): _none(
        "USD per barrel", "the driver is Urals: its discount to Brent went from 2 % (2017) to 15 % (2024)"
    ),
    ("WLD", "brent_spot_annual"): _none(
        "USD per barrel", "the driver is Urals: its discount to Brent went from 2 % (2017) to 15 % (2024)"
    ),
    # the somoni, prices, the central bank
    ("TJK", "exchange_rate_official"): _SOMONI,
    ("TJK", "tjs_per_usd"): _SOMONI,
    ("TJK", "exchange_rate_official_avg"): Rule(
        kind="level", unit="TJS per USD", output="tjs_per_usd", measure="mean",
        why="the annual mean of the official rate",
    ),
    ("TJK", "exchange_rate_official_rub"): Rule(
        kind="mean", unit="TJS per RUB", output="rub_per_usd", daily=ROUBLE_DAILY,
        why="over the dollar rate of the same day it is roubles per dollar: the National Bank sets both from "
        "the same market",
    ),
    ("TJK", "exchange_rate_avg_derived"): _none("TJS per RUB", "crossed from two annual means"),
    ("TJK", "somoni_appreciation_vs_usd"): Rule(
        kind="mean", unit="%", output="tjs_per_usd", daily=SOMONI_DAILY, signed=True,
        why="from the first to the last day: the rate of the last day, from that of the first",
    ),
    ("TJK", "policy_rate"): _POLICY_RATE,
    ("TJK", "inflation_12_months"): Rule(
        kind="mean", unit="%", output="inflation", daily=INFLATION_DAILY, logs=False, signed=True,
        why="the model's inflation on a year before of a quarter is the mean of its months",
    ),
    ("TJK", "inflation_december_on_december"): Rule(
        kind="mean", unit="%", output="inflation", daily=INFLATION_DAILY, logs=False, signed=True,
        why="inflation on a year before in December, one month of the last quarter",
    ),
    ("TJK", "cpi_inflation_avg"): _rate("consumer_prices", "growth of the mean of consumer prices"),
    ("TJK", "inflation"): _rate("consumer_prices", "growth of the mean of consumer prices"),
    ("TJK", "fx_reserves_nbt"): Rule(
        kind="end", unit=USD, output="reserves_usd", daily=RESERVES_DAILY,
        why="the measure of the base year (4,400 at the end of 2024)",
    ),
    ("TJK", "reserves_usd"): Rule(
        kind="end", unit=USD, output="reserves_usd", daily=RESERVES_DAILY, why="the output itself",
    ),
    ("TJK", "reserves_months_of_imports"): _none(
        "months", "which imports are meant is not said: 5.8 and 5.5 months at the ends of 2022 and 2023 "
        "where reserves over imports of goods were 8.8 and 7.4. Reserves and imports are observed themselves"
    ),
    ("TJK", "monetary_base"): _none(TJS, "the model has deposits and loans, no monetary base"),
    ("TJK", "bank_assets"): _none(TJS, "the model has deposits and loans, not all assets of banks"),
    ("TJK", "bank_loans"): Rule(
        kind="growth", unit=TJS, output="credit", measure="growth", stock=True,
        why="loans of all credit institutions, as in the base year; at the end of quarters",
    ),
    ("TJK", "loans_issued"): _none(TJS, "loans granted in a period; the model has loans outstanding"),
    ("TJK", "private_credit_growth"): _none(
        "%", "credit to the private sector, narrower than gross loans: those grew by 18 % in 2024", True
    ),
    ("TJK", "npl_ratio"): Rule(
        kind="end", unit="%", output="npl_ratio", daily=NPL_DAILY, logs=False,
        why="loans more than 30 days overdue, as in the base year",
    ),
    # output, the budget, work
    ("TJK", "gdp_current"): _none(USD, "dollars at some average rate; output in somoni is observed itself"),
    ("TJK", "gdp_current_tjs"): _growth(
        "gdp_nominal", TJS, "first figures of two years compared; real growth of 8.1 % and consumer prices "
        "up by 3.5 % leave some 3 points of the 14.7 % of the first half of 2025 unexplained", error=2.0,
    ),
    ("TJK", "gdp_growth"): _rate("gdp", "real growth on the same months of the year before"),
    ("TJK", "state_budget_revenue"): _none(
        TJS, "holds grants, own funds and the financing of public investment beside taxes, whose share moved "
        "between 60 and 78 %"
    ),
    ("TJK", "tax_committee_collections"): _none(
        TJS, "taxes without those at customs; there is no figure of the same months of 2024 to compare with"
    ),
    ("TJK", "customs_collections"): _none(
        TJS, "taxes at customs alone; there is no figure of the same months of 2024 to compare with"
    ),
    ("TJK", "tax_revenue"): _growth("tax_revenue", TJS, "tax revenue; its season is that of a year before"),
    ("TJK", "average_monthly_wage"): _none(
        "TJS per month", "the model's wage is at prices of the base year, and two sources disagree: 24 % "
        "more in the first half of 2025, 8 % more in August"
    ),
    ("TJK", "employed"): _none(
        "persons", "the administrative count is 16 % above the model's labour force less its unemployed, "
        "and there is none of a year before"
    ),
    ("TJK", "registered_unemployed"): _none(
        "persons", "those registered are a sixth of the unemployed that the model counts as the ILO does"
    ),
    # money from abroad, trade
    ("TJK", "remittances_reported"): _growth(
        "remittances_usd", USD, "as reported while the year runs, 5.8 billion in 2024 where the balance of "
        "payments has 6.8; growth has neither that difference nor the season, but an error of its own",
        error=REPORTED,
    ),
    ("TJK", "remittances_received"): _growth(
        "remittances_usd", USD, "the World Bank's count by the definition of the balance of payments; its "
        "level is one of those the parameter sets choose between, its growth is common to them"
    ),
    ("TJK", "cbr_money_transfer_systems_outflow"): _growth(
        "remittances_usd", USD, "transfers from Russia through money transfer systems, to 2015; of the money "
        "sent home the part that is counted soonest", error=TRANSFERS,
    ),
    ("TJK", "cbr_crossborder_individuals_outflow"): _growth(
        "remittances_usd", USD, "transfers of individuals from Russia, from 2015 on; of the money sent "
        "home the part that is counted soonest", error=TRANSFERS,
    ),
    ("TJK", "nbt_inflow_via_banks_all_countries"): _growth(
        "remittances_usd", USD, "money that came through banks from all countries, as the National Bank "
        "counts it for the balance of payments", error=BANKS,
    ),
    ("TJK", "financial_inflows_growth"): _none(
        "%", "remittances and other inflows: 44 % in 2024 where reported remittances grew by 27 %", True
    ),
    ("TJK", "goods_imports_customs"): _growth(
        "imports_usd", USD, "imports of goods at customs are those of the base year; the model's are "
        "adjusted for the season, which the same months of a year before share"
    ),
    ("TJK", "goods_exports_customs"): _growth(
        "exports_usd", USD, "exports of goods at customs are those of the base year; the model's are "
        "adjusted for the season, which the same months of a year before share"
    ),
    ("TJK", "goods_turnover_customs"): _none(USD, _SUM),
    ("TJK", "turnover_all"): _none(USD, _SUM),
    ("TJK", "turnover_russia"): _growth("trade_russia_usd", USD, _PARTNER, PARTNERS),
    ("TJK", "turnover_china"): _growth("trade_china_usd", USD, _PARTNER, PARTNERS),
    ("TJK", "exports_to_russia"): _none(USD, _ONE_WAY),
    ("TJK", "exports_to_china"): _none(USD, _ONE_WAY),
    ("TJK", "imports_from_russia"): _none(USD, _ONE_WAY),
    ("TJK", "imports_from_china"): _none(USD, _ONE_WAY),
    ("TJK", "tajik_citizens_expelled_from_russia"): _EXPELLED,
    ("TJK", "migration_card_departures_all"): _growth(
        "departures", "persons", "a count of migration cards of its own; the same months share their season"
    ),
}  # fmt: skip

IN_BASE_YEAR = frozenset(
    (
        "gdp", "gdp_growth", "gdp_nominal", "inflation", "consumer_prices", "remittances_usd", "imports_usd",
        "exports_usd",
    )
)  # fmt: skip
"""The outputs that the model lays out by quarter for its base year; of others no run can know how they
grew in its first year."""
_SIGNED = frozenset(
    (
        "russia_labour_gap",
        "savings_carried_usd",
        "other_inflows_usd",
        "other_inflows_russia_usd",
        "current_account_usd",
        "current_account_gdp",
        "budget_balance_gdp",
        "customs_union_usd",
        "gdp_growth",
        "inflation",
        "nonlabour_inflows_usd",
        "russia_gdp_growth",
        "russia_inflation",
        "russia_labour_need",
        "china_growth",
        "partner_growth",
        "import_price_inflation",
        "export_price_inflation",
    )
)
_MEASURES: Mapping[str, Measure] = {"sum": "sum", "end": "end"}  # else the mean, as of rates and prices


@lru_cache(maxsize=1)
def rules() -> Mapping[tuple[str, str], Rule]:
    """Every rule by country and series: those above, and one for each output and driver by its own name."""
    last = Quarter(2024, 4)
    own = {("TJK", one.name): _of_output(with_base_year(one, last)) for one in OUTPUTS}
    own |= {
        ("TJK", one.name): Rule(kind="level", unit=one.unit, output=one.name, why="the driver itself",
                                signed=one.name in _SIGNED)
        for one in DRIVERS if ("TJK", one.name) not in own
    }  # fmt: skip
    own[("TJK", "rub_per_usd")] = _ROUBLE
    return {**own, **RULES}


def _of_output(output: Output) -> Rule:
    return Rule(
        kind="level",
        unit=output.unit,
        output=output.name,
        measure=_MEASURES.get(output.annual, "mean"),
        why="the output itself",
        signed=output.name in _SIGNED,
    )


def is_ratio(name: str) -> bool:
    """Whether an output of several quarters is a ratio of two sums, which no measure of quarters makes."""
    return any(one.name == name and one.annual == "ratio" for one in OUTPUTS)
