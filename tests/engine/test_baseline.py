"""The baseline follows the published outlook exactly, whatever the parameters; any run can be one."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

import tajsim as ts
import tajsim.engine.run as engine
from tajsim.drivers.outlook import Annual, Outlook, outlook
from tajsim.drivers.stochastic import estimate
from tajsim.parameters import declarations
from tests.of_2024 import run

KEPT = (
    "gdp_growth", "inflation", "tjs_per_usd", "remittances_usd", "current_account_gdp", "rub_per_usd",
    "npl_ratio", "tax_revenue_gdp", "budget_balance_gdp",
)  # fmt: skip


def deviations(r: ts.Result, view: Outlook) -> dict[str, float]:
    """The largest deviation of the single path from each target, in its unit (the exchange rate in %)."""
    years = np.array(r.years)
    annual = {name: values[:, 0] for name, values in r.central_annual.items()}
    sent = annual["remittances_usd"]
    found = annual | {
        "tjs_per_usd": r.central["tjs_per_usd"][3::4, 0],
        "remittances_growth": 100.0 * (sent / np.concatenate([[np.nan], sent[:-1]]) - 1.0),
    }
    gaps = {}
    for name, target in view.targets.items():
        held = name != "remittances_growth"
        known = [y for y in years if held or y in target.values]
        wanted = np.array([target.through(y, y)[0] for y in known])
        gap = found[name][np.isin(years, known)] - wanted
        gaps[name] = float(np.nanmax(np.abs(gap / wanted * 100.0 if name == "tjs_per_usd" else gap)))
    return gaps


def growth_of(view: Outlook) -> Outlook:
    """The outlook with targets for remittances and the somoni as well."""
    more = {
        "remittances_growth": Annual({2025: -14.7, 2026: 2.0, 2027: 2.0}, "a test"),
        "tjs_per_usd": Annual({2025: 11.0, 2026: 11.3, 2027: 11.6}, "a test"),
    }
    return dataclasses.replace(view, targets={**view.targets, **more})


def first_growth(r: ts.Result, p: ts.Parameters) -> float:
    """Growth of dollar remittances in 2025 on the vintage's figure of 2024."""
    in_2024 = p.remittances.remittances_gdp_share * p.economy.nominal_gdp / p.economy.exchange_rate
    return float(100.0 * (r.central_annual["remittances_usd"][0, 0] / in_2024 - 1.0))


def follow(p: ts.Parameters, **settings: Any) -> ts.Result:
    r = run(parameters=p, draws=None, outputs=KEPT, **settings)
    for name, gap in deviations(r, outlook("baseline").held(None)).items():
        assert gap < 1e-8, name
    return r


@pytest.mark.parametrize("parameter_set", ["world-bank-2024", "kremlin-2024"])
def test_targets_of_money_and_of_the_somoni_are_reached_as_well(
    monkeypatch: pytest.MonkeyPatch, parameter_set: str
) -> None:
    view = growth_of(outlook("baseline").held(None))
    monkeypatch.setattr(engine, "outlook", lambda name: view)
    p = ts.parameters(parameter_set)
    r = run(parameters=p, draws=None, outputs=(*KEPT, "remittances_tjs"))
    assert max(deviations(r, view).values()) < 1e-8
    assert first_growth(r, p) == pytest.approx(-14.7, abs=1e-8)
    # years that grow by 2 % have quarters that do: no overshoot after the step of the first year
    money = (r.central["remittances_tjs"] / r.central["tjs_per_usd"])[:12, 0]
    changes = money[1:] / money[:-1] - 1.0
    assert (changes > 0.0).all()
    assert (changes < 0.01).all()


@pytest.mark.parametrize("parameter_set", ["world-bank-2024", "kremlin-2024"])
def test_every_target_is_reached(parameter_set: str) -> None:
    r = follow(ts.parameters(parameter_set))
    drivers = outlook("baseline").drivers["rub_per_usd"].values
    np.testing.assert_allclose(r.central_annual["rub_per_usd"][:, 0], list(drivers.values()), rtol=1e-9)


@pytest.mark.parametrize("parameter_set", ["world-bank-2024", "kremlin-2024"])
def test_every_target_is_reached_to_2035(parameter_set: str) -> None:
    r = follow(ts.parameters(parameter_set), end="2035Q4")
    assert r.years[-1] == 2035
    assert np.isfinite(r.central["npl_ratio"]).all()


CHANGES: dict[str, dict[str, dict[str, float]]] = {
    "elasticities": {
        "households": {"consumption_elasticity": 0.4, "recipient_elasticity": 0.9},
        "demand": {"import_price_elasticity": 1.2},
        "prices": {"pass_through_year": 0.5, "pass_through_impact": 0.3},
        "external": {"pressure_elasticity": 0.1, "rouble_comovement": 0.5},
        "remittances": {"rouble_elasticity": 1.0},
    },
    "rigid": {
        "demand": {"import_price_elasticity": 0.0},
        "external": {"intervention_share": 0.0, "rouble_comovement": 0.0},
        "households": {"consumption_adjustment": 0.02},
    },
    "people": {
        "migration": {"stock_russia": 700_000.0, "return_rate": 0.15, "departure_rate": 0.05},
        "host": {"wage_growth_elasticity": 2.0},
    },
}


