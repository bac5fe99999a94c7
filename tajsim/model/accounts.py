"""What must close: the transaction-flow matrix and the identities, measured in every draw and quarter.

Each flow has one payer and one receiver, so that rows sum to zero by construction; that every sector's
column sums to zero as well is measured, not assumed, because each block closes its own budget from its own
items. The central bank's column is nobody's residual: it closes only if all others do.

Equations (each is measured as a relative violation)

    persons       change of all statuses = young people who enter - retired
    columns       inflows = outflows of households, firms, government, banks, central bank, world
    income        Y nominal = wages + taxes on products + gross surplus
    origin        Y = sum of planned demand - imports wanted: rationing leaves output alone
    world         current account + capital grants + direct investment = change of net foreign assets
    banks         capital = capital before + margin + rescue - provisions + gains on the open position
    trade         imports by partner add up to imports
    deciles       consumption added up over the distribution = consumption a head
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.banks import BankFlows
from tajsim.model.demand import Components, GdpByExpenditure
from tajsim.model.migration import Flows
from tajsim.model.numeric import Number
from tajsim.model.state import State

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
    union_customs: Number
    power_abroad: Number


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
    "union_customs": ("world", "government"),
    "power_abroad": ("government", "world"),
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
    gdp_by_origin: Number
    current_account: Number
    bank_balance_sheet: Number
    trade_partners: Number
    deciles: Number


def column_sums(flows: Transactions) -> dict[str, Number]:
    """Net inflow of each sector, million somoni: zero when its budget closes."""
    sums: dict[str, Number] = dict.fromkeys(SECTORS, 0.0)
    for amount, (payer, receiver) in zip(flows, ROUTES.values(), strict=True):
        if payer != receiver:
            sums[payer] = sums[payer] - amount
            sums[receiver] = sums[receiver] + amount
    return sums


def identities(
    *,
    last: State,
    now: State,
    t: Transactions,
    flows: Flows,
    planned: Components,
    out: GdpByExpenditure,
    financed_usd: Number,
    bank: BankFlows,
    imports_by_partner: Number,
    consumption_of_cells: Number,
    consumption_a_head: Number,
) -> Identities:
    """Measure every identity of a quarter as a relative violation.

    `financed_usd`: current account, capital grants and direct investment; `imports_by_partner`: their sum,
    million dollars; `consumption_of_cells`: consumption a head added up over the distribution. Money is
    measured against nominal GDP.
    """
    sums = column_sums(t)
    unit = 1.0 / now.gdp_nominal
    assets = now.reserves_usd + now.household.cash_usd + now.bank.foreign_usd - now.fiscal.external_debt
    before = last.reserves_usd + last.household.cash_usd + last.bank.foreign_usd - last.fiscal.external_debt
    surplus = t.distributed_profits + t.business_investment + t.taxes_on_profits + t.other_revenue
    surplus = surplus + t.loan_interest - t.loans_to_firms - t.direct_investment
    owed = last.bank.deposits + last.household.deposits_usd * last.rate
    lent = last.bank.loans + last.bank.loans_usd * last.rate - last.bank.provisions
    capital = lent + last.bank.reserves + last.bank.foreign_usd * last.rate - owed
    position = last.bank.loans_usd + last.bank.foreign_usd - last.household.deposits_usd
    earned = t.loan_interest - t.deposit_interest - t.bank_distributions + t.bank_rescue
    earned = earned - bank.provision_charge + position * (now.rate - last.rate)
    moved = flows.people.total - last.people.total - flows.entrants + flows.retired
    origin = planned.own + planned.remitted + planned.housing + planned.business
    origin = (
        origin
        + planned.government
        + planned.public_investment
        + planned.exports
        + planned.stocks
        + planned.reexports
    )
    return Identities(
        persons=moved / last.people.total,
        households=sums["households"] * unit,
        firms=sums["firms"] * unit,
        government=sums["government"] * unit,
        banks=sums["banks"] * unit,
        central_bank=sums["central_bank"] * unit,
        world=sums["world"] * unit,
        gdp_by_income=(t.wages + t.taxes_on_products + surplus) * unit - 1.0,
        gdp_by_origin=(origin - out.imports_wanted) / out.gdp - 1.0,
        current_account=(financed_usd - assets + before) * now.rate * unit,
        bank_balance_sheet=(bank.capital - capital - earned) * unit,
        trade_partners=imports_by_partner / now.imports_usd - 1.0,
        deciles=consumption_of_cells / consumption_a_head - 1.0,
    )
