"""Every parameter of the model, by block: name, unit, allowed range and meaning. Values are in vintages.

Each class is one block. `declare` takes the unit, the lowest and highest allowed value, and what the
parameter is; the four marked `headline` are those the library is known for.
"""

from __future__ import annotations

from dataclasses import dataclass

from tajsim.parameters.declaration import declare


@dataclass(frozen=True, slots=True)
class Economy:
    """The home economy in the base year."""

    nominal_gdp: float = declare(
        "million TJS per year", 1_000, 10_000_000, "Gross domestic product of the base year"
    )
    exchange_rate: float = declare("TJS per USD", 0.1, 10_000, "Somoni per dollar, average of the base year")
    gdp_growth_base: float = declare("% per year", -50, 50, "Growth of real GDP in the base year")
    inflation_base: float = declare(
        "% per year", -20, 500, "Consumer prices, December of the base year on the December before"
    )
    population: float = declare("persons", 1_000_000, 100_000_000, "Residents in the base year")
    consumption_gdp_share: float = declare("share of GDP", 0.5, 1.2, "Household consumption")
    public_investment_gdp_share: float = declare("share of GDP", 0, 0.5, "Public investment")
    current_account_gdp_share: float = declare("share of GDP", -0.5, 0.5, "Current account balance")


@dataclass(frozen=True, slots=True)
class Host:
    """Russia: what migrants earn and how many are wanted."""

    rub_per_usd_base: float = declare(
        "RUB per USD", 1, 10_000, "Roubles per dollar, average of the base year"
    )
    oil_price_base: float = declare("USD per barrel", 1, 1_000, "Urals crude, average of the base year")
    migrant_wage_rub: float = declare(
        "RUB per month", 1_000, 10_000_000, "Gross wage of a regular migrant worker in the base year"
    )
    employed_share: float = declare("share of migrants", 0.05, 1, "Migrants at work in a normal quarter")
    wage_growth_elasticity: float = declare(
        "% per 1 %", 0, 5, "Elasticity of the real migrant wage to Russian GDP"
    )
    wage_oil_elasticity: float = declare(
        "% per 1 %", 0, 2, "Elasticity of the real migrant wage to the oil price, beside Russian GDP"
    )
    hours_growth_elasticity: float = declare(
        "% per 1 %", 0, 5, "Elasticity of migrants at work to Russian GDP relative to its trend"
    )
    trend_speed: float = declare(
        "share per quarter", 0, 1, "Part of the cycle that becomes trend in a quarter"
    )
    wage_scarcity_elasticity: float = declare(
        "% per 1 %", 0, 3, "Rise of the migrant wage per 1 % more demand than supply of foreign workers"
    )
    exposed_workers_share: float = declare(
        "share", 0, 1, "Part of the foreign work force moved by the same rules as Tajiks"
    )
    need_met_by_foreigners: float = declare(
        "share", 0, 1, "Part of Russia's labour need that falls to foreign workers"
    )
    foreign_workers: float = declare("persons", 1_000_000, 100_000_000, "Foreign workers in Russia")
    rouble_adaptation: float = declare(
        "share per quarter", 0.01, 1, "Speed at which senders accept a new rouble rate as normal"
    )


