"""What the economy carries from one quarter to the next, and what stays fixed in a draw."""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.banks import BankState, Ratios
from tajsim.model.demand import Components
from tajsim.model.fiscal import FiscalState, TaxRates
from tajsim.model.host import HostState, QuarterDrivers
from tajsim.model.households import HouseholdState, Propensities
from tajsim.model.labour import LabourState
from tajsim.model.migration import People
from tajsim.model.monetary import BaseInterest, MonetaryState
from tajsim.model.numeric import Namespace, Number
from tajsim.model.power import PowerState
from tajsim.model.prices import PriceState
from tajsim.model.supply import SupplyState
from tajsim.model.taxes import TaxLaw
from tajsim.model.trade import Partners
from tajsim.model.welfare import ConsumptionDistribution
from tajsim.parameters.blocks import Blocks


class Earlier(NamedTuple):
    """A flow of the three quarters before the last, million dollars."""

    one: Number
    two: Number
    three: Number


class State(NamedTuple):
    """The economy at the end of a quarter. Real flows are million somoni a quarter at base-year prices."""

    host: HostState
    people: People
    nonlabour_usd: Number
    russia_scale: Number  # of money from Russia that is not migrants', 1 at the start
    counted_on: Number  # of the add-factor on money sent, what recipients have got used to
    spread: Number  # of migration since the base year, log
    rate: Number  # TJS per USD
    reserves_usd: Number
    imports_usd: Number
    imports_earlier: Earlier
    exports_usd: Number
    kept_abroad_usd: Number  # of the proceeds of exports
    suppliers_usd: Number  # credit of suppliers for imports beyond demand
    prices: PriceState
    household: HouseholdState
    business_investment: Number  # as planned
    gdp: Number
    gdp_nominal: Number
    potential: Number
    profits: Number  # gross operating surplus, nominal
    disposable_income: Number
    fiscal: FiscalState
    bank: BankState
    monetary: MonetaryState
    labour: LabourState
    felt_rer: Number  # log real exchange rate that buyers have adjusted to
    normal_balance: Number  # of payments, at which the somoni rests, share of imports
    import_price: Number  # dollars, average of the base year = 1
    export_price: Number
    supply: SupplyState  # of imports
    china_demand: Number  # 1 at the start
    rest_demand: Number
    capital_scale: Number  # grants, investment, loans and other inflows, 1 at the start
    public_scale: Number  # real public spending, 1 at the start
    demography: Number  # residents, persons
    normal_labour_force: Number
    usual_own: Number  # consumption a head from own income that households are used to, real
    usual_remitted: Number  # the same from remittances, of those who receive
    tax_wedge: Number  # what changes of tax law have added to consumer prices, log
    power: PowerState

    @property
    def imports_of_year(self) -> Number:
        """Imports of the last four quarters, million dollars."""
        before = self.imports_earlier
        return self.imports_usd + before.one + before.two + before.three


class Constants(NamedTuple):
    """What the initial year fixes in a draw: ratios that make the model reproduce its figures."""

    workers_base: Number
    tajiks_base: Number  # in Russia, workers and citizens
    pool_base: Number  # home and banned
    residents_base: Number
    deportation_reference: Number
    permit_reference: Number  # roubles a month
    wage_gap_base: Number  # log
    other_return: Number  # share of those in other destinations who come home in a quarter
    entrants: Number
    propensity: Number
    sent_a_head: Number  # dollars a month that a worker in Russia sends
    diffusion_gap: Number  # log of saturation over the largest share reached
    insurance_base: Number
    coverage_russia: Number
    recorded_coverage: Number
    other_inflow_usd: Number  # a quarter
    other_russia_usd: Number  # of these from Russia
    current_grants_usd: Number
    capital_grants_usd: Number
    direct_investment_usd: Number
    disbursement_usd: Number
    households: Propensities
    unrecorded: Number  # private money beside the recorded flows, share of private inflows
    payout: Number
    somoni_deposit_share: Number
    investment_ratio: Number
    contents: Components
    potential_base: Number  # real, a quarter
    government: Number  # real, a quarter
    public_investment: Number
    transfers: Number
    exports: Partners
    import_weights: Partners
    taxes: TaxRates
    banks: Ratios
    interest: BaseInterest
    unemployment_base: Number
    own_consumption_per_head: Number  # a quarter, average of the base year
    remitted_consumption_per_head: Number
    sent_by_worker: Number  # part of all money from migrants that a worker in Russia sends
    remittances_kept: Number  # part of spending from remittances that stays with receiving households
    distribution: ConsumptionDistribution
    rate_base: Number
    rub_base: Number
    felt_base: Number  # log real exchange rate that buyers had adjusted to, average of the base year
    tax_law: TaxLaw
    power_paid_usd: Number  # to Sangtuda-1, a quarter


class AddFactors(NamedTuple):
    """What is added to equations: judgement that makes a baseline follow an outlook, and the residuals of
    draws, by which the equations have missed history. Zero otherwise."""

    remittances: Number  # share added to money from Russia, migrants' and other private inflows
    exchange_rate: Number  # log change a quarter
    prices: Number  # log change a quarter
    demand: Number  # share of own consumption
    imports: Number  # share of import contents
    outflows: Number  # share of reserves up to the floor that households put into foreign cash
    stocks: Number  # imported into stocks on credit, share of the last quarter's imports without stocks
    exports: Number  # sold from stocks and kept abroad, share of exports that demand and prices explain
    taxes: Number = 0.0  # share of effective tax rates
    spending: Number = 0.0  # share of public purchases
    bad_loans: Number = 0.0  # share added to bad loans


NO_ADD_FACTORS = AddFactors(
    remittances=0.0,
    exchange_rate=0.0,
    prices=0.0,
    demand=0.0,
    imports=0.0,
    outflows=0.0,
    stocks=0.0,
    exports=0.0,
)


class QuarterInputs(NamedTuple):
    """What every phase of a quarter may read: the past, the drivers of the quarter and the coefficients."""

    last: State
    drivers: QuarterDrivers
    add: AddFactors
    p: Blocks
    k: Constants
    xp: Namespace
    output_gap: Number  # of the last quarter, log: the one that blocks see
