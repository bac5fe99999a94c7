"""The figures of a past year: a parameter set whose state is what was observed by the end of that year.

Behaviour (elasticities, hazards, speeds) stays that of the given set. Figures are taken from the register up
to the year and never from later. Where a figure was not observed, the ratio of the given set stands in for it
(tax revenue to output, deposits to output, ...), with the range of that set: a proxy, marked C.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tajsim.errors import InputError
from tajsim.observed import history
from tajsim.parameters import Parameters, declarations
from tajsim.parameters.entry import Entry
from tajsim.past.drivers import FIRST, drivers_of
from tajsim.past.published import Published

if TYPE_CHECKING:
    import pandas as pd

OF_GDP = (
    *("tax_revenue", "other_revenue", "transfers", "government_deposits", "government_deposit_floor"),
    *("loans", "deposits", "monetary_base"),
)
"""Figures in somoni that keep their ratio to nominal output."""
OF_GDP_USD = (
    *("current_grants_usd", "capital_grants_usd", "direct_investment_usd", "disbursement_usd"),
    *("external_debt_usd", "domestic_debt_usd"),
)
"""Figures in dollars that keep their ratio to output in dollars."""
OF_REMITTANCES = ("recorded_usd", "cash_usd")
OF_TRADE = ("turnover_russia", "turnover_china")
OF_POPULATION = ("labour_force", "entrants", "stock_home")
OF_STOCK = ("stock_other", "stock_naturalised", "stock_banned", "other_capacity", "turkiye_capacity")
"""Persons that keep their ratio to the workers in Russia."""
WAGE_TO_OUTPUT = 0.55
"""Migrant wage over monthly output a head of Russia: 2012, average wage 26 690 RUB (Rosstat) and 39 600 RUB a
head (World Bank WDI), and migrants' wages at 0.78 of the average (figures of 2024 in the shipped sets)."""
CITIZENSHIPS = 29_000.0
"""Tajiks who became Russian citizens in a year, before the first count: that of 2017 (Russian ministry)."""
REMOVALS = {2022: 5_600.0, 2023: 11_000.0, 2024: 30_000.0}
"""Tajik citizens removed in a year: 5 600 in 2006 (Asia-Plus 2007-01-06), taken for all years up to 2022, and
11 000 in 2023 (Ministry of Labour via TASS 2024-08), 30 000 from 2024 (Prosecutor-General via Asia-Plus)."""
REMOVALS_BASE = REMOVALS[2024]
"""Those on which the hazards of the shipped parameter sets rest."""
WAR = 2022
"""The year in which money that is not labour income, and recruitment, began."""
CLOSED = 2020
"""The year of closed borders, whose departures are no rate at which people move."""
RESERVES = "reserves_total_incl_gold"
RECENT = 3
"""Years for which a figure of banks stands in for later ones."""
NORMAL_YEARS = 5
"""Growth of these last years is what was taken to be normal at the time."""


class _Register:
    """What had been observed by the end of a year."""

    def __init__(self, year: int, published: Published) -> None:
        self.year, self.known = year, published.until(year)

    def latest(
        self, series: str, country: str = "TJK", since: int = FIRST, without: int | None = None
    ) -> float | None:
        """The last observation of the series between `since` and the year, but for the year `without`; None
        without one.
        """
        found: tuple[int, float] | None = None
        for frequency, place in (("A", 0), ("M", -1)):  # the annual figure of a year, else its last month
            years, values = self.known.rows(series, country, frequency)
            kept = (years >= since) & (years != (without or 0))
            last = int(years[kept].max(initial=0))
            if kept.any() and (found is None or last > found[0]):
                found = last, float(values[kept & (years == last)][place])
        return None if found is None else found[1]

    def in_force(self, series: str, country: str = "TJK") -> float | None:
        """What was last set by the end of the year, whenever that was; None before the first time."""
        data = self.known.data
        rows = data[(data["series"] == series) & (data["country"] == country)]
        return None if rows.empty else float(rows.sort_values("period")["value"].iloc[-1])

    def of_year(self, series: str, country: str = "TJK") -> float:
        """The observation of the year itself. Raises InputError when there is none."""
        try:
            return self.known.annual(series, country)[self.year]
        except (KeyError, InputError) as error:
            raise InputError(f"no state for {self.year}: {series!r} of {country} was not observed") from error


