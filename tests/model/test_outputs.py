from __future__ import annotations

import numpy as np
import pytest

from tajsim.model.outputs import OUTPUTS, STANDARD, Output, with_base_year
from tajsim.model.state import NO_ADD_FACTORS
from tajsim.quarters import Quarter

from .conftest import Economy, change, quarters

BY_NAME = {output.name: output for output in OUTPUTS}


def test_names_are_unique_and_every_output_is_described() -> None:
    assert len(BY_NAME) == len(OUTPUTS)
    for output in OUTPUTS:
        assert output.name.isidentifier()
        assert output.unit
        assert output.definition
        assert output.annual in {"sum", "mean", "end", "ratio", "growth"}
        assert output.season in {"", "money", "departures"}


def test_the_standard_outputs_exist_and_are_not_repeated() -> None:
    assert set(STANDARD) <= set(BY_NAME)
    assert len(set(STANDARD)) == len(STANDARD)


def test_units_and_definitions_hold_the_base_year_as_a_field() -> None:
    """Two dates that share no year give two sets of texts that share none either."""
    for output in OUTPUTS:
        texts = {with_base_year(output, last)[1:3] for last in (Quarter(1987, 4), Quarter(2051, 2))}
        named = "{" in output.unit + output.definition
        assert len(texts) == (2 if named else 1), output.name
        for unit, definition in texts:
            assert not {"{", "}"} & {*unit, *definition}
    assert not any("2024" in output.unit + output.definition for output in OUTPUTS)


@pytest.mark.parametrize(
    ("last", "price", "index", "quarter"),
    [
        (Quarter(2024, 4), "TJS per month at 2024 prices", "index, 2024 = 100", "index, 2024Q4 = 100"),
        (
            Quarter(2025, 2),
            "TJS per month at prices of the year to 2025Q2",
            "index, the year to 2025Q2 = 100",
            "index, 2025Q2 = 100",
        ),
    ],
    ids=str,
)
def test_a_base_year_is_named_by_its_year_or_by_its_end(
    last: Quarter, price: str, index: str, quarter: str
) -> None:
    names = ("real_wage", "consumer_prices", "russia_gdp")
    assert tuple(with_base_year(BY_NAME[n], last).unit for n in names) == (price, index, quarter)
    gap = with_base_year(BY_NAME["russia_labour_gap"], last)
    year = "2024" if last.quarter == 4 else "the year to 2025Q2"
    assert f"beyond those of {year} less" in gap.definition
    assert gap._replace(definition="") == BY_NAME["russia_labour_gap"]._replace(definition="")


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda o: str(o.name))
def test_a_year_of_ratios_has_weights_and_nothing_else_does(output: Output) -> None:
    assert (output.weight is not None) == (output.annual == "ratio")
    if output.season:
        assert output.annual == "sum"  # a seasonal pattern is one of flows


def test_every_output_is_a_finite_number_in_its_unit(economy: Economy) -> None:
    for quarter in quarters(economy, 4):
        for output in OUTPUTS:
            value = np.asarray(output.value(quarter))
            assert np.isfinite(value).all(), output.name
            if output.unit in ("% of population", "% of labour force", "% of loans", "index 0-100"):
                assert ((value >= 0.0) & (value <= 100.0)).all(), output.name
            if output.unit == "persons":
                assert (value >= 0.0).all(), output.name
            if output.weight is not None:
                assert (np.asarray(output.weight(quarter)) > 0.0).all(), output.name


def test_shares_are_their_parts_over_their_wholes(path: Economy) -> None:
    q = next(quarters(path, 1))
    seen = {name: float(output.value(q)) for name, output in BY_NAME.items()}
    gdp = seen["gdp_nominal"]
    for share, part in (
        ("remittances_gdp", seen["remittances_usd"] * seen["tjs_per_usd"]),
        ("tax_revenue_gdp", seen["tax_revenue"]),
        ("current_account_gdp", seen["current_account_usd"] * seen["tjs_per_usd"]),
    ):
        assert seen[share] == pytest.approx(100.0 * part / gdp, rel=1e-12), share
    trade = seen["imports_usd"] + seen["exports_usd"]
    assert seen["trade_russia_share"] == pytest.approx(100.0 * seen["trade_russia_usd"] / trade, rel=1e-12)
    assert seen["trade_china_share"] == pytest.approx(100.0 * seen["trade_china_usd"] / trade, rel=1e-12)
    before = path.p.trade.turnover_total - path.p.trade.exports_total  # of 2024, of which one quarter is gone
    year = seen["imports_usd"] + before - q.state.imports_earlier.three
    assert seen["reserves_months"] == pytest.approx(12.0 * seen["reserves_usd"] / year)
    assert seen["migrants_russia"] == seen["migrants_russia_regular"] + seen["migrants_russia_irregular"]
    demand = seen["consumption"] + seen["investment"] + seen["government_consumption"] + seen["exports"]
    assert seen["gdp"] == pytest.approx(demand - seen["imports"], rel=1e-12)
    assert seen["remittances_recorded_usd"] <= seen["remittances_russia_usd"] < seen["remittances_usd"]
    debt = path.p.fiscal.external_debt_usd + path.p.fiscal.domestic_debt_usd
    annual = path.p.economy.nominal_gdp / path.p.economy.exchange_rate
    assert seen["public_debt_gdp"] == pytest.approx(100.0 * debt / annual, rel=0.15)


