"""The drivers: what the model takes from outside, with unit and allowed range."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Driver:
    """One quarterly series from outside: its unit, the range it may take, and what it is."""

    name: str
    unit: str
    low: float
    high: float
    description: str


DRIVERS: tuple[Driver, ...] = (
    Driver("rub_per_usd", "RUB per USD", 1.0, 10_000.0, "Exchange rate of the rouble, quarterly average"),
    Driver("oil_price", "USD per barrel", 1.0, 1_000.0, "Price of Urals crude, quarterly average"),
    Driver(
        "russia_gdp_growth",
        "% per year",
        -60.0,
        60.0,
        "Growth of Russian real GDP on the quarter before, annualised",
    ),
    Driver(
        "russia_inflation",
        "% per year",
        -20.0,
        500.0,
        "Russian consumer prices on the quarter before, annualised",
    ),
    Driver(
        "russia_labour_need",
        "persons",
        -20e6,
        50e6,
        "Workers Russia needs beyond those it had in the base year",
    ),
    Driver("china_growth", "% per year", -60.0, 60.0, "Growth of China's demand, annualised"),
    Driver("partner_growth", "% per year", -60.0, 60.0, "Growth of other partners' demand, annualised"),
    Driver(
        "import_price_inflation",
        "% per year",
        -80.0,
        200.0,
        "Dollar prices of imports without fuel, annualised",
    ),
    Driver("export_price_inflation", "% per year", -80.0, 200.0, "Dollar prices of exports, annualised"),
)
"""The drivers that every run needs."""

OBSERVABLE: tuple[Driver, ...] = (
    Driver("russia_wage", "RUB per month", 1_000.0, 10_000_000.0, "Average wage in Russia, nominal"),
    Driver(
        "organised_recruits",
        "persons",
        0.0,
        2_000_000.0,
        "Tajiks who leave for Russia by organised recruitment in a quarter",
    ),
    Driver("deported", "persons", 0.0, 2_000_000.0, "Tajiks deported or removed from Russia in a quarter"),
)
"""The drivers that the model determines itself, wherever they were not observed and are not set."""

OBSERVABLE_NAMES = frozenset(driver.name for driver in OBSERVABLE)