def parameters_of(year: int, behaviour: Parameters, data: pd.DataFrame | None = None) -> Parameters:
    """The parameter set of the end of `year`: figures as observed by then, behaviour of the given set.

    data: observations to use instead of the shipped ones. Raises InputError for a year without the figures
    a state needs: output, remittances, trade, exchange rate and reserves.
    """
    if year < FIRST + 2:
        raise InputError(f"no state for {year}: the register has none before {FIRST + 2}")
    register = _Register(year, Published(history() if data is None else data))
    entries = dict(behaviour.entries)
    entries |= dict(_observed(register, behaviour))
    base, now = behaviour.entries, {name: entry.value for name, entry in entries.items()}
    usd, usd_base = _gdp_usd(now), _gdp_usd(behaviour.values())
    money, money_base = now["remittances_gdp_share"] * usd, base["remittances_gdp_share"].value * usd_base
    for names, factor, what in (
        (OF_GDP, now["nominal_gdp"] / base["nominal_gdp"].value, "output"),
        (OF_GDP_USD, usd / usd_base, "output in dollars"),
        (OF_REMITTANCES, money / money_base, "remittances"),
        (OF_TRADE, now["turnover_total"] / base["turnover_total"].value, "trade"),
        (OF_POPULATION, now["population"] / base["population"].value, "population"),
        (OF_STOCK, now["stock_russia"] / base["stock_russia"].value, "workers in Russia"),
        (
            ("wage_tjs", "reintegration_cost"),
            now["nominal_gdp"] / now["population"] / (base["nominal_gdp"].value / base["population"].value),
            "output a head",
        ),
        (
            ("permit_cost_rub", "russia_wage_base"),
            now["migrant_wage_rub"] / base["migrant_wage_rub"].value,
            "migrant wages",
        ),
    ):
        for name in names:
            entries[name] = _scaled(base[name], name, factor, what)
    entries |= dict(_balanced(entries, register))
    return Parameters(
        name=f"{behaviour.name} in {year}",
        title=f"{behaviour.title}, figures of {year}",
        date=datetime.date(year, 12, 31),
        narrative=f"Figures as observed by the end of {year}; behaviour of {behaviour.name}.",
        entries=entries,
        parents=(behaviour.name, *behaviour.parents),
        ensemble=behaviour.ensemble,
    )