@dataclass(frozen=True, slots=True)
class Policy:
    """Rules in Russia and at home. Neutral values are what held in the base year; scenarios move them."""

    enforcement: float = declare("multiple of the base year", 0, 1_000, "Multiplier on deportation hazards")
    removals: float = declare(
        "persons per quarter", 0, 2_000_000, "Persons removed by list in a quarter, on top of hazards"
    )
    refusal_share: float = declare("share of attempts", 0, 1, "Turned back at the border")
    deterrence_elasticity: float = declare(
        "% per 1 %", 0, 3, "Fall of attempts to leave per 1 % more enforcement"
    )
    permit_cost_rub: float = declare("RUB per month", 0, 1_000_000, "Work permit (patent)")
    entry_cost_share: float = declare(
        "share of wage", -1, 5, "Other cost of entry and papers above the base year, a month"
    )
    entry_cost_elasticity: float = declare(
        "log per share of wage", 0, 20, "Fall of attempts when permits and papers cost one more wage share"
    )
    preregistration_barrier: float = declare(
        "log", 0, 10, "Fall of attempts through pre-registration before entry"
    )
    preregistration_lapse: float = declare(
        "share of arrivals", 0, 1, "Arrivals who fail to register and become irregular"
    )
    border_closure: float = declare("share", 0, 1, "Part of departures that cannot leave")
    return_fear_elasticity: float = declare(
        "% per 1 %", 0, 3, "Rise of voluntary returns per 1 % more enforcement"
    )
    sector_ban_share: float = declare("share of jobs", 0, 1, "Migrant jobs closed by sector bans")
    sector_ban_return: float = declare(
        "share per quarter", 0, 1, "Holders of a closed job who go home in a quarter"
    )
    sector_ban_lapse: float = declare(
        "share per quarter", 0, 1, "Holders of a closed job who work without papers after a quarter"
    )
    legal_entry_share: float = declare("share of arrivals", 0.02, 0.99, "Arrivals who hold valid papers")
    lapse_enforcement_elasticity: float = declare(
        "% per 1 %", 0, 5, "Rise of the lapse into irregularity per 1 % more enforcement"
    )
    amnesty_rate: float = declare("share per quarter", 0, 1, "Irregular workers legalised by an amnesty")
    eaeu_membership: float = declare(
        "share", 0, 1, "Membership of the Eurasian Economic Union, 0 none, 1 full"
    )
    eaeu_attempts_gain: float = declare("log", 0, 2, "Rise of attempts under membership")
    eaeu_legal_gain: float = declare(
        "share of arrivals", 0, 1, "Rise of the share with valid papers under membership"
    )
    eaeu_lapse_cut: float = declare("share", 0, 1, "Fall of the lapse into irregularity under membership")
    eaeu_regularisation_gain: float = declare("share", 0, 10, "Rise of regularisation under membership")
    eaeu_wage_gain: float = declare(
        "share of wage", 0, 2, "Rise of wages under membership beyond the permit saved"
    )
    organised_recruitment: float = declare("share", 0, 1, "Reach of organised recruitment")
    recruitment_gain: float = declare("log", 0, 2, "Rise of attempts under full organised recruitment")
    recruitment_legal_gain: float = declare(
        "share of arrivals", 0, 1, "Rise of the share with valid papers under full organised recruitment"
    )
    recruitment_rate_regular: float = declare(
        "share per quarter", 0, 1, "Regular workers leaving for military contracts"
    )
    recruitment_rate_naturalised: float = declare(
        "share per quarter", 0, 1, "Naturalised citizens leaving for military contracts"
    )
    remittance_cost: float = declare("share of transfer", 0, 0.9, "Fees and margin on a transfer")
    payment_friction: float = declare(
        "share of transfer", 0, 0.9, "Cost added by sanctions on payment channels"
    )
    unrecorded_shift: float = declare(
        "share", 0, 1, "Part of recorded money that moves to unrecorded channels"
    )


