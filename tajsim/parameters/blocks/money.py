"""Trade, the currency, the budget, monetary policy and the banks."""

from __future__ import annotations

from dataclasses import dataclass

from tajsim.parameters.declaration import declare


@dataclass(frozen=True, slots=True)
class Trade:
    """Trade in goods by partner, customs basis."""

    turnover_russia: float = declare(
        "million USD per year",
        0,
        100_000,
        "Exports to and imports from Russia in the base year",
        headline=True,
        base_year=True,
    )
    turnover_total: float = declare(
        "million USD per year", 10, 1_000_000, "Exports and imports of goods in the base year", base_year=True
    )
    exports_total: float = declare(
        "million USD per year", 1, 1_000_000, "Exports of goods in the base year", base_year=True
    )
    turnover_china: float = declare(
        "million USD per year",
        1,
        100_000,
        "Exports to and imports from China in the base year",
        base_year=True,
    )
    export_share_russia: float = declare(
        "share of exports", 0, 0.9, "Exports that go to Russia", base_year=True
    )
    export_share_china: float = declare(
        "share of exports", 0, 0.9, "Exports that go to China", base_year=True
    )
    export_price_elasticity: float = declare("% per 1 %", 0, 3, "Rise of exports per 1 % real depreciation")
    russia_import_elasticity: float = declare(
        "% per 1 %", 0, 5, "Elasticity of exports to Russia to Russian GDP"
    )
    partner_substitution: float = declare("% per 1 %", 0, 8, "Substitution between origins of imports")
    fuel_import_share: float = declare("share of imports", 0, 0.8, "Fuels in goods imports", base_year=True)
    export_oil_elasticity: float = declare("% per 1 %", 0, 2, "Dollar prices of exports when oil moves")
    import_rouble_share: float = declare("share of imports", 0, 0.9, "Imports whose prices follow roubles")
    reexport_share: float = declare("share of exports", 0, 1, "Exports to Russia that are re-exports")
    reexport_import_share: float = declare(
        "share of imports", 0, 1, "Imports from Russia that hang on re-routed trade"
    )
    sanctions_compliance: float = declare("share", 0, 1, "Re-export trade stopped by compliance")
    trade_friction_russia: float = declare("share", 0, 0.95, "Trade with Russia lost to frictions")
    trade_deal_russia: float = declare("multiple", 0.01, 20, "Multiple on trade with Russia")
    trade_deal_china: float = declare("multiple", 0.01, 20, "Multiple on trade with China")
    fuel_russia_share: float = declare("share", 0, 1, "Fuel imports that come from Russia")
    fuel_wedge: float = declare(
        "share of price", 0, 3, "How much dearer fuel from elsewhere is than fuel from Russia"
    )
    goods_wedge: float = declare(
        "share of price", 0, 3, "How much dearer other goods are that replace those from Russia"
    )
    fuel_replaced_at_once: float = declare(
        "share", 0, 1, "Lost fuel that is bought elsewhere in the same quarter"
    )
    goods_replaced_at_once: float = declare(
        "share", 0, 1, "Other lost goods that are bought elsewhere in the same quarter"
    )
    export_diversion: float = declare(
        "share", 0, 1, "Own exports that Russia no longer takes for which there are other buyers in time"
    )
    rerouting_speed: float = declare(
        "share per quarter", 0, 1, "Lost supply still missing for which other sellers are found"
    )
    fuel_demand_elasticity: float = declare(
        "% per 1 %", 0.05, 2, "Fall of the use of fuel per 1 % on its price at home"
    )
    fuel_output_elasticity: float = declare(
        "% per 1 %", 0, 1, "Output that is not made per 1 % of fuel that is missing"
    )
    fuel_export_ban: float = declare("share", 0, 1, "Fuel that Russia no longer lets out to Tajikistan")
    fuel_duty: float = declare("share of price", 0, 2, "Export duty on Russian fuel, free by agreement")
    fuel_price_factor: float = declare("multiple", 0.1, 10, "Dollar price of fuel apart from oil")
    food_import_share: float = declare("share of imports", 0, 0.8, "Food in goods imports")
    food_price_factor: float = declare("multiple", 0.1, 10, "Dollar price of imported food")
    bank_sanctions: float = declare(
        "share", 0, 1, "Payments with Russia that banks stop for fear of secondary sanctions"
    )
    national_currency_share: float = declare("share", 0, 1, "Payments with Russia in roubles and somoni")
    national_currency_protection: float = declare(
        "share", 0, 1, "Payments in roubles and somoni that go on where those in dollars are stopped"
    )
    payment_cost: float = declare(
        "share of price", 0, 0.5, "Cost of paying around banks that have stopped all payments"
    )
    reexport_demand: float = declare(
        "multiple", 0, 100, "Goods that Russia buys through Tajikistan, over the base year"
    )
    reexport_margin: float = declare("share of price", 0.01, 1, "Part of a re-exported good earned at home")
    gold_export_share: float = declare("share of exports", 0, 0.9, "Gold and precious metals in exports")
    gold_price: float = declare("multiple", 0.05, 20, "Dollar price of gold over the base year")
    gold_volume: float = declare("multiple", 0, 20, "Gold sold abroad over the base year")
    gold_bought_share: float = declare(
        "share of gold", 0, 1, "Gold that the central bank buys at home beyond what it did in the base year"
    )
    aluminium_export_share: float = declare("share of exports", 0, 0.9, "Aluminium in exports")
    aluminium_price: float = declare("multiple", 0.05, 20, "Dollar price of aluminium over the base year")
    aluminium_volume: float = declare("multiple", 0, 20, "Aluminium sold abroad over the base year")
    cotton_export_share: float = declare("share of exports", 0, 0.9, "Cotton fibre in exports")
    cotton_price: float = declare("multiple", 0.05, 20, "Dollar price of cotton over the base year")
    cotton_volume: float = declare("multiple", 0, 20, "Cotton sold abroad over the base year")
    electricity_export_share: float = declare("share of exports", 0, 0.9, "Electricity in exports")
    electricity_volume: float = declare("multiple", 0, 20, "Electricity sold abroad over the base year")


