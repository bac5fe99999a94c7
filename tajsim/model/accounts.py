"""What must close: the transaction-flow matrix and the identities, measured in every draw and quarter.

Each flow has one payer and one receiver, so that rows sum to zero by construction; that every sector's
column sums to zero as well is measured, not assumed, because each block closes its own budget from its own
items. The central bank's column is nobody's residual: it closes only if all others do.
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.numeric import Number

SECTORS = ("households", "firms", "government", "banks", "central_bank", "world")


class Transactions(NamedTuple):
    """Every flow of money of a quarter, million somoni. An asset bought is paid to its issuer."""

    consumption: Number
    housing: Number
    business_investment: Number
    government_purchases: Number
    exports: Number
    imports: Number
    wages: Number
    taxes_on_products: Number
    taxes_on_profits: Number
    taxes_on_labour: Number
    other_revenue: Number
    transfers: Number
    programmes: Number
    remittances: Number
    other_inflows: Number
    distributed_profits: Number
    loan_interest: Number
    deposit_interest: Number
    bank_distributions: Number
    bank_rescue: Number
    grants: Number
    external_interest: Number
    domestic_interest: Number
    currency: Number
    somoni_deposits: Number
    foreign_deposits: Number
    foreign_cash: Number
    loans_to_firms: Number
    loans_to_households: Number
    bank_reserves: Number
    bank_foreign_assets: Number
    direct_investment: Number
    government_deposits: Number
    domestic_debt: Number
    external_borrowing: Number
    reserves: Number


ROUTES: dict[str, tuple[str, str]] = {
    "consumption": ("households", "firms"),
    "housing": ("households", "firms"),
    "business_investment": ("firms", "firms"),
    "government_purchases": ("government", "firms"),
    "exports": ("world", "firms"),
    "imports": ("firms", "world"),
    "wages": ("firms", "households"),
    "taxes_on_products": ("firms", "government"),
    "taxes_on_profits": ("firms", "government"),
    "taxes_on_labour": ("households", "government"),
    "other_revenue": ("firms", "government"),
    "transfers": ("government", "households"),
    "programmes": ("government", "households"),
    "remittances": ("world", "households"),
    "other_inflows": ("world", "households"),
    "distributed_profits": ("firms", "households"),
    "loan_interest": ("firms", "banks"),
    "deposit_interest": ("banks", "households"),
    "bank_distributions": ("banks", "households"),
    "bank_rescue": ("government", "banks"),
    "grants": ("world", "government"),
    "external_interest": ("government", "world"),
    "domestic_interest": ("government", "central_bank"),
    "currency": ("households", "central_bank"),
    "somoni_deposits": ("households", "banks"),
    "foreign_deposits": ("households", "banks"),
    "foreign_cash": ("households", "world"),
    "loans_to_firms": ("banks", "firms"),
    "loans_to_households": ("banks", "households"),
    "bank_reserves": ("banks", "central_bank"),
    "bank_foreign_assets": ("banks", "world"),
    "direct_investment": ("world", "firms"),
    "government_deposits": ("government", "central_bank"),
    "domestic_debt": ("central_bank", "government"),
    "external_borrowing": ("world", "government"),
    "reserves": ("central_bank", "world"),
}
"""Who pays whom: flow -> (payer, receiver)."""


class Identities(NamedTuple):
    """Relative violation of each identity; zero but for rounding."""

    persons: Number
    households: Number
    firms: Number
    government: Number
    banks: Number
    central_bank: Number
    world: Number
    gdp_by_income: Number
    current_account: Number
    bank_balance_sheet: Number
    trade_partners: Number
    deciles: Number


def column_sums(flows: Transactions) -> dict[str, Number]:
    """Net inflow of each sector, million somoni: zero when its budget closes."""
    sums: dict[str, Number] = dict.fromkeys(SECTORS, 0.0)
    for name, amount in zip(flows._fields, flows, strict=True):
        payer, receiver = ROUTES[name]
        if payer != receiver:
            sums[payer] = sums[payer] - amount
            sums[receiver] = sums[receiver] + amount
    return sums