@dataclass(frozen=True, slots=True)
class Migration:
    """Who is where, and how fast people move."""

    stock_russia: float = declare(
        "persons", 0, 10_000_000, "Tajik citizens working in Russia, end of the base year", headline=True
    )
    deportation_rate_irregular: float = declare(
        "share per quarter", 0, 1, "Irregular workers deported in a quarter", headline=True
    )
    deportation_rate_regular: float = declare(
        "share per quarter", 0, 1, "Regular workers deported in a quarter"
    )
    irregular_share: float = declare(
        "share of stock", 0.01, 0.95, "Workers in Russia without full valid papers"
    )
    stock_naturalised: float = declare("persons", 0, 10_000_000, "Tajiks in Russia with Russian citizenship")
    stock_other: float = declare("persons", 0, 10_000_000, "Workers in other destinations")
    stock_banned: float = declare("persons", 0, 10_000_000, "People at home under an entry ban")
    stock_home: float = declare("persons", 1_000, 10_000_000, "People at home willing to migrate")
    departure_rate: float = declare("share per quarter", 0, 0.5, "Those willing who leave in a quarter")
    departure_wage_elasticity: float = declare(
        "% per 1 %", 0, 5, "Elasticity of departures to the host/home real wage"
    )
    return_wage_elasticity: float = declare(
        "% per 1 %", 0, 5, "Fall of returns per 1 % higher host/home real wage"
    )
    return_rate: float = declare("share per quarter", 0, 0.5, "Voluntary return")
    lapse_rate: float = declare("share per quarter", 0, 1, "Regular workers whose papers lapse")
    regularisation_rate: float = declare("share per quarter", 0, 1, "Irregular workers who obtain papers")
    naturalisation_rate: float = declare(
        "share per quarter", 0, 1, "Regular workers who become Russian citizens"
    )
    naturalised_return_rate: float = declare("share per quarter", 0, 1, "Naturalised citizens who come home")
    other_destination_share: float = declare(
        "share of departures", 0, 1, "Departures to other destinations than Russia"
    )
    diversion_share: float = declare("share", 0, 1, "Those kept from Russia who try another destination")
    other_capacity: float = declare("persons", 0, 10_000_000, "Workers other destinations would take")
    ban_length: float = declare("years", 0.25, 100, "Length of an entry ban")
    entrants: float = declare(
        "persons per quarter", 0, 1_000_000, "Young people joining those willing to migrate"
    )
    retirement_rate: float = declare("share per quarter", 0, 0.5, "Those willing who retire or give up")
    population_growth: float = declare("% per year", -10, 10, "Growth of residents")


@dataclass(frozen=True, slots=True)
class Remittances:
    """Money sent home: one flow, three measures."""

    remittances_gdp_share: float = declare(
        "share of GDP", 0, 1, "Remittances of the base year, balance-of-payments definition", headline=True
    )
    russia_share: float = declare("share of total", 0.01, 1, "Part of all remittances attributed to Russia")
    nonlabour_share: float = declare(
        "share of total", 0, 0.9, "Part of the total that is not labour income (relocation money)"
    )
    recorded_usd: float = declare(
        "million USD per year",
        1,
        100_000,
        "Remittances from Russia through recorded channels, narrow measure",
    )
    nonlabour_decay: float = declare("share per quarter", 0, 1, "Fading of non-labour inflows")
    peak_share: float = declare(
        "share of GDP", 0, 1, "Largest share of remittances in output up to the base year"
    )
    saturation_share: float = declare(
        "share of GDP", 0, 1, "Share at which migration and transfers have spread to all who would take part"
    )
    diffusion_speed: float = declare(
        "share per year", 0, 3, "Part of the gap to saturation that closes in a year"
    )
    remitted_other_usd: float = declare(
        "USD per month", 0, 10_000, "Sent home by a worker in another destination"
    )
    rouble_elasticity: float = declare(
        "% per 1 %",
        0,
        1.5,
        "Elasticity of dollar remittances to the dollar value of the rouble, in the first year",
    )
    insurance_share: float = declare("share of loss", 0, 1, "Home income loss replaced by senders")
    irregular_wage_discount: float = declare("share of wage", 0, 0.9, "Wage loss without papers")
    naturalised_propensity: float = declare(
        "share", 0, 2, "Sending of a naturalised citizen relative to a regular worker"
    )
    recruit_payment_rub: float = declare("RUB", 0, 100_000_000, "One-time payment for a military contract")
    recruit_share_sent: float = declare("share", 0, 1, "Part of the one-time payment sent home")
    season_q1: float = declare("share of year", 0.05, 0.6, "Money sent in the first quarter")
    season_q2: float = declare("share of year", 0.05, 0.6, "Money sent in the second quarter")
    season_q3: float = declare("share of year", 0.05, 0.6, "Money sent in the third quarter")
    season_q4: float = declare("share of year", 0.05, 0.6, "Money sent in the fourth quarter")
    departures_h1: float = declare("share of year", 0.1, 0.9, "Departures in the first half of a year")