def test_what_a_head_has_is_at_its_prices_and_in_its_kind_of_household(path: Economy) -> None:
    closed = change(path.p, policy={"border_closure": 1.0})
    *_, q = quarters(path, 6, p=closed)
    seen = {name: float(output.value(q)) for name, output in BY_NAME.items()}
    assert seen["real_wage"] * seen["consumer_prices"] / 100.0 == pytest.approx(
        q.state.labour.wage, rel=1e-12
    )
    assert seen["consumer_prices"] > 102.0
    others = sum(seen[f"consumption_others_d{number}"] for number in range(1, 11)) / 10.0
    assert seen["consumption_others"] == pytest.approx(others, rel=1e-3)
    assert seen["consumption_receiving"] < 0.98 * others
    poor, short = seen["poverty_rate"], seen["poverty_gap"]
    assert 0.1 * poor < short < 0.5 * poor  # of a lognormal just below its line, a quarter or so


def test_stocks_are_a_part_of_investment(path: Economy) -> None:
    """Output is what is spent at home and abroad less imports, also when imports are laid up."""
    (q,) = quarters(path, 1, add=NO_ADD_FACTORS._replace(stocks=0.2))
    seen = {name: float(output.value(q)) for name, output in BY_NAME.items()}
    spent = seen["consumption"] + seen["investment"] + seen["government_consumption"] + seen["exports"]
    assert q.output.demand.stocks > 0.1 * seen["imports"]
    assert seen["gdp"] == pytest.approx(spent - seen["imports"], rel=1e-12)


def test_percentages_are_a_hundred_times_what_the_model_holds(economy: Economy) -> None:
    q = [*quarters(economy, 3)][-1]
    held = {
        "russia_gdp": q.host.state.gdp,
        "remittance_cost": q.regime.cost,
        "public_investment_rule": q.investment_rule,
        "consumer_prices": q.state.prices.level,
        "budget_balance_gdp": q.budget.balance / q.state.gdp_nominal,
        "npl_ratio": q.state.bank.npl_share,
        "bank_capital_ratio": q.bank.capital_ratio,
        "bank_liquidity_ratio": q.bank.liquidity_ratio,
        "unemployment_rate": q.market.unemployment,
        "poverty_rate": q.welfare.poverty,
        "poverty_rate_international": q.welfare.poverty_international,
        "poverty_gap": q.welfare.poverty_gap,
        "gini": q.welfare.gini,
        "consumption_bottom40": q.welfare.bottom40,
        "consumption_receiving": q.welfare.receiving,
        "consumption_others": q.welfare.own,
    }
    for name, share in held.items():
        np.testing.assert_allclose(
            BY_NAME[name].value(q), 100.0 * np.asarray(share), rtol=1e-12, err_msg=name
        )
    year = list(quarters(economy, 4))
    cover = 12.0 * year[-1].state.reserves_usd / sum(quarter.state.imports_usd for quarter in year)
    np.testing.assert_allclose(BY_NAME["reserves_months"].value(year[-1]), cover, rtol=1e-12)
    cover = 12.0 * q.state.reserves_usd / q.state.imports_of_year
    np.testing.assert_allclose(BY_NAME["reserves_months"].value(q), cover, rtol=1e-12)


def test_sums_are_what_the_model_holds(economy: Economy) -> None:
    q = [*quarters(economy, 2)][-1]
    people, flows, money = q.state.people, q.flows, q.remitted
    held = {
        "migrants_russia": people.regular + people.irregular,
        "migrants_russia_regular": people.regular,
        "migrants_russia_irregular": people.irregular,
        "migrants_naturalised": people.naturalised,
        "migrants_other": people.other + people.turkiye,
        "migrants_turkiye": people.turkiye,
        "migrants_stripped": people.stripped,
        "migrants_settled": people.settled,
        "army_serving": people.recruited,
        "army_fallen": people.fallen,
        "army_invalid": people.invalid,
        "citizenship_lost": flows.stripped,
        "banned": people.banned,
        "home_willing": people.home,
        "departures": flows.departures,
        "departures_other": flows.to_other,
        "returned": flows.returned,
        "deported": flows.deported,
        "refused": flows.refused,
        "recruited": flows.recruited,
        "citizenship": flows.naturalised,
        "remittances_usd": money.total,
        "remittances_russia_usd": money.from_russia,
        "remittances_recorded_usd": money.recorded,
        "remittances_sent_usd": money.sent,
        "savings_carried_usd": money.carried,
        "spared_wage_usd": money.spared.regular,
        "spared_wage_irregular_usd": money.spared.irregular,
        "days_worked": 100.0 * q.regime.work.regular,
        "days_worked_irregular": 100.0 * q.regime.work.irregular,
        "recruitment_payments_usd": money.one_time,
        "remittances_other_usd": money.other,
        "other_inflows_usd": q.foreign.other,
        "other_inflows_russia_usd": q.foreign.other_russia,
        "credit": q.state.bank.loans + q.state.bank.loans_usd * q.state.rate,
        "real_wage": q.state.labour.wage / q.state.prices.level,
        "trade_russia_usd": q.exports.russia + q.imports.russia,
        "trade_china_usd": q.exports.china + q.imports.china,
        "deposits": q.bank.deposits,
        "bank_rescue": q.bank.rescue,
        "public_deposits": q.state.fiscal.deposits,
        "customs_union_usd": q.foreign.union,
        "power_arrears_usd": q.state.power.arrears,
        "employment": q.state.labour.employment,
    }
    for name, value in held.items():
        np.testing.assert_array_equal(BY_NAME[name].value(q), value, err_msg=name)
