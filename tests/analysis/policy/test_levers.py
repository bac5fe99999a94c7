"""Levers: the shipped files, files of one's own, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

import tajsim as ts
from tajsim.analysis.policy.levers import Lever, choose, lever, lever_names, levers
from tajsim.errors import FileFormatError, InputError, Problems, UnknownNameError
from tests import of_2024

GOOD = """
title = "Vouchers"
narrative = "Vouchers for the poor."
sources = []
[lever]
cost = 100
cost_source = "made up"
sizes = [1, 0.25]
[[shocks]]
target = "transfer_stimulus"
add = 0.02
"""


def test_the_shipped_levers_have_a_cost_and_its_source() -> None:
    table = levers()
    assert set(table["name"]) == set(lever_names()) == {
        "reintegration", "reserve-use", "transfer-cost", "diversification", "fiscal-stimulus",
        "policy-rate",
    }  # fmt: skip
    assert (table["cost"] > 0.0).all()
    assert table["cost_source"].str.match("judgement|derived").all()


@pytest.mark.parametrize("name", lever_names())
def test_every_shipped_lever_acts_in_a_run(name: str) -> None:
    one = lever(name)
    both = ts.scenario("crackdown") + one.at(one.sizes[-1])
    r = of_2024.run(["crackdown", both], draws=None, outputs=["poverty_rate"])
    paths = r.central["poverty_rate"]
    assert (paths[-1, 2] != paths[-1, 1]).all()


def test_costs_follow_from_the_figures_they_are_said_to_rest_on() -> None:
    p = ts.parameters("calibrated-2024")
    r = ts.run("crackdown + reintegration", p, draws=None, outputs=["programme_cost", "gdp", "gdp_nominal"])
    yearly = {name: r.central_annual[name][1:, 1] for name in r.kept}
    real = yearly["programme_cost"] * yearly["gdp"] / yearly["gdp_nominal"]
    assert lever("reintegration").cost == pytest.approx(real.mean(), rel=0.05)
    sent = p.remittances.russia_share * p.remittances.remittances_gdp_share * p.economy.nominal_gdp
    assert lever("transfer-cost").cost == pytest.approx(0.5 * p.policy.remittance_cost * sent, rel=0.05)
    month = (p.trade.turnover_total - p.trade.exports_total) / 12
    assert lever("reserve-use").cost == pytest.approx(0.043 * month * p.economy.exchange_rate, rel=0.05)
    stimulus = ts.Scenario("more", [ts.Shock("fiscal_stimulus", add=0.0001)])
    bought = ts.run(stimulus, p, draws=None, outputs=["government_consumption"], end="2025Q4")
    public = bought.central_annual["government_consumption"][0, 0] / 1.036  # of 2025, at prices of 2024
    investment = p.economy.public_investment_gdp_share * p.economy.nominal_gdp
    expected = 0.4 * p.fiscal.transfers + 0.04 * (public + investment)
    assert lever("fiscal-stimulus").cost == pytest.approx(expected, rel=0.05)


def test_a_lever_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "vouchers.toml"
    path.write_text(GOOD, encoding="utf-8")
    found = lever(path)
    assert (found.name, found.cost, found.sizes) == ("vouchers", 100.0, (0.0, 0.25, 1.0))
    assert found.at(0.25).shocks[0].shape.values == (0.005,)


def test_every_fault_of_a_file_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    text = GOOD.replace("cost = 100\n", "price = 100\n").replace("transfer_stimulus", "transfer_stimulis")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileFormatError) as caught:
        lever(path)
    for part in ("unknown key 'price'", "cost is missing", "'transfer_stimulus'"):
        assert part in str(caught.value)
    path.write_text(GOOD.replace("cost = 100", "cost = -1").replace("0.25]", '"half"]'), encoding="utf-8")
    with pytest.raises(FileFormatError) as caught:
        lever(path)
    for part in ("cost (million TJS a year) must be at least 0", "a size must be a number"):
        assert part in str(caught.value)


def test_a_set_cannot_be_taken_more_than_whole() -> None:
    whole = ts.Scenario("set", [ts.Shock("reintegration_coverage", set=0.5)])
    with pytest.raises(InputError, match="factor of a set"):
        Lever(whole, 1.0, sizes=(0.5, 2.0))


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="reserve-use"):
        lever("reserves-use")


def test_choosing_reports_every_problem() -> None:
    problems = Problems("levers")
    own = ts.Scenario("own", [ts.Shock("transfer_stimulus", add=0.02)])
    choose(["reintegraton", own, 3, "diversification", "diversification"], {"diversificaton": 1.0}, problems)
    message = "\n".join(problems.found)
    for part in ("'reintegration'", "'own' has no cost", "a lever is 3", "more than once"):
        assert part in message


def test_costs_and_sizes_can_be_ones_own() -> None:
    problems = Problems("levers")
    own = ts.Scenario("own", [ts.Shock("transfer_stimulus", add=0.02)])
    first, second = choose(["reintegration", own], {"reintegration": 5.0, "own": 7.0}, problems)
    assert (first.cost, second.cost, first.cost_source) == (5.0, 7.0, "user")
    (third,) = choose({"diversification": (0.1, 0.2)}, None, problems)
    assert third.sizes == (0.0, 0.1, 0.2)
    choose(["reintegration"], {"diversification": 1.0}, problems)
    (message,) = problems.found
    assert message.startswith("cost of 'diversification', which is no lever of this search")


def test_faults_of_the_lever_and_of_its_scenario_are_reported_together(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(GOOD.replace("cost = 100", "cost = -1").replace("transfer_stim", "transfer_stm"), "utf-8")
    with pytest.raises(FileFormatError) as caught:
        lever(path)
    assert len(caught.value.problems) == 2


def test_a_cost_of_no_lever_names_the_nearest() -> None:
    problems = Problems("levers")
    choose(["reintegration", "diversification"], {"reintegratio": 1.0}, problems)
    assert "did you mean 'reintegration'" in problems.found[0]


def test_a_lever_on_nothing_that_exists_is_reported_with_the_other_faults() -> None:
    problems = Problems("levers")
    choose([ts.Scenario("own", [ts.Shock("transfer_stimulis", add=0.02)]), 3], {"own": 1.0}, problems)
    message = "\n".join(problems.found)
    assert "'transfer_stimulus'" in message
    assert "a lever is 3" in message