@dataclass(frozen=True, slots=True)
class Households:
    """What households spend and keep."""

    consumption_elasticity: float = declare(
        "% per 1 %", 0, 1.5, "Short-run elasticity of consumption to own disposable income"
    )
    recipient_elasticity: float = declare(
        "% per 1 %", 0, 1.5, "Short-run elasticity of consumption to remittances"
    )
    supply_anchor: float = declare(
        "share", 0, 3, "Lean of expected own income to what supply allows, per unit of output gap"
    )
    consumption_adjustment: float = declare(
        "share per quarter", 0, 1, "Part of the gap to long-run consumption closed in a quarter"
    )
    consumed_remittance_share: float = declare(
        "share of remittances", 0.3, 1, "Remittances consumed in normal times"
    )
    housing_remittance_share: float = declare(
        "share of remittances", 0, 0.5, "Remittances put into housing in normal times"
    )
    housing_adjustment: float = declare(
        "share per quarter", 0, 1, "Speed of housing towards its normal share"
    )
    cash_usd: float = declare("million USD", 1, 100_000, "Foreign cash held by households")
    buffer_adjustment: float = declare(
        "share per quarter", 0, 1, "Speed of dollar balances towards their normal ratio"
    )
    dollar_flight: float = declare("share", 0, 5, "Somoni money moved to dollars per unit of depreciation")


@dataclass(frozen=True, slots=True)
class Demand:
    """Investment and imports."""

    investment_supply_weight: float = declare(
        "share", 0, 1, "Weight of potential in the output that investors expect"
    )
    investment_adjustment: float = declare(
        "share per quarter", 0, 1, "Speed of business investment towards its normal share of output"
    )
    credit_investment_effect: float = declare("share", 0, 1, "Fall of wanted investment when credit is shut")
    import_price_elasticity: float = declare(
        "% per 1 %", 0, 3, "Fall of import contents per 1 % dearer imports"
    )
    import_replacement: float = declare(
        "share", 0, 1, "Part of imports forgone for their price that home output replaces"
    )
    import_output_elasticity: float = declare(
        "% per 1 %", 0, 3, "Elasticity to potential output of imports that home output pays for"
    )
    capacity_import_elasticity: float = declare(
        "% per 1 %", 0, 10, "Rise of import contents per 1 % of output beyond potential"
    )
    import_price_adjustment: float = declare(
        "share per quarter", 0.01, 1, "Speed at which buyers adjust imports to the real exchange rate"
    )
    subsistence_imports: float = declare(
        "share of private imports", 0, 1, "Imports that are kept when foreign exchange is short"
    )
    import_weight_own: float = declare("index", 0.01, 10, "Import content of consumption from own income")
    import_weight_remitted: float = declare(
        "index", 0.01, 10, "Import content of consumption from remittances relative to own income"
    )
    import_weight_housing: float = declare(
        "index", 0.01, 10, "Import content of housing relative to consumption"
    )
    import_weight_business: float = declare(
        "index", 0.01, 10, "Import content of business investment relative to consumption"
    )
    import_weight_government: float = declare(
        "index", 0.01, 10, "Import content of public consumption relative to consumption"
    )
    import_weight_public_investment: float = declare(
        "index", 0.01, 10, "Import content of public investment relative to consumption"
    )
    import_weight_exports: float = declare(
        "index", 0.01, 10, "Import content of exports relative to consumption"
    )


@dataclass(frozen=True, slots=True)
class Prices:
    """Inflation, pass-through and potential output."""

    inflation_target: float = declare("% per year", 0, 100, "Inflation target of the National Bank")
    normal_import_inflation: float = declare(
        "% per year", -20, 50, "Dollar inflation of imports already in core inflation"
    )
    inflation_persistence: float = declare("share", 0, 0.98, "Weight of last quarter's core inflation")
    phillips_slope: float = declare("per quarter", 0, 1, "Core inflation a quarter per unit of output gap")
    pass_through_impact: float = declare(
        "share", 0, 1, "Pass-through of the exchange rate in the same quarter"
    )
    pass_through_year: float = declare("share", 0, 1, "Pass-through of the exchange rate after four quarters")
    fuel_pass_through: float = declare("share", 0, 1, "Pass-through of the oil price to consumer prices")
    potential_growth: float = declare("% per year", -10, 20, "Trend growth of potential output")
    labour_output_elasticity: float = declare(
        "% per 1 %", 0, 1, "Elasticity of potential output to the labour force"
    )


