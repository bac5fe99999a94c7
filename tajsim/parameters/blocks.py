"""Every parameter of the model, by block: name, unit, allowed range and meaning. Values are in vintages."""

from __future__ import annotations

from dataclasses import dataclass

from tajsim.parameters.declaration import declare


@dataclass(frozen=True, slots=True)
class Economy:
    """The size of the home economy at the start."""

    nominal_gdp: float = declare("million TJS per year", 1_000, 10_000_000, "Gross domestic product of 2024")


@dataclass(frozen=True, slots=True)
class Host:
    """Russia, where the work is."""

    rub_per_usd_start: float = declare("RUB per USD", 1, 10_000, "Roubles per dollar, end of 2024")


@dataclass(frozen=True, slots=True)
class Migration:
    """Who is where, and how fast people move."""

    stock_russia: float = declare(
        "persons", 0, 10_000_000, "Tajik citizens working in Russia, end of 2024", headline=True
    )
    deportation_rate_irregular: float = declare(
        "share per quarter", 0, 1, "Share of workers without papers deported in a quarter", headline=True
    )


@dataclass(frozen=True, slots=True)
class Remittances:
    """The money sent home."""

    remittances_gdp_share: float = declare(
        "share of GDP", 0, 1, "Remittances in GDP of 2024, in the measure of the vintage", headline=True
    )


@dataclass(frozen=True, slots=True)
class Trade:
    """Trade by partner."""

    turnover_russia: float = declare(
        "million USD per year", 0, 100_000, "Exports to and imports from Russia in 2024", headline=True
    )


BLOCKS: tuple[tuple[str, type], ...] = (
    ("economy", Economy),
    ("host", Host),
    ("migration", Migration),
    ("remittances", Remittances),
    ("trade", Trade),
)