def _observed(r: _Register, behaviour: Parameters) -> Iterable[tuple[str, Entry]]:
    year = r.year
    wdi = f"World Bank WDI, {year}"

    def seen(name: str, value: float, source: str = wdi) -> tuple[str, Entry]:
        known = declarations()[name]
        return name, Entry.fixed(min(max(value, known.low), known.high), source, "A")

    def known(
        name: str, value: float | None, change: Callable[[float], float] = float
    ) -> Iterable[tuple[str, Entry]]:
        return [seen(name, change(value), f"the last observation by {year}")] if value is not None else []

    rate = r.of_year("exchange_rate_official_avg")
    usd = r.of_year("gdp_current")
    exports, imports = r.of_year("exports_goods_services_bop"), r.of_year("imports_goods_services_bop")
    counted = RESERVES if r.latest(RESERVES, since=year) is not None else "fx_reserves_nbt"
    reserves = r.latest(counted, since=year)  # one measure for the stock and for its change
    if reserves is None:
        raise InputError(f"no state for {year}: {RESERVES!r} of TJK was not observed")
    before = _Register(year - 1, r.known).latest(counted)
    prices = r.latest("inflation_december_on_december", since=year)
    if prices is None:
        prices = r.latest("cpi_inflation_avg", since=year)
    if prices is None:
        prices = r.of_year("gdp_deflator_inflation")
    yield seen("nominal_gdp", usd * rate)
    yield seen("exchange_rate", rate)
    yield seen("gdp_growth_base", r.of_year("gdp_growth_from_constant"))
    growth = r.known.annual("gdp_growth_from_constant", "TJK")
    mean = float(np.mean([rate for then, rate in growth.items() if then > year - NORMAL_YEARS]))
    usual = behaviour.entries["potential_growth"].value
    for name in ("potential_growth", "productivity_growth", "spending_growth"):
        yield name, _shifted(behaviour.entries[name], name, mean - usual)
    yield seen("inflation_base", prices)
    yield seen("population", r.of_year("population"))
    yield seen("current_account_gdp_share", r.of_year("current_account_pct_gdp") / 100.0)
    yield from known("consumption_gdp_share", r.latest("household_consumption_pct_gdp"), lambda x: x / 100.0)
    yield seen("remittances_gdp_share", r.of_year("remittances_received") / usd)
    shares = r.known.annual("remittances_received_pct_gdp", "TJK")
    yield seen("peak_share", max(shares.values()) / 100.0)
    yield seen("exports_total", exports)
    yield seen("turnover_total", exports + imports)
    yield seen("reserves_usd", reserves)
    yield seen("reserve_change_usd", reserves - (before if before is not None else reserves))
    yield seen("balance_gdp_share", 0.0, "a balanced budget, for lack of a series")
    yield from known("npl_ratio", r.latest("npl_ratio"), lambda x: x / 100.0)
    yield from _banks(r, behaviour, inflation=prices)
    yield from known("unemployment_rate", r.latest("unemployment_ilo_modelled"), lambda x: x / 100.0)
    yield from known("poverty_national", r.latest("poverty_headcount_national"), lambda x: x / 100.0)
    yield from known("poverty_international", r.latest("poverty_headcount_420_2021ppp"), lambda x: x / 100.0)
    yield from known("gini", r.latest("gini"), lambda x: x / 100.0)
    yield from known("stock_russia", r.latest("citizens_in_russia_stock"))

    drivers = drivers_of(r.known, year, year)
    last = drivers.past().drivers[-1]
    yield seen("rub_per_usd_base", float(last.rub_per_usd))
    yield seen("oil_price_base", float(last.oil_price))
    output = r.latest("gdp_current", "RUS")
    people = r.latest("population", "RUS")
    rouble = drivers.series["rub_per_usd"].annual[year]
    if output is not None and people is not None:
        wage = WAGE_TO_OUTPUT * output * 1e6 * rouble / people / 12.0
        yield (
            "migrant_wage_rub",
            _scaled(
                behaviour.entries["migrant_wage_rub"],
                "migrant_wage_rub",
                wage / behaviour.entries["migrant_wage_rub"].value,
                "output a head of Russia",
            ),
        )
    if year < WAR:
        yield seen("nonlabour_share", 0.0, "no sign of other money before 2022")
        for name in ("recruitment_rate_regular", "recruitment_rate_naturalised"):
            yield seen(name, 0.0, "no recruitment for a war before 2022")
        yield seen("stock_recruited", 0.0, "no recruitment for a war before 2022")
        yield seen("citizenship_loss_rate", 0.0, "no loss of citizenship for avoiding service before 2022")