@dataclass(frozen=True, slots=True)
class Trade:
    """Trade in goods by partner, customs basis."""

    turnover_russia: float = declare(
        "million USD per year",
        0,
        100_000,
        "Exports to and imports from Russia in the base year",
        headline=True,
    )
    turnover_total: float = declare(
        "million USD per year", 10, 1_000_000, "Exports and imports of goods in the base year"
    )
    exports_total: float = declare("million USD per year", 1, 1_000_000, "Exports of goods in the base year")
    turnover_china: float = declare(
        "million USD per year", 1, 100_000, "Exports to and imports from China in the base year"
    )
    export_share_russia: float = declare("share of exports", 0, 0.9, "Exports that go to Russia")
    export_share_china: float = declare("share of exports", 0, 0.9, "Exports that go to China")
    export_price_elasticity: float = declare("% per 1 %", 0, 3, "Rise of exports per 1 % real depreciation")
    russia_import_elasticity: float = declare(
        "% per 1 %", 0, 5, "Elasticity of exports to Russia to Russian GDP"
    )
    partner_substitution: float = declare("% per 1 %", 0, 8, "Substitution between origins of imports")
    fuel_import_share: float = declare("share of imports", 0, 0.8, "Fuels in goods imports")
    import_rouble_share: float = declare("share of imports", 0, 0.9, "Imports whose prices follow roubles")
    reexport_share: float = declare("share of exports", 0, 1, "Exports to Russia that are re-exports")
    reexport_import_share: float = declare(
        "share of imports", 0, 1, "Imports from Russia that hang on re-routed trade"
    )
    sanctions_compliance: float = declare("share", 0, 1, "Re-export trade stopped by compliance")
    trade_friction_russia: float = declare("share", 0, 0.95, "Trade with Russia lost to frictions")
    trade_deal_russia: float = declare("multiple", 0.01, 20, "Multiple on trade with Russia")
    trade_deal_china: float = declare("multiple", 0.01, 20, "Multiple on trade with China")


@dataclass(frozen=True, slots=True)
class External:
    """Reserves, capital and the managed float."""

    reserves_usd: float = declare("million USD", 1, 1_000_000, "Official reserves, end of the base year")
    reserve_change_usd: float = declare(
        "million USD per year", -100_000, 100_000, "Rise of official reserves in the base year"
    )
    reserve_floor_months: float = declare(
        "months of imports", 0, 24, "Cover at which the central bank stops selling"
    )
    reserve_comfort_months: float = declare("months of imports", 0.5, 48, "Cover above which it sells freely")
    intervention_share: float = declare(
        "share of pressure", 0, 1, "Pressure met from reserves when cover is comfortable"
    )
    accumulation_share: float = declare(
        "share of pressure", 0, 1, "Inflows beyond normal bought into reserves"
    )
    buffer_use: float = declare(
        "share per quarter",
        0,
        1,
        "Part of dollar cash, and of reserves below the floor, that pays for imports",
    )
    pressure_elasticity: float = declare(
        "% per 1 %", 0, 5, "Depreciation a quarter per unit of unmet pressure (share of imports)"
    )
    rouble_comovement: float = declare(
        "% per 1 %", 0, 1, "Move of the somoni with the rouble in the same quarter"
    )
    rouble_catch_up: float = declare(
        "% per 1 %", 0, 1, "Later move of the somoni a quarter while the rouble is off its reference"
    )
    inflation_crawl: float = declare(
        "share", 0, 2, "Excess of inflation at home over that in dollars that the somoni loses"
    )
    capital_growth: float = declare(
        "% per year", -20, 30, "Growth of grants, investment, loans and other inflows in dollars"
    )
    current_grants_usd: float = declare("million USD per year", 0, 100_000, "Budget support")
    capital_grants_usd: float = declare("million USD per year", 0, 100_000, "Project grants")
    direct_investment_usd: float = declare("million USD per year", 0, 100_000, "Direct investment")
    direct_investment_factor: float = declare(
        "multiple of the base year", 0, 20, "Multiplier on direct investment"
    )
    disbursement_usd: float = declare("million USD per year", 0, 100_000, "Loans disbursed to the state")


