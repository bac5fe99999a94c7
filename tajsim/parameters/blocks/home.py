"""The economy at home: output, households, demand, prices, work, welfare, and what the equations miss."""

from __future__ import annotations

from dataclasses import dataclass

from tajsim.parameters.declaration import declare


@dataclass(frozen=True, slots=True)
class Economy:
    """The home economy in the base year."""

    nominal_gdp: float = declare(
        "million TJS per year", 1_000, 10_000_000, "Gross domestic product of the base year", base_year=True
    )
    exchange_rate: float = declare(
        "TJS per USD", 0.1, 10_000, "Somoni per dollar, average of the base year", base_year=True
    )
    gdp_growth_base: float = declare(
        "% per year", -50, 50, "Growth of real GDP in the base year", base_year=True
    )
    inflation_base: float = declare(
        "% per year",
        -20,
        500,
        "Consumer prices, December of the base year on the December before",
        base_year=True,
    )
    population: float = declare(
        "persons", 1_000_000, 100_000_000, "Residents in the base year", base_year=True
    )
    consumption_gdp_share: float = declare("share of GDP", 0.5, 1.2, "Household consumption", base_year=True)
    public_investment_gdp_share: float = declare("share of GDP", 0, 0.5, "Public investment", base_year=True)
    current_account_gdp_share: float = declare(
        "share of GDP", -0.5, 0.5, "Current account balance", base_year=True
    )


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
    cash_usd: float = declare("million USD", 1, 100_000, "Foreign cash held by households", base_year=True)
    buffer_adjustment: float = declare(
        "share per quarter", 0, 1, "Speed of dollar balances towards their normal ratio"
    )
    dollar_flight: float = declare("share", 0, 5, "Somoni money moved to dollars per unit of depreciation")
    windfall_spent_share: float = declare(
        "share", 0, 1, "Part spent like wages of money sent that neither numbers nor wages explain"
    )
    windfall_adaptation: float = declare(
        "share per quarter", 0, 1, "Speed at which recipients come to count on such money"
    )


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
    pump_pass_through: float = declare(
        "share", 0, 1, "Pass-through of the price of fuel at home, apart from oil, to consumer prices"
    )
    food_pass_through: float = declare(
        "share", 0, 1, "Pass-through of dollar prices of imported food to consumer prices"
    )


@dataclass(frozen=True, slots=True)
class Labour:
    """Who works at home, and at what wage."""

    labour_force: float = declare(
        "persons", 10_000, 100_000_000, "Labour force at home, end of the base year", base_year=True
    )
    unemployment_rate: float = declare(
        "share of labour force", 0.005, 0.6, "Unemployment, December of the base year", base_year=True
    )
    wage_tjs: float = declare(
        "TJS per month", 10, 1_000_000, "Average monthly wage of the base year", base_year=True
    )
    labour_force_growth: float = declare("% per year", -10, 10, "Normal growth of the labour force")
    returnee_participation: float = declare("share", 0, 1, "Those home or banned who look for work")
    absorption_nine_months: float = declare("share", 0, 1, "Returnees placed within nine months")
    employment_output_elasticity: float = declare("% per 1 %", 0, 2, "Elasticity of employment to output")
    wage_slack_elasticity: float = declare(
        "per quarter", 0, 2, "Fall of wage growth a quarter per unit of unemployment above the base year"
    )
    productivity_growth: float = declare("% per year", -10, 20, "Trend growth of real wages")
    reintegration_coverage: float = declare(
        "share of returnees", 0, 1, "Returnees without work whom a programme reaches, each once"
    )
    reintegration_placement: float = declare(
        "share", 0, 1, "Covered returnees placed who would not have found work without the programme"
    )
    reintegration_cost: float = declare(
        "TJS per person",
        0,
        10_000_000,
        "Cost of a covered returnee at prices of the base year",
        base_year=True,
    )
    displacement_share: float = declare(
        "share of places", 0, 1, "Places found by returnees that somebody else loses"
    )
    returnee_pay: float = declare(
        "share of wage", 0, 2, "Pay in the work that returnees find, relative to the average wage"
    )


@dataclass(frozen=True, slots=True)
class Welfare:
    """Who is poor, and where remittances go."""

    poverty_national: float = declare(
        "share of population", 0.001, 0.95, "Poverty at the national line, base year", base_year=True
    )
    poverty_international: float = declare(
        "share of population",
        0.001,
        0.95,
        "Poverty at 4.20 dollars a day, 2021 PPP, base year",
        base_year=True,
    )
    gini: float = declare("index 0-1", 0.1, 0.8, "Gini index of consumption, base year", base_year=True)
    receiving_share: float = declare(
        "share of households", 0.05, 0.9, "Households with a migrant", base_year=True
    )
    remittance_sharing: float = declare(
        "share", 0, 0.95, "Spending from remittances that reaches households without a migrant"
    )
    sole_sender_share: float = declare(
        "share of migrants", 0, 1, "Migrants whose household is sent nothing when they come home"
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
    counted_share: float = declare(
        "share", 0, 1, "Part of a change of spending that reaches at once the consumption surveys count"
    )
    usual_speed: float = declare(
        "share per quarter", 0, 1, "Speed at which households get used to another consumption"
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
    exports_residual: float = declare("log points", 0, 2, "Exports beyond what demand and prices explain")
    bad_loans_residual: float = declare("share", 0, 2, "Bad loans beyond what incomes explain, share of them")