@dataclass(frozen=True, slots=True)
class External:
    """Reserves, capital and the managed float."""

    reserves_usd: float = declare(
        "million USD", 1, 1_000_000, "Official reserves, end of the base year", base_year=True
    )
    reserve_change_usd: float = declare(
        "million USD per year",
        -100_000,
        100_000,
        "Rise of official reserves in the base year",
        base_year=True,
    )
    reserve_floor_months: float = declare(
        "months of imports", 0, 24, "Cover at which the central bank stops selling"
    )
    reserve_comfort_months: float = declare("months of imports", 0.5, 48, "Cover above which it sells freely")
    intervention_share: float = declare(
        "share of pressure", 0, 1, "Pressure met from reserves when cover is comfortable"
    )
    accumulation_share: float = declare(
        "share of pressure",
        0,
        1,
        "Inflows beyond normal bought into reserves, cover being no more than enough",
    )
    reserve_excess_months: float = declare(
        "months of imports", 0.5, 48, "Cover beyond the comfortable at which the central bank buys least"
    )
    excess_restraint: float = declare(
        "share of purchases", 0, 1, "Part of its purchases that the central bank gives up at such cover"
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
    medium_term_balance: float = declare(
        "share of imports", -1, 1, "Balance of payments at which the somoni rests in the medium term"
    )
    balance_adjustment: float = declare(
        "share per quarter", 0, 1, "Way from the base year's to that balance gone in a quarter"
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
    current_grants_usd: float = declare("million USD per year", 0, 100_000, "Budget support", base_year=True)
    capital_grants_usd: float = declare("million USD per year", 0, 100_000, "Project grants", base_year=True)
    direct_investment_usd: float = declare(
        "million USD per year", 0, 100_000, "Direct investment", base_year=True
    )
    direct_investment_factor: float = declare(
        "multiple of the base year", 0, 20, "Multiplier on direct investment"
    )
    disbursement_usd: float = declare(
        "million USD per year", 0, 100_000, "Loans disbursed to the state", base_year=True
    )
    hold_multiple: float = declare(
        "multiple", 0, 10, "Share of a move held back while inflows are ample, over that met in a squeeze"
    )
    hold_width: float = declare(
        "share of imports", 0.001, 1, "Balance of payments over which inflows go from short to ample"
    )


@dataclass(frozen=True, slots=True)
class Fiscal:
    """What the state takes, spends and owes."""

    tax_revenue: float = declare(
        "million TJS per year", 100, 10_000_000, "Tax revenue of the base year", base_year=True
    )
    other_revenue: float = declare(
        "million TJS per year", 0, 10_000_000, "Other revenue of the base year without grants", base_year=True
    )
    tax_share_imports: float = declare("share of tax", 0, 1, "VAT and duties on imports", base_year=True)
    tax_share_consumption: float = declare("share of tax", 0, 1, "Domestic VAT and excise", base_year=True)
    tax_share_labour: float = declare("share of tax", 0, 1, "Income and social tax", base_year=True)
    balance_gdp_share: float = declare(
        "share of GDP", -0.5, 0.5, "Budget balance of the base year", base_year=True
    )
    transfers: float = declare("million TJS per year", 0, 10_000_000, "Social protection", base_year=True)
    external_debt_usd: float = declare(
        "million USD", 0, 1_000_000, "External public debt, end of the base year", base_year=True
    )
    domestic_debt_usd: float = declare(
        "million USD", 0, 1_000_000, "Domestic public debt, end of the base year, in dollars", base_year=True
    )
    government_deposits: float = declare(
        "million TJS", 0, 10_000_000, "Deposits of the state at the central bank", base_year=True
    )
    government_deposit_floor: float = declare(
        "million TJS", 0, 10_000_000, "Deposits below which the state borrows", base_year=True
    )
    external_interest_rate: float = declare("% per year", 0, 50, "Interest on external debt", base_year=True)
    repayment_rate: float = declare("share per year", 0, 1, "External debt repaid in a year")
    domestic_interest_rate: float = declare("% per year", 0, 100, "Interest on somoni debt", base_year=True)
    spending_growth: float = declare("% per year", -20, 30, "Real growth of public spending")
    deficit_limit: float = declare("share of GDP", 0.001, 1, "Deficit beyond which investment is cut")
    consolidation: float = declare(
        "share", 0, 2, "Cut of public investment when the deficit is twice the limit"
    )
    fiscal_stimulus: float = declare("share", -0.9, 5, "Public purchases above plan")
    transfer_stimulus: float = declare("share", -0.9, 20, "Transfers above plan")
    vat_rate: float = declare("%", 0.1, 100, "Standard rate of value-added tax")
    customs_duty_rate: float = declare("% of imports", 0.1, 100, "Average customs duty")
    income_tax_rate: float = declare("%", 0.1, 90, "Rate of personal income tax")
    profit_tax_rate: float = declare("%", 0.1, 90, "Rate of profit tax")
    vat_share_imports: float = declare("share of taxes on imports", 0, 1, "Value-added tax at the border")
    vat_share_consumption: float = declare(
        "share of taxes on consumption", 0, 1, "Value-added tax on what is sold at home"
    )
    income_tax_share: float = declare(
        "share of taxes on labour", 0, 1, "Personal income tax beside social tax"
    )
    vat_pass_through: float = declare("share", 0, 1.5, "Part of a change of value-added tax that prices take")
    eaeu_duty_rate: float = declare(
        "% of imports", 0, 100, "Average duty under the common tariff of the Eurasian Economic Union"
    )
    eaeu_customs_usd: float = declare(
        "million USD per year", 0, 10_000, "Share of the union's customs duties paid to the budget"
    )
    eaeu_transit_gain: float = declare(
        "share of import price", 0, 0.5, "Fall of import prices when transit through the union is free"
    )
    budget_support_grants: float = declare(
        "million USD per quarter", 0, 10_000, "Grants paid straight to the budget, beyond plan"
    )
    budget_support_loans: float = declare(
        "million USD per quarter", 0, 10_000, "Loans paid straight to the budget, beyond plan"
    )
    project_grants: float = declare(
        "million USD per quarter", 0, 10_000, "Grants that pay for public investment, beyond plan"
    )
    project_loans: float = declare(
        "million USD per quarter", 0, 10_000, "Loans that pay for public investment, beyond plan"
    )
    investment_programme: float = declare(
        "share of plan", -0.9, 10, "Public investment above plan, such as a large dam"
    )
    power_supply: float = declare("multiple of the base year", 0.05, 10, "Electricity of all plants")
    power_output_elasticity: float = declare(
        "% per 1 %", 0, 2, "Elasticity of potential output to the supply of electricity"
    )
    sangtuda_power_share: float = declare(
        "share of electricity", 0, 1, "Sangtuda-1 in the electricity of the base year"
    )
    sangtuda_supply: float = declare(
        "multiple of the base year", 0, 2, "Electricity that Sangtuda-1 sells at home"
    )
    sangtuda_gwh: float = declare("GWh per year", 0, 100_000, "Electricity of Sangtuda-1 in a normal year")
    sangtuda_tariff: float = declare("US cents per kWh", 0, 100, "Tariff at which Sangtuda-1 sells")
    sangtuda_paid_share: float = declare("share of bill", 0, 1, "Bills of Sangtuda-1 that are paid")
    sangtuda_foreign_share: float = declare("share", 0, 1, "Foreign ownership of Sangtuda-1")
    sangtuda_arrears_usd: float = declare(
        "million USD", 0, 10_000, "Arrears to Sangtuda-1, end of the base year"
    )
    sangtuda_write_off: float = declare("share per year", 0, 1, "Part of these arrears that is written off")
    sangtuda_arrears_due: float = declare("share per quarter", 0, 1, "Part of arrears that has to be paid")


@dataclass(frozen=True, slots=True)
class Monetary:
    """The policy rate, and what it does to other interest and to plans."""

    policy_rate_base: float = declare(
        "% per year", 0, 200, "Refinancing rate of the National Bank, end of the base year", base_year=True
    )
    neutral_rate: float = declare("% per year", 0, 100, "Policy rate with inflation on target")
    inflation_response: float = declare(
        "points per point", 0, 5, "Rise of the policy rate per point of inflation beyond the target"
    )
    policy_rate_smoothing: float = declare(
        "share per quarter", 0, 0.99, "Part of last quarter's policy rate that the rule keeps"
    )
    policy_rate_floor: float = declare("% per year", 0, 100, "Lowest policy rate")
    policy_rate_shift: float = declare("points", -100, 200, "Policy rate beyond what the rule asks for")
    lending_pass_through: float = declare(
        "points per point", 0, 2, "Rise of lending rates per point of the policy rate"
    )
    deposit_pass_through: float = declare(
        "points per point", 0, 2, "Rise of deposit rates per point of the policy rate"
    )
    consumption_rate_effect: float = declare(
        "% per point",
        0,
        20,
        "Fall of consumption wanted from own income per point of real interest, on loans and deposits",
    )
    investment_rate_effect: float = declare(
        "% per point", 0, 20, "Fall of wanted business investment per point of real lending rate"
    )
    credit_rate_effect: float = declare(
        "% per point", 0, 20, "Fall of wanted loans per point of real lending rate"
    )
    deposit_rate_effect: float = declare(
        "% per point", 0, 20, "Rise of the share of somoni money kept in banks per point of real deposit rate"
    )
    dollar_rate_effect: float = declare(
        "% per point", 0, 20, "Fall of dollars wanted per point of real deposit rate in somoni"
    )


@dataclass(frozen=True, slots=True)
class Banks:
    """Balance sheets and credit."""

    loans: float = declare("million TJS", 10, 10_000_000, "Gross loans, end of the base year", base_year=True)
    loans_fx_share: float = declare("share of loans", 0, 1, "Loans in foreign currency", base_year=True)
    deposits: float = declare("million TJS", 10, 10_000_000, "Deposits, end of the base year", base_year=True)
    deposits_fx_share: float = declare(
        "share of deposits", 0.01, 0.99, "Deposits in foreign currency", base_year=True
    )
    monetary_base: float = declare(
        "million TJS", 10, 10_000_000, "Currency and bank reserves", base_year=True
    )
    npl_ratio: float = declare(
        "share of loans", 0, 0.9, "Bad loans, more than 30 days overdue, end of the base year", base_year=True
    )
    provision_coverage: float = declare(
        "share of bad loans", 0, 1.5, "Provisions for bad loans", base_year=True
    )
    capital_ratio: float = declare(
        "share of loans", 0.01, 1, "Bank capital, end of the base year", base_year=True
    )
    lending_rate: float = declare("% per year", 0, 200, "Interest on somoni loans", base_year=True)
    lending_rate_fx: float = declare(
        "% per year", 0, 100, "Interest on foreign-currency loans", base_year=True
    )
    deposit_rate: float = declare(
        "% per year", 0, 200, "Interest on somoni deposits, all kinds", base_year=True
    )
    deposit_rate_fx: float = declare(
        "% per year", 0, 100, "Interest on foreign-currency deposits", base_year=True
    )
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
    npl_norm: float = declare("share of loans", 0, 0.9, "Bad loans in normal times")
    weak_bank_share: float = declare("share of loans", 0.01, 0.9, "Loans of weak banks")
    weak_bank_losses: float = declare("multiple", 1, 5, "What weak banks lose over what all banks lose")
    npl_own_causes: float = declare(
        "share", 0, 1, "Loans that turn bad in good times too, of those in normal times"
    )