def _banks(r: _Register, behaviour: Parameters, *, inflation: float) -> Iterable[tuple[str, Entry]]:
    """The policy rate, the capital of banks and what part of their books is in dollars."""
    base = behaviour.entries
    rate = r.in_force("policy_rate")
    if rate is None:  # the rule at rest
        asked = base["neutral_rate"].value
        asked += base["inflation_response"].value * (inflation - base["inflation_target"].value)
        rate = max(asked, base["policy_rate_floor"].value)
    yield "policy_rate_base", Entry.fixed(rate, "National Bank of Tajikistan; before 2008 its rule", "B")
    capital = r.latest("capital_adequacy_ratio", since=r.year - RECENT)
    if capital is not None:
        factor = capital / 100.0 / base["capital_ratio"].value
        yield "capital_ratio", _scaled(base["capital_ratio"], "capital_ratio", factor, "capital adequacy")
    dollars = r.latest("fx_share_of_deposits", since=r.year - 1)
    if dollars is None:
        dollars = r.latest("dollarisation", since=r.year - RECENT)
    if dollars is not None:
        share = dollars / 100.0
        yield "deposits_fx_share", Entry.fixed(share, "National Bank of Tajikistan, World Bank", "B")
        lent = _scaled(
            base["loans_fx_share"],
            "loans_fx_share",
            share / base["deposits_fx_share"].value,
            "deposits in dollars",
        )
        # a narrow range: what is known of deposits leaves banks less room
        yield "loans_fx_share", replace(lent, low=0.85 * lent.value, high=1.15 * lent.value)


def _balanced(entries: dict[str, Entry], r: _Register) -> Iterable[tuple[str, Entry]]:
    """Flows of people that keep the stock growing with the population, as large as departures show."""
    value = {name: entry.value for name, entry in entries.items()}
    stock = value["stock_russia"]
    citizenships = r.latest("naturalised_in_russia") or CITIZENSHIPS
    passports = 0.25 * citizenships / stock
    naturalised = entries["naturalisation_rate"]
    removals = REMOVALS[min(max(r.year, min(REMOVALS)), max(REMOVALS))]
    for name in ("deportation_rate_regular", "deportation_rate_irregular"):
        yield name, _scaled(entries[name], name, removals / REMOVALS_BASE, "removals a year")
    yield (
        "naturalisation_rate",
        _scaled(
            naturalised,
            "naturalisation_rate",
            passports / naturalised.value,
            "citizenships a year",
        ),
    )
    growing = 0.25 * 0.01 * value["population_growth"]
    returning = value["return_rate"]
    seen = r.latest("migration_card_departures_all", without=CLOSED)
    if seen is not None:
        returning = 0.25 * seen * (1.0 - value["other_destination_share"]) / stock - passports - growing
        usual = entries["return_rate"]
        factor = returning / usual.value
        yield "return_rate", _scaled(usual, "return_rate", factor, "departures over the stock")
    leaving = returning + passports + growing
    attempts = stock * leaving / (1.0 - value["refusal_share"])
    rate = attempts / value["stock_home"] / (1.0 - value["other_destination_share"])
    departure = entries["departure_rate"]
    yield (
        "departure_rate",
        _scaled(
            departure, "departure_rate", rate / departure.value, "a stock that grows with the population"
        ),
    )


def _gdp_usd(values: dict[str, float]) -> float:
    return values["nominal_gdp"] / values["exchange_rate"]


def _shifted(base: Entry, name: str, by: float) -> Entry:
    """An entry of the given set moved by `by`, inside the allowed range."""
    known = declarations()[name]
    low, value, high = (min(max(x + by, known.low), known.high) for x in (base.low, base.value, base.high))
    note = f"The growth of the last {NORMAL_YEARS} years before, with the range of the given set."
    return Entry(value, base.distribution, low, high, base.source, "C", note)


def _scaled(base: Entry, name: str, factor: float, what: str) -> Entry:
    """An entry of the given set times `factor`, inside the allowed range: a proxy."""
    known = declarations()[name]
    low, value, high = (
        min(max(x * factor, known.low), known.high) for x in (base.low, base.value, base.high)
    )
    distribution = base.distribution if low < high else "fixed"
    note = f"Not observed: keeps its ratio to {what} in the figures of the given set."
    return Entry(value, distribution, low, high, base.source, "C", note)
