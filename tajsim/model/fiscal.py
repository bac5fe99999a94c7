"""Block 8, public finance: what the state takes, spends, owes.

Equations (nominal, million somoni a quarter unless noted)

    T    = tau_m M + tau_c C + tau_l W + tau_f profits_{t-1} + union e  taxes by base
    S    = P (G + Ip) + transfers + interest + abroad e + reintegration + rescue     spending
    B    = T + tau_o Y + grants e - S                                   balance; tau_o Y: other revenue
    rule = max(1 - r max(deficit_{t-1} - limit, 0) / limit, 0.5)        factor on public investment
    interest = i_f D_{t-1} e / 400 + i_h N_{t-1} / 400                  on external and on somoni debt
    D    = D_{t-1} + disbursements - r_d D_{t-1} / 4 + emergency loan   external debt, million dollars
    dep' = dep_{t-1} + B + (D - D_{t-1}) e                              deposits at the central bank before
    N    = N_{t-1} + max(floor - dep', 0)                             somoni debt to it; deposits rise as much

The tau are effective rates: those of the base year, moved by tax law, which also gives union; abroad is
what power costs beyond the base year. Grants and disbursements include what is paid straight to the budget.
Public investment gives way when last quarter's deficit, a share of output, exceeded its limit. A deficit is
paid from deposits at the central bank, then by somoni debt to it; a surplus is kept there. Reintegration
costs a given sum a returnee (block 10), rescue is that of banks.

Symbols: r consolidation, limit deficit_limit, i_f external_interest_rate, i_h domestic_interest_rate,
r_d repayment_rate, floor government_deposit_floor.

Sources: the 2024 budget law and its execution, tax shares (VAT more than 40 % of tax revenue, 2023), debt
and interest from the Ministry of Finance; IMF for the balance of 2024 (+0.3 % of GDP).
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.numeric import Namespace, Number, between, positive
from tajsim.parameters.blocks import Fiscal


class TaxRates(NamedTuple):
    """Effective rates that reproduce the revenue of the base year."""

    imports: Number
    consumption: Number
    labour: Number
    profits: Number
    other: Number  # other revenue as a share of nominal GDP


class FiscalState(NamedTuple):
    """What the state remembers; deposits at and debt to the central bank in million somoni."""

    deposits: Number
    domestic_debt: Number
    external_debt: Number  # million dollars
    deficit_ratio: Number  # last quarter's, share of GDP
    transfers: Number  # real, a quarter


class Revenue(NamedTuple):
    """Revenue of a quarter, million somoni."""

    imports: Number
    consumption: Number
    labour: Number
    profits: Number
    other: Number
    union: Number = 0.0  # of the customs union, less duties handed over to it

    @property
    def tax(self) -> Number:
        """Tax revenue."""
        return self.imports + self.consumption + self.labour + self.profits + self.union


class Budget(NamedTuple):
    """The budget of a quarter, million somoni unless noted."""

    spending: Number
    balance: Number
    interest_domestic: Number
    state: FiscalState


def investment_rule(*, deficit_ratio: Number, p: Fiscal, xp: Namespace) -> Number:
    """Factor on public investment after last quarter's deficit (share of GDP)."""
    excess = positive(deficit_ratio - p.deficit_limit, xp)
    return xp.maximum(1.0 - p.consolidation * excess / p.deficit_limit, 0.5)


def external_payments(debt: Number, p: Fiscal) -> tuple[Number, Number]:
    """Interest and repayment due this quarter on `debt`, both in million dollars."""
    return debt * p.external_interest_rate / 400.0, debt * p.repayment_rate / 4.0


def domestic_interest(debt: Number, p: Fiscal) -> Number:
    """Interest due this quarter on somoni `debt`, million somoni."""
    return debt * p.domestic_interest_rate / 400.0


def revenue(
    *,
    rates: TaxRates,
    imports: Number,
    consumption: Number,
    wages: Number,
    profits: Number,
    gdp: Number,
    xp: Namespace,
    union: Number = 0.0,
) -> Revenue:
    """Revenue from nominal bases, million somoni a quarter; `union`: of the customs union, net."""
    return Revenue(
        imports=rates.imports * imports,
        consumption=rates.consumption * consumption,
        labour=rates.labour * wages,
        profits=rates.profits * positive(profits, xp),
        other=rates.other * gdp,
        union=union,
    )


def effective_rates(
    *,
    raised: Revenue,
    imports: Number,
    consumption: Number,
    wages: Number,
    profits: Number,
    gdp: Number,
) -> TaxRates:
    """The rates behind the revenue of a year: `revenue`, solved for them. Bases: million somoni a year."""
    return TaxRates(
        imports=raised.imports / imports,
        consumption=raised.consumption / consumption,
        labour=raised.labour / wages,
        profits=raised.profits / profits,
        other=raised.other / gdp,
    )


def budget(
    *,
    last: FiscalState,
    income: Number,
    purchases: Number,
    transfers: Number,
    programmes: Number,
    rate: Number,
    grants_usd: Number,
    disbursement: Number,
    repayment: Number,
    interest_external: Number,
    power_abroad: Number,
    emergency_loan: Number,
    gdp: Number,
    transfers_real: Number,
    p: Fiscal,
    xp: Namespace,
) -> Budget:
    """Close the budget. `purchases`: goods and investment; `programmes`: reintegration and bank rescue;
    `power_abroad`: paid to the foreign owner of a power plant beyond the base year, dollars."""
    interest_domestic = domestic_interest(last.domestic_debt, p)
    abroad = (interest_external + power_abroad) * rate
    spending = purchases + transfers + programmes + abroad + interest_domestic
    balance = income + grants_usd * rate - spending
    borrowed = disbursement - repayment + emergency_loan
    deposits = last.deposits + balance + borrowed * rate
    issued = positive(p.government_deposit_floor - deposits, xp)
    state = FiscalState(
        deposits=deposits + issued,
        domestic_debt=last.domestic_debt + issued,
        external_debt=last.external_debt + borrowed,
        deficit_ratio=between(-balance / gdp, -1.0, 1.0, xp=xp),
        transfers=transfers_real,
    )
    return Budget(spending=spending, balance=balance, interest_domestic=interest_domestic, state=state)


def government_consumption(
    *,
    revenue: Number,
    grants: Number,
    balance: Number,
    investment: Number,
    transfers: Number,
    interest_external: Number,
    interest_domestic: Number,
) -> Number:
    """Public consumption behind the balance of a year: the budget, solved for it. Million somoni a year."""
    spending = revenue + grants - balance
    return spending - investment - transfers - interest_external - interest_domestic