@dataclass(frozen=True, slots=True)
class Fiscal:
    """What the state takes, spends and owes."""

    tax_revenue: float = declare("million TJS per year", 100, 10_000_000, "Tax revenue of the base year")
    other_revenue: float = declare(
        "million TJS per year", 0, 10_000_000, "Other revenue of the base year without grants"
    )
    tax_share_imports: float = declare("share of tax", 0, 1, "VAT and duties on imports")
    tax_share_consumption: float = declare("share of tax", 0, 1, "Domestic VAT and excise")
    tax_share_labour: float = declare("share of tax", 0, 1, "Income and social tax")
    balance_gdp_share: float = declare("share of GDP", -0.5, 0.5, "Budget balance of the base year")
    transfers: float = declare("million TJS per year", 0, 10_000_000, "Social protection")
    external_debt_usd: float = declare(
        "million USD", 0, 1_000_000, "External public debt, end of the base year"
    )
    domestic_debt_usd: float = declare(
        "million USD", 0, 1_000_000, "Domestic public debt, end of the base year, in dollars"
    )
    government_deposits: float = declare(
        "million TJS", 0, 10_000_000, "Deposits of the state at the central bank"
    )
    government_deposit_floor: float = declare(
        "million TJS", 0, 10_000_000, "Deposits below which the state borrows"
    )
    external_interest_rate: float = declare("% per year", 0, 50, "Interest on external debt")
    repayment_rate: float = declare("share per year", 0, 1, "External debt repaid in a year")
    domestic_interest_rate: float = declare("% per year", 0, 100, "Interest on somoni debt")
    spending_growth: float = declare("% per year", -20, 30, "Real growth of public spending")
    deficit_limit: float = declare("share of GDP", 0.001, 1, "Deficit beyond which investment is cut")
    consolidation: float = declare(
        "share", 0, 2, "Cut of public investment when the deficit is twice the limit"
    )
    fiscal_stimulus: float = declare("share", -0.9, 5, "Public purchases above plan")
    transfer_stimulus: float = declare("share", -0.9, 20, "Transfers above plan")


@dataclass(frozen=True, slots=True)
class Banks:
    """Balance sheets and credit."""

    loans: float = declare("million TJS", 10, 10_000_000, "Gross loans, end of the base year")
    loans_fx_share: float = declare("share of loans", 0, 1, "Loans in foreign currency")
    deposits: float = declare("million TJS", 10, 10_000_000, "Deposits, end of the base year")
    deposits_fx_share: float = declare("share of deposits", 0.01, 0.99, "Deposits in foreign currency")
    monetary_base: float = declare("million TJS", 10, 10_000_000, "Currency and bank reserves")
    npl_ratio: float = declare(
        "share of loans", 0, 0.9, "Bad loans, more than 30 days overdue, end of the base year"
    )
    provision_coverage: float = declare("share of bad loans", 0, 1.5, "Provisions for bad loans")
    capital_ratio: float = declare("share of loans", 0.01, 1, "Bank capital, end of the base year")
    lending_rate: float = declare("% per year", 0, 200, "Interest on somoni loans")
    lending_rate_fx: float = declare("% per year", 0, 100, "Interest on foreign-currency loans")
    deposit_rate: float = declare("% per year", 0, 200, "Interest on somoni deposits, all kinds")
    deposit_rate_fx: float = declare("% per year", 0, 100, "Interest on foreign-currency deposits")
    npl_cure_rate: float = declare("share per quarter", 0, 1, "Bad loans written off or repaid")
    npl_speed: float = declare("share per quarter", 0.05, 1, "Speed at which a blow shows in bad loans")
    npl_depreciation: float = declare(
        "share", 0, 5, "Foreign-currency loans turning bad per unit of real depreciation"
    )
    npl_income: float = declare("share", 0, 5, "Loans turning bad per unit of lost disposable income")
    capital_floor: float = declare("share of loans", 0.001, 1, "Capital below which credit is cut")
    liquidity_floor: float = declare("share of deposits", 0.001, 1, "Liquidity below which credit is cut")
    rescue_floor: float = declare("share of loans", 0, 1, "Capital below which the state steps in")
    rescue_share: float = declare(
        "share per quarter", 0, 1, "Part of the shortfall paid by the state in a quarter"
    )
    credit_adjustment: float = declare(
        "share per quarter", 0, 1, "Speed of loans towards their normal ratio to output"
    )
    credit_tightness_effect: float = declare("share", 0, 1, "Fall of wanted loans when credit is shut")


