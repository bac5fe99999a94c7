"""Every parameter of the model, by block: name, unit, allowed range and meaning. Values are in the sets.

Each class is one block. `declare` takes the unit, the lowest and highest allowed value, and what the
parameter is; the four marked `headline` are those the library is known for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_type_hints

from tajsim.parameters.blocks.home import Demand, Economy, Households, Labour, Prices, Residuals, Welfare
from tajsim.parameters.blocks.money import Banks, External, Fiscal, Monetary, Trade
from tajsim.parameters.blocks.people import Host, Migration, Policy, Remittances

__all__ = [
    "BLOCKS",
    "Banks",
    "Blocks",
    "Demand",
    "Economy",
    "External",
    "Fiscal",
    "Host",
    "Households",
    "Labour",
    "Migration",
    "Monetary",
    "Policy",
    "Prices",
    "Remittances",
    "Residuals",
    "Trade",
    "Welfare",
]


@dataclass(frozen=True, slots=True)
class Blocks:
    """One value for every parameter: floats for one path, arrays of draws for many.

    The fields are the list of the blocks; what goes through them all reads it as `BLOCKS`.
    """

    economy: Economy
    host: Host
    policy: Policy
    migration: Migration
    remittances: Remittances
    households: Households
    demand: Demand
    prices: Prices
    trade: Trade
    external: External
    fiscal: Fiscal
    monetary: Monetary
    banks: Banks
    labour: Labour
    welfare: Welfare
    residuals: Residuals


BLOCKS: tuple[tuple[str, type], ...] = tuple(get_type_hints(Blocks).items())
"""The blocks by name with their declarations, in the order of `Blocks`, which is the one list of them."""