@pytest.mark.parametrize("changed", CHANGES)
def test_every_target_is_reached_with_changed_parameters(changed: str) -> None:
    follow(ts.parameters("world-bank-2024").replace(**CHANGES[changed]))


@pytest.mark.parametrize("parameter_set", ["world-bank-2024", "kremlin-2024"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_target_is_reached_from_a_random_draw_of_all_parameters(parameter_set: str, seed: int) -> None:
    p = ts.parameters(parameter_set)
    rng = np.random.default_rng(seed)
    blocks: dict[str, dict[str, float]] = {}
    for name, declared in declarations().items():
        if p.entries[name].distribution != "fixed":
            blocks.setdefault(declared.block, {})[name] = float(p.draw(name, rng.random()))
    follow(p.replace(**blocks))


def test_scenarios_do_not_move_the_baseline() -> None:
    alone, beside = run(draws=None), run(["rouble-shock"], draws=None)
    for name in alone.kept:
        np.testing.assert_array_equal(alone.central[name][:, 0], beside.central[name][:, 0])


def test_a_part_of_a_year_at_the_end_follows_the_outlook_of_the_full_years() -> None:
    r = run(draws=None, end="2027Q2", outputs=KEPT)
    assert r.years == (2025, 2026)
    assert max(deviations(r, outlook("baseline").held(None)).values()) < 1e-8


def test_without_an_outlook_the_model_projects_by_itself() -> None:
    r = run("crackdown", baseline="none", draws=None, outputs=KEPT)
    assert r.baseline == "none"
    assert r.manifest.baseline == "none"
    assert "outlooks/none.toml" in r.manifest.data
    expected = estimate(2024).expected({"rub_per_usd": 92.6, "oil_price": 68.0}, 24)["rub_per_usd"]
    for scenario in (0, 1):
        found = r.central_annual["rub_per_usd"][:, scenario]
        np.testing.assert_allclose(found, expected.reshape(6, 4).mean(axis=1), rtol=1e-9)
    assert deviations(r, outlook("baseline").held(None))["gdp_growth"] > 0.01
    assert (r.central_annual["gdp_growth"] > -20.0).all()
    assert (r.central_annual["gdp_growth"] < 20.0).all()


@pytest.mark.parametrize("reference", ["crackdown", ts.scenario("crackdown")])
def test_a_scenario_can_be_the_baseline(reference: Any) -> None:
    r = run(["crackdown + reintegration", "baseline"], baseline=reference, draws=8)
    usual = run(["crackdown"], draws=8)
    assert r.scenarios == ("crackdown", "crackdown + reintegration", "baseline")
    for name in r.kept:
        np.testing.assert_array_equal(r.quarterly[name][:, 0], usual.quarterly[name][:, 1])
        np.testing.assert_array_equal(r.quarterly[name][:, 2], usual.quarterly[name][:, 0])
    forward = usual.delta("crackdown", "migrants_russia", relative=False).values
    backward = r.delta("baseline", "migrants_russia", relative=False).values
    np.testing.assert_array_equal(backward, -forward)


def test_a_scenario_that_is_called_none_is_not_mistaken_for_the_projection() -> None:
    own = ts.Scenario("none", [ts.Shock("removals", add=ts.pulse(100.0, start="2025Q1"))])
    settings: dict[str, Any] = {"draws": None, "end": "2026Q4", "outputs": ["gdp"]}
    other = run(baseline=ts.Scenario("other", own.shocks), **settings)
    try:
        r = run(baseline=own, **settings)
    except ts.InputError:
        return
    np.testing.assert_array_equal(r.central["gdp"], other.central["gdp"])


def test_the_published_outlook_is_no_scenario_of_another_outlook() -> None:
    """Beside the model's own projection "baseline" would carry a name whose numbers it does not have."""
    with pytest.raises(ts.InputError, match="baseline"):
        run(["baseline"], baseline="none", draws=None, end="2026Q4")


def with_target(name: str, value: float) -> Outlook:
    view = outlook("baseline")
    changed = Annual({2025: value, 2026: value}, "a test")
    return dataclasses.replace(view, targets={**view.targets, name: changed})


@pytest.mark.parametrize(("target", "value"), [("current_account_gdp", 400.0), ("gdp_growth", -99.0)])
def test_an_outlook_that_cannot_be_reached_is_a_clear_error(
    monkeypatch: pytest.MonkeyPatch, target: str, value: float
) -> None:
    monkeypatch.setattr(engine, "outlook", lambda name: with_target(target, value))
    with pytest.raises(ts.InputError) as caught:
        run(draws=None, end="2026Q4")
    for part in ("'baseline' cannot be reached in 2025Q", "baseline='none'", "change the parameters"):
        assert part in str(caught.value)


def test_a_reachable_change_of_the_outlook_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "outlook", lambda name: with_target("gdp_growth", 2.0))
    r = run(draws=None, end="2026Q4", outputs=["gdp_growth"])
    np.testing.assert_allclose(r.central_annual["gdp_growth"], 2.0, atol=1e-8)
