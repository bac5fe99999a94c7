"""Migrants: what Russia pays, the rules, who is where, and what is sent home."""

from __future__ import annotations

from dataclasses import dataclass

from tajsim.parameters.declaration import declare


@dataclass(frozen=True, slots=True)
class Host:
    """Russia: what migrants earn and how many are wanted."""

    rub_per_usd_base: float = declare(
        "RUB per USD", 1, 10_000, "Roubles per dollar, average of the base year", base_year=True
    )
    oil_price_base: float = declare(
        "USD per barrel", 1, 1_000, "Urals crude, average of the base year", base_year=True
    )
    migrant_wage_rub: float = declare(
        "RUB per month",
        1_000,
        10_000_000,
        "Gross wage of a regular migrant worker in the base year",
        base_year=True,
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
    foreign_workers: float = declare(
        "persons", 1_000_000, 100_000_000, "Foreign workers in Russia", base_year=True
    )
    rouble_adaptation: float = declare(
        "share per quarter", 0.01, 1, "Speed at which senders accept a new rouble rate as normal"
    )
    russia_wage_base: float = declare(
        "RUB per month",
        1_000,
        10_000_000,
        "Average wage in Russia at the end of the base year",
        base_year=True,
    )


@dataclass(frozen=True, slots=True)
class Policy:
    """Rules in Russia and at home. Neutral values are what held in the base year; scenarios move them."""

    enforcement: float = declare("multiple of the base year", 0, 1_000, "Multiplier on deportation hazards")
    removals: float = declare(
        "persons per quarter", 0, 2_000_000, "Persons removed by list in a quarter, on top of hazards"
    )
    refusal_share: float = declare("share of attempts", 0, 1, "Turned back at the border", base_year=True)
    deterrence_elasticity: float = declare(
        "% per 1 %", 0, 3, "Fall of attempts to leave per 1 % more enforcement"
    )
    permit_cost_rub: float = declare("RUB per month", 0, 1_000_000, "Work permit (patent)", base_year=True)
    entry_cost_share: float = declare(
        "share of wage", -1, 5, "Other cost of entry and papers above the base year, a month"
    )
    entry_cost_elasticity: float = declare(
        "log per share of wage", 0, 20, "Fall of attempts when entry and papers cost one more wage share"
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
    enforcement_work_loss: float = declare(
        "% per 1 %", 0, 1, "Fall of days worked by irregular workers per 1 % more enforcement"
    )
    enforcement_pay_loss: float = declare(
        "% per 1 %", 0, 1, "Fall of a day's pay of irregular workers per 1 % more enforcement"
    )
    regular_exposure: float = declare("share", 0, 1, "Part of these losses that a regular worker bears")
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
        "share per quarter", 0, 1, "Regular workers leaving for military contracts", base_year=True
    )
    recruitment_rate_naturalised: float = declare(
        "share per quarter", 0, 1, "Naturalised citizens leaving for military contracts", base_year=True
    )
    remittance_cost: float = declare(
        "share of transfer", 0, 0.9, "Fees and margin on a transfer", base_year=True
    )
    payment_friction: float = declare(
        "share of transfer", 0, 0.9, "Cost added by sanctions on payment channels"
    )
    unrecorded_shift: float = declare(
        "share", 0, 1, "Part of recorded money that moves to unrecorded channels"
    )
    visa_regime: float = declare("share", 0, 1, "Part of travel to Russia that needs a visa")
    visa_entry_loss: float = declare("log", 0, 5, "Fall of attempts to leave when a visa is needed")
    visa_return_loss: float = declare("log", 0, 5, "Fall of voluntary returns when a visa is needed")
    ban_construction: float = declare("share of jobs", 0, 1, "Jobs closed by a ban in construction")
    ban_trade: float = declare("share of jobs", 0, 1, "Jobs closed by a ban in trade")
    ban_transport: float = declare("share of jobs", 0, 1, "Jobs closed by a ban in transport and taxis")
    ban_delivery: float = declare("share of jobs", 0, 1, "Jobs closed by a ban in delivery")
    ban_services: float = declare("share of jobs", 0, 1, "Jobs closed by a ban in services")
    sector_construction: float = declare("share of migrants", 0, 0.9, "Tajik workers in construction")
    sector_trade: float = declare("share of migrants", 0, 0.9, "Tajik workers in trade")
    sector_transport: float = declare("share of migrants", 0, 0.9, "Tajik workers in transport and taxis")
    sector_delivery: float = declare("share of migrants", 0, 0.9, "Tajik workers in delivery")
    sector_services: float = declare("share of migrants", 0, 0.9, "Tajik workers in services")
    permit_lapse_elasticity: float = declare(
        "% per 1 %", 0, 3, "Rise of the lapse into irregularity per 1 % dearer permit"
    )
    transfer_tax: float = declare("share of transfer", 0, 0.9, "Tax on transfers through recorded channels")
    other_channel_cost: float = declare(
        "share of transfer", 0.01, 1, "Cost of another channel for the sender to whom it is dearest"
    )
    citizenship_loss_rate: float = declare(
        "share per quarter", 0, 1, "Naturalised citizens who lose Russian citizenship", base_year=True
    )
    family_departure_rate: float = declare(
        "share per quarter", 0, 1, "Naturalised citizens whose families leave for good"
    )
    organised_share: float = declare(
        "share of departures", 0, 0.9, "Departures to Russia by organised recruitment", base_year=True
    )


@dataclass(frozen=True, slots=True)
class Migration:
    """Who is where, and how fast people move."""

    stock_russia: float = declare(
        "persons",
        0,
        10_000_000,
        "Tajik citizens working in Russia, end of the base year",
        headline=True,
        base_year=True,
    )
    deportation_rate_irregular: float = declare(
        "share per quarter", 0, 1, "Irregular workers deported in a quarter", headline=True, base_year=True
    )
    deportation_rate_regular: float = declare(
        "share per quarter", 0, 1, "Regular workers deported in a quarter", base_year=True
    )
    irregular_share: float = declare(
        "share of stock", 0.01, 0.95, "Workers in Russia without full valid papers", base_year=True
    )
    stock_naturalised: float = declare(
        "persons", 0, 10_000_000, "Tajiks in Russia with Russian citizenship", base_year=True
    )
    stock_other: float = declare("persons", 0, 10_000_000, "Workers in other destinations", base_year=True)
    stock_banned: float = declare(
        "persons", 0, 10_000_000, "People at home under an entry ban", base_year=True
    )
    stock_home: float = declare(
        "persons", 1_000, 10_000_000, "People at home willing to migrate", base_year=True
    )
    departure_rate: float = declare(
        "share per quarter", 0, 0.5, "Those willing who leave in a quarter", base_year=True
    )
    departure_wage_elasticity: float = declare(
        "% per 1 %", 0, 5, "Elasticity of departures to the host/home real wage"
    )
    return_wage_elasticity: float = declare(
        "% per 1 %", 0, 5, "Fall of returns per 1 % higher host/home real wage"
    )
    return_rate: float = declare("share per quarter", 0, 0.5, "Voluntary return", base_year=True)
    lapse_rate: float = declare("share per quarter", 0, 1, "Regular workers whose papers lapse")
    regularisation_rate: float = declare("share per quarter", 0, 1, "Irregular workers who obtain papers")
    naturalisation_rate: float = declare(
        "share per quarter", 0, 1, "Regular workers who become Russian citizens", base_year=True
    )
    naturalised_return_rate: float = declare("share per quarter", 0, 1, "Naturalised citizens who come home")
    other_destination_share: float = declare(
        "share of departures", 0, 1, "Departures to other destinations than Russia"
    )
    diversion_share: float = declare("share", 0, 1, "Those kept from Russia who try another destination")
    other_capacity: float = declare(
        "persons", 0, 10_000_000, "Workers other destinations would take", base_year=True
    )
    ban_length: float = declare("years", 0.25, 100, "Length of an entry ban")
    entrants: float = declare(
        "persons per quarter", 0, 1_000_000, "Young people joining those willing to migrate", base_year=True
    )
    retirement_rate: float = declare("share per quarter", 0, 0.5, "Those willing who retire or give up")
    population_growth: float = declare("% per year", -10, 10, "Growth of residents")
    turkiye_share: float = declare(
        "share", 0, 1, "Part of those in other destinations who are in Türkiye", base_year=True
    )
    turkiye_access: float = declare(
        "multiple of the base year", 0, 50, "Multiplier on departures to Türkiye: visas and permits"
    )
    turkiye_capacity: float = declare("persons", 0, 10_000_000, "Workers Türkiye would take", base_year=True)
    other_access: float = declare(
        "multiple of the base year", 0, 50, "Multiplier on departures to other destinations: visas and quotas"
    )
    stock_recruited: float = declare(
        "persons", 0, 10_000_000, "Tajiks serving in the Russian army", base_year=True
    )
    recruit_death_rate: float = declare("share per quarter", 0, 1, "Recruits who are killed")
    recruit_injury_rate: float = declare("share per quarter", 0, 1, "Recruits who come home as invalids")
    recruit_return_rate: float = declare("share per quarter", 0, 1, "Recruits who leave the army unharmed")
    stripped_return_rate: float = declare(
        "share per quarter", 0, 1, "Those without their former Russian citizenship who come home"
    )
    family_size: float = declare("persons", 0, 20, "Relatives who leave with a family for good")


@dataclass(frozen=True, slots=True)
class Remittances:
    """Money sent home: one flow, several measures."""

    remittances_gdp_share: float = declare(
        "share of GDP",
        0,
        1,
        "Remittances of the base year, balance-of-payments definition",
        headline=True,
        base_year=True,
    )
    russia_share: float = declare(
        "share of total", 0.01, 1, "Part of all remittances attributed to Russia", base_year=True
    )
    nonlabour_share: float = declare(
        "share of total",
        0,
        0.9,
        "Part of the total that is not labour income (relocation money)",
        base_year=True,
    )
    recorded_usd: float = declare(
        "million USD per year",
        1,
        100_000,
        "Remittances from Russia through recorded channels, narrow measure",
        base_year=True,
    )
    nonlabour_decay: float = declare("share per quarter", 0, 1, "Fading of non-labour inflows")
    peak_share: float = declare(
        "share of GDP", 0, 1, "Largest share of remittances in output up to the base year", base_year=True
    )
    saturation_share: float = declare(
        "share of GDP", 0, 1, "Share at which migration and transfers have spread to all who would take part"
    )
    diffusion_speed: float = declare(
        "share per year", 0, 3, "Part of the gap to saturation that closes in a year"
    )
    other_remitted_ratio: float = declare(
        "share", 0, 10, "Sent home by a worker in another destination relative to one in Russia"
    )
    other_russia_share: float = declare(
        "share of other inflows",
        0,
        1,
        "Part of private inflows beside remittances that comes from Russia",
        base_year=True,
    )
    other_presence_elasticity: float = declare(
        "% per 1 %", 0, 2, "Elasticity of other private inflows from Russia to the number of Tajiks there"
    )
    russia_output_elasticity: float = declare(
        "% per 1 %",
        0,
        2,
        "Elasticity of money from Russia that is not migrants' to Russian output in dollars",
    )
    rouble_elasticity: float = declare(
        "% per 1 %",
        0,
        1.5,
        "Elasticity of dollar remittances to the dollar value of the rouble, in the first year",
    )
    carried_months: float = declare(
        "months", 0, 60, "Months of sending that a worker who goes home early brings along"
    )
    insurance_share: float = declare("share of loss", 0, 1, "Home income loss replaced by senders")
    irregular_wage_discount: float = declare("share of wage", 0, 0.9, "Wage loss without papers")
    naturalised_propensity: float = declare(
        "share", 0, 2, "Sending of a naturalised citizen relative to a regular worker"
    )
    recruit_payment_rub: float = declare(
        "RUB", 0, 100_000_000, "One-time payment for a military contract", base_year=True
    )
    recruit_share_sent: float = declare("share", 0, 1, "Part of the one-time payment sent home")
    season_q1: float = declare("share of year", 0.05, 0.6, "Money sent in the first quarter")
    season_q2: float = declare("share of year", 0.05, 0.6, "Money sent in the second quarter")
    season_q3: float = declare("share of year", 0.05, 0.6, "Money sent in the third quarter")
    season_q4: float = declare("share of year", 0.05, 0.6, "Money sent in the fourth quarter")
    departures_h1: float = declare("share of year", 0.1, 0.9, "Departures in the first half of a year")
    recruit_pay_rub: float = declare("RUB per month", 0, 10_000_000, "Pay of a soldier on contract")
    recruit_death_payment_rub: float = declare("RUB", 0, 100_000_000, "Payment to the family of the fallen")
    recruit_pension_rub: float = declare(
        "RUB per month", 0, 10_000_000, "Pension of an invalid or of the family of the fallen"
    )
    recruit_pay_share_sent: float = declare(
        "share", 0, 1, "Part of pay, pensions and payments for the fallen sent home"
    )