@dataclass(frozen=True, slots=True)
class Labour:
    """Who works at home, and at what wage."""

    labour_force: float = declare(
        "persons", 10_000, 100_000_000, "Labour force at home, end of the base year"
    )
    unemployment_rate: float = declare(
        "share of labour force", 0.005, 0.6, "Unemployment, December of the base year"
    )
    wage_tjs: float = declare("TJS per month", 10, 1_000_000, "Average monthly wage of the base year")
    labour_force_growth: float = declare("% per year", -10, 10, "Normal growth of the labour force")
    returnee_participation: float = declare("share", 0, 1, "Those home or banned who look for work")
    absorption_nine_months: float = declare("share", 0, 1, "Returnees placed within nine months")
    employment_output_elasticity: float = declare("% per 1 %", 0, 2, "Elasticity of employment to output")
    wage_slack_elasticity: float = declare(
        "per quarter", 0, 2, "Fall of wage growth a quarter per unit of unemployment above the base year"
    )
    productivity_growth: float = declare("% per year", -10, 20, "Trend growth of real wages")
    reintegration_coverage: float = declare("share of returnees", 0, 1, "Returnees covered by a programme")
    reintegration_placement: float = declare("share", 0, 1, "Covered returnees placed within a quarter")
    reintegration_cost: float = declare(
        "TJS per person", 0, 10_000_000, "Cost of a covered returnee at prices of the base year"
    )


@dataclass(frozen=True, slots=True)
class Welfare:
    """Who is poor, and where remittances go."""

    poverty_national: float = declare(
        "share of population", 0.001, 0.95, "Poverty at the national line, base year"
    )
    poverty_international: float = declare(
        "share of population", 0.001, 0.95, "Poverty at 4.20 dollars a day, 2021 PPP, base year"
    )
    gini: float = declare("index 0-1", 0.1, 0.8, "Gini index of consumption, base year")
    receiving_share: float = declare("share of households", 0.05, 0.9, "Households with a migrant")
    remittance_sharing: float = declare(
        "share", 0, 0.95, "Spending from remittances that reaches households without a migrant"
    )
    receiving_gradient: float = declare(
        "share", 0, 0.8, "Rise of that share from the poorest to the richest decile"
    )
    remittance_equal_share: float = declare(
        "share",
        0,
        0.9,
        "Part of remittances received in equal amounts a head, the rest in proportion to consumption",
    )


@dataclass(frozen=True, slots=True)
class Residuals:
    """How far the equations miss a year: standard deviations of what else moves the first year's average."""

    remittances_residual: float = declare("log points", 0, 2, "Money sent home beyond what drivers explain")
    imports_residual: float = declare("log points", 0, 2, "Imports beyond what demand explains")
    exchange_rate_residual: float = declare("log points", 0, 2, "The somoni beyond pressure and rouble")
    prices_residual: float = declare("log points", 0, 2, "Consumer prices beyond costs and the gap")
    demand_residual: float = declare("log points", 0, 2, "Own consumption beyond income")
    reserves_residual: float = declare("log points", 0, 3, "Reserves beyond the balance of payments")
    poverty_residual: float = declare("share of population", 0, 0.5, "Measured poverty beyond consumption")


@dataclass(frozen=True, slots=True)
class Blocks:
    """One value for every parameter: floats for one path, arrays of draws for many."""

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
    banks: Banks
    labour: Labour
    welfare: Welfare
    residuals: Residuals


BLOCKS: tuple[tuple[str, type], ...] = (
    ("economy", Economy),
    ("host", Host),
    ("policy", Policy),
    ("migration", Migration),
    ("remittances", Remittances),
    ("households", Households),
    ("demand", Demand),
    ("prices", Prices),
    ("trade", Trade),
    ("external", External),
    ("fiscal", Fiscal),
    ("banks", Banks),
    ("labour", Labour),
    ("welfare", Welfare),
    ("residuals", Residuals),
)
