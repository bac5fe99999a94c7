"""Drivers that the model determines unless they are given: in a run, a scenario, an outlook, and refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.drivers.declared import OBSERVABLE
from tajsim.drivers.outlook import format_outlook, outlook_in, parse_outlook
from tajsim.scenarios.writing import format_scenario
from tests import of_2024
from tests.of_2024 import run

VALUES = {"russia_wage": 100_360.0, "organised_recruits": 7_786.0, "deported": 9_000.0}
"""Averages of the quarters of 2025: Rosstat, the Tajik Ministry of Labour, 36 000 deportations a year."""
OUTPUTS = (*VALUES, "migrant_wage_rub", "migrants_russia", "remittances_usd", "gdp", "rub_per_usd")


def given(*names: str, **how: Any) -> ts.Scenario:
    return ts.Scenario("given", [ts.Shock(n, set=ts.pulse(VALUES[n], "2025Q1", 4), **how) for n in names])


@pytest.fixture(scope="module", params=["numpy", "compiled"])
def both(request: pytest.FixtureRequest) -> ts.Result:
    if request.param == "compiled":
        pytest.importorskip("llvmlite")
    return run(given(*VALUES), draws=200, seed=3, end="2027Q4", outputs=OUTPUTS, backend=request.param)


@pytest.mark.parametrize("name", VALUES)
def test_a_driver_set_has_its_value_in_every_draw_and_then_the_models_own(both: ts.Result, name: str) -> None:
    base, own = both.quarterly[name][:, 0], both.quarterly[name][:, 1]
    np.testing.assert_allclose(own[:4], VALUES[name], rtol=1e-6)
    assert base[:4].std(axis=1).min() > 0.0
    assert own[4:].std(axis=1).min() > 0.0
    np.testing.assert_allclose(both.central[name][:4, 1], VALUES[name], rtol=1e-12)
    assert both.check()["worst"].max() < 1e-12


def test_other_drivers_keep_their_draws(both: ts.Result) -> None:
    np.testing.assert_array_equal(both.quarterly["rub_per_usd"][:, 1], both.quarterly["rub_per_usd"][:, 0])


def test_a_rouble_set_to_what_it_was_has_no_band() -> None:
    """83.3 in every draw of 2025, not 71 to 98 around it."""
    told = ts.Scenario("what Russia did", [ts.Shock("rub_per_usd", set=ts.pulse(83.3, "2025Q1", 4))])
    r = run(told, draws=500, outputs=["rub_per_usd"], end="2026Q4")
    table = r.table("rub_per_usd", text_names=True).loc[("what Russia did", 2025)]
    np.testing.assert_allclose(table.to_numpy(dtype=float), 83.3, rtol=1e-6)
    free = r.table("rub_per_usd", text_names=True).loc[("baseline", 2025)]
    assert free["q95"] - free["q05"] > 15.0


def test_the_model_itself_gives_back_what_it_had_determined() -> None:
    free = run((), draws=None, outputs=OUTPUTS, end="2026Q4")
    shocks = [ts.Shock(n, set=ts.path(free.central[n][:, 0].tolist(), "2025Q1")) for n in VALUES]
    again = run(ts.Scenario("same", shocks), draws=None, outputs=OUTPUTS, end="2026Q4")
    for name in OUTPUTS:
        np.testing.assert_allclose(
            again.central[name][:, 1], free.central[name][:, 0], rtol=1e-9, err_msg=name
        )


def test_amounts_and_factors_act_on_what_each_draw_has() -> None:
    more = ts.Scenario("more", [ts.Shock("deported", add=ts.pulse(1_500.0, "2025Q1", 1))])
    half = ts.Scenario("half", [ts.Shock("deported", multiply=ts.pulse(0.5, "2025Q1", 1))])
    r = run([more, half], draws=100, outputs=["deported"], end="2025Q2")
    base, plus, times = (r.quarterly["deported"][0, i] for i in range(3))
    np.testing.assert_allclose(plus, base + 1_500.0, rtol=1e-6)
    np.testing.assert_allclose(times, 0.5 * base, rtol=1e-6)


def test_half_a_set_is_halfway_between() -> None:
    r = run(given("russia_wage").scale(0.5), draws=50, outputs=["russia_wage"], end="2025Q1")
    base, mixed = r.quarterly["russia_wage"][0]
    np.testing.assert_allclose(mixed, 0.5 * base + 0.5 * VALUES["russia_wage"], rtol=1e-6)


def test_signs() -> None:
    r = run(given("russia_wage"), draws=None, outputs=OUTPUTS)
    assert r.delta("given", "remittances_usd", freq="Y").central[0] > 0.5  # wages above the model's own
    r = run(given("deported"), draws=None, outputs=OUTPUTS)
    assert r.delta("given", "migrants_russia", freq="Y").central[0] < -0.5
    assert r.delta("given", "migrant_wage_rub", freq="Y").central[1] > 0.0


def test_a_crackdown_raises_the_wage_of_those_who_stay_when_the_average_is_given() -> None:
    fixed = ts.Scenario("wage", [ts.Shock("russia_wage", set=100_000.0)])
    both = ts.Scenario("both", [*fixed.shocks, *ts.scenario("mass-deportation").shocks])
    r = run([fixed, both], draws=None, outputs=OUTPUTS, end="2027Q4")
    wage, average = (r.central[name] for name in ("migrant_wage_rub", "russia_wage"))
    np.testing.assert_allclose(average[:, 1:], 100_000.0, rtol=1e-12)
    assert (wage[6:, 2] > 1.01 * wage[6:, 1]).all()


@pytest.mark.parametrize(
    ("shocks", "parts"),
    [
        (
            {"deported": {"set": 700_000.0}},
            ("'deported' in 2025Q1: 700,000 of 1,200,000 workers would be", "at most 25 % can"),
        ),
        ({"deported": {"add": 700_000.0}}, ("'deported' in 2025Q1", "at most 25 %")),
        (
            {"deported": {"set": 9_000.0}, "enforcement": {"set": 0.0}},
            ("9,000, but at the rates of that quarter 0 are deported",),
        ),
        ({"organised_recruits": {"set": 3e5}}, ("'organised_recruits' in 2025Q1: 300,000, but", "leave for")),
        ({"deported": {"add": -3.0}}, ("to -3 persons beside 1 of its own in 2025Q1; allowed: 0 to 2e+06",)),
        ({"russia_wage": {"multiply": -1.0}}, ("'russia_wage'", "beside -1 of its own")),
        ({"russia_wage": {"set": 10.0}}, ("cannot be set to 10; allowed is 1000 to 1e+07 RUB per month",)),
        ({"deported": {"set_mean": 9_000.0}}, ("set_mean is for drivers whose draws vary around a path",)),
    ],
)
def test_what_cannot_be_is_refused(shocks: dict[str, dict[str, float]], parts: tuple[str, ...]) -> None:
    bad = ts.Scenario("bad", [ts.Shock(name, **how) for name, how in shocks.items()])
    with pytest.raises(ts.InputError) as caught:
        run(bad, draws=None)
    for part in ("'bad'", *parts):
        assert part in str(caught.value)


def test_persons_who_are_no_longer_there_are_refused_when_they_are_gone() -> None:
    emptied = ts.Scenario("emptied", [ts.Shock("deported", set=ts.step(90_000.0, "2026Q1"))])
    with pytest.raises(ts.InputError, match=r"'deported' in 2027Q1: 90,000 of \d{3},\d{3} workers"):
        run(emptied, draws=None)


@pytest.mark.parametrize("parameter_set", ["calibrated-2024", "world-bank-2024", "kremlin-2024"])
def test_the_most_that_can_be_given_holds_in_every_draw(parameter_set: str) -> None:
    """Nearly a quarter of a status on the central path; no draw has too few."""
    most = ts.Scenario("most", [ts.Shock("deported", set=ts.pulse(98_000.0, "2025Q1", 1))])
    r = run(most, parameter_set, draws=4000, outputs=["deported"], end="2025Q1")
    np.testing.assert_allclose(r.quarterly["deported"][0, 1], 98_000.0, rtol=1e-6)


def test_scenarios_made_later_from_a_result_are_checked_as_well() -> None:
    r = run(given("deported"), draws=None, outputs=OUTPUTS)
    assert r.rerun is not None
    many = ts.Scenario("many", [ts.Shock("deported", set=900_000.0)])
    with pytest.raises(ts.InputError, match="900,000 of"):
        r.rerun.run([many], ("gdp",))


def test_a_file_and_a_manifest_hold_it(tmp_path: Path) -> None:
    (tmp_path / "given.toml").write_text(format_scenario(given(*VALUES)), encoding="utf-8")
    r = run(str(tmp_path / "given.toml"), draws=16, outputs=OUTPUTS, end="2026Q4")
    again = ts.rerun(r.manifest)
    for name in OUTPUTS:
        np.testing.assert_array_equal(again.quarterly[name], r.quarterly[name])
    parts = r.decompose("given", "remittances_usd", freq="Q", relative=False)
    levels = r.quarterly["remittances_usd"].astype(float)
    total = sum(parts[name] for name in VALUES)
    assert abs(float(np.mean(total - (levels[:, 1] - levels[:, 0])))) < 5.0


OWN = """title = "Wages as seen"
narrative = "The published outlook with the wage of Russia as it was in 2025."
extends = "none"

[drivers.russia_wage]
annual = "constant"
values = { 2025 = 100360.0 }
source = "Rosstat via Regnum 2026"
"""


def test_an_outlook_of_ones_own_gives_it_in_its_years_alone(tmp_path: Path) -> None:
    path = tmp_path / "seen.toml"
    path.write_text(OWN, encoding="utf-8")
    own = outlook_in(path)
    assert own is not None
    assert parse_outlook(format_outlook(own), "seen") == own
    r = run((), baseline=path, draws=32, outputs=OUTPUTS, end="2026Q4")
    np.testing.assert_allclose(r.quarterly["russia_wage"][:4, 0], 100_360.0, rtol=1e-6)
    assert r.quarterly["russia_wage"][4:, 0].std(axis=1).min() > 0.0


def test_every_one_of_them_is_an_output_and_a_target() -> None:
    known = of_2024.targets().set_index("name")
    for driver in OBSERVABLE:
        assert known.loc[driver.name, "kind"] == "driver"
        assert known.loc[driver.name, "unit"] == driver.unit
    r = run((), draws=None, outputs=[d.name for d in OBSERVABLE], end="2025Q4")
    assert [r.infos[d.name].unit for d in OBSERVABLE] == [d.unit for d in OBSERVABLE]
