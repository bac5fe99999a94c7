"""`set` gives a driver one value in every draw, `set_mean` a central path around which draws vary."""

from __future__ import annotations

import numpy as np
import pytest

import tajsim as ts
from tajsim.engine.request import read
from tajsim.engine.run import prepare
from tests import of_2024
from tests.of_2024 import run

DRAWS = 200


def plan_of(*scenarios: ts.Scenario) -> object:
    return prepare(
        read(of_2024.options(scenarios=scenarios, end="2027Q4", draws=10, seed=3, outputs=["gdp"]))
    )


def drawn(*shocks: ts.Shock) -> ts.Result:
    scenario = ts.Scenario("asked", shocks)
    return run([scenario], draws=DRAWS, seed=3, end="2027Q4", outputs=["rub_per_usd", "russia_gdp", "gdp"])


def rouble(r: ts.Result) -> tuple[np.ndarray, np.ndarray]:
    """Draws of the baseline and of the scenario, (quarter, draw)."""
    values = r.quarterly["rub_per_usd"].astype(np.float64)
    return values[:, 0], values[:, 1]


def test_set_holds_in_every_draw() -> None:
    r = drawn(ts.Shock("rub_per_usd", set=95.0))
    base, pinned = rouble(r)
    assert base.std(axis=1).min() > 1.0
    np.testing.assert_array_equal(pinned, np.full_like(pinned, 95.0))
    np.testing.assert_array_equal(r.central["rub_per_usd"][:, 1], 95.0)
    assert [float(r.annual["rub_per_usd"][:, 1].min()), float(r.annual["rub_per_usd"][:, 1].max())] == [
        95.0
    ] * 2


def test_set_mean_moves_the_centre_and_keeps_the_deviations() -> None:
    r = drawn(ts.Shock("rub_per_usd", set_mean=95.0))
    base, moved = rouble(r)
    np.testing.assert_array_equal(r.central["rub_per_usd"][:, 1], 95.0)
    np.testing.assert_allclose(moved / 95.0, base / r.central["rub_per_usd"][:, :1], rtol=1e-6)


def test_russian_growth_is_pinned_as_well() -> None:
    pinned = drawn(ts.Shock("russia_gdp_growth", set=2.0)).quarterly["russia_gdp"][:, 1]
    wanted = 100.0 * 1.005 ** np.arange(1, 13)
    np.testing.assert_allclose(pinned, np.tile(wanted, (DRAWS, 1)).T, rtol=1e-6)
    moved = drawn(ts.Shock("russia_gdp_growth", set_mean=2.0)).quarterly["russia_gdp"][:, 1]
    assert moved.std(axis=1).min() > 0.1


def test_the_other_drivers_keep_their_draws() -> None:
    r = drawn(ts.Shock("rub_per_usd", set=95.0))
    russia = r.quarterly["russia_gdp"]
    np.testing.assert_array_equal(russia[:, 1], russia[:, 0])


def test_a_shape_pins_by_its_weight() -> None:
    base, pinned = rouble(drawn(ts.Shock("rub_per_usd", set=ts.fade(95.0, "2025Q3", 4))))
    np.testing.assert_array_equal(pinned[:2], base[:2])
    for t, weight in enumerate([1.0, 0.75, 0.5, 0.25, 0.0], start=2):
        np.testing.assert_allclose(pinned[t], (1.0 - weight) * base[t] + weight * 95.0, rtol=1e-6)


@pytest.mark.parametrize("factor", [0.0, 0.3, 1.0])
def test_a_scaled_set_is_a_mixture_in_every_draw(factor: float) -> None:
    shock = ts.Shock("rub_per_usd", set=95.0).scale(factor)
    if factor == 0.0:
        assert shock.null
        return
    base, pinned = rouble(drawn(shock))
    np.testing.assert_allclose(pinned, (1.0 - factor) * base + factor * 95.0, rtol=1e-6)


def test_what_comes_on_top_of_a_set_is_the_same_in_every_draw() -> None:
    on_top = (ts.Shock("rub_per_usd", multiply=1.2), ts.Shock("rub_per_usd", add=-3.0))
    _, pinned = rouble(drawn(ts.Shock("rub_per_usd", set=95.0), *on_top))
    np.testing.assert_allclose(pinned, 95.0 * 1.2 - 3.0, rtol=1e-6)


def test_pinning_the_central_path_changes_draws_alone() -> None:
    """The scenario begins where it pins, although its central path is that of the baseline."""
    centre = plan_of().scenarios[0].drivers["rub_per_usd"]  # type: ignore[attr-defined]
    shock = ts.Shock("rub_per_usd", set=ts.path(centre[4:6].tolist(), "2026Q1", hold=False))
    r = drawn(shock)
    base, pinned = rouble(r)
    np.testing.assert_array_equal(r.central["gdp"][:, 1], r.central["gdp"][:, 0])
    np.testing.assert_array_equal(pinned[:4], base[:4])
    np.testing.assert_array_equal(pinned[6:], base[6:])
    assert pinned[4:6].std(axis=1).max() == 0.0
    plan = plan_of(ts.Scenario("pinned", [shock]))
    first, second = plan.scenarios  # type: ignore[attr-defined]
    assert second.first_difference(first) == first.first_difference(second) == 4


def test_a_parameter_that_is_set_has_one_value() -> None:
    shock = ts.Shock("wage_oil_elasticity", set=0.1)
    r = run(
        [ts.Scenario("asked", [shock])], draws=64, end="2025Q2", outputs=["migrant_wage_usd", "rub_per_usd"]
    )
    wage = r.quarterly["migrant_wage_usd"]
    assert (wage[:, 1] != wage[:, 0]).any(axis=1).all()


def test_both_ways_of_setting_contradict_each_other() -> None:
    one = ts.Scenario("one", [ts.Shock("rub_per_usd", set=95.0)])
    other = ts.Scenario("other", [ts.Shock("rub_per_usd", set_mean=ts.step(95.0, "2026Q3"))])
    with pytest.raises(ts.InputError) as caught:
        run(one + other, draws=None, end="2026Q4")
    assert "'one' sets 95 and 'other' sets the mean to 95 between 2026Q3 and 2026Q4" in str(caught.value)
    early = ts.Scenario("early", [ts.Shock("rub_per_usd", set=ts.step(95.0, "2026Q1", "2026Q2"))])
    _, both = rouble(run(early + other, draws=50, end="2027Q4", outputs=["rub_per_usd"]))
    assert both[4:6].std(axis=1).max() == 0.0
    assert both[6:].std(axis=1).min() > 1.0


def test_set_mean_is_for_drivers() -> None:
    with pytest.raises(
        ts.InputError, match=r"set_mean is for drivers.*remittance_cost is a parameter: use set"
    ):
        run(ts.Scenario("asked", [ts.Shock("remittance_cost", set_mean=0.1)]), draws=None)
    with pytest.raises(ts.InputError, match="rub_per_usd cannot be set to 0; allowed is 1 to 10000"):
        run(ts.Scenario("asked", [ts.Shock("rub_per_usd", set_mean=0.0)]), draws=None)


def test_a_result_is_repeated_from_its_manifest_and_taken_apart() -> None:
    asked = ts.Scenario("asked", [ts.Shock("rub_per_usd", set=95.0), ts.Shock("oil_price", set_mean=50.0)])
    r = run([asked], draws=64, end="2026Q4", outputs=["gdp", "rub_per_usd"])
    again = ts.rerun(r.manifest)
    np.testing.assert_array_equal(again.quarterly["rub_per_usd"], r.quarterly["rub_per_usd"])
    levels = r.quarterly["rub_per_usd"].astype(float)
    parts = r.decompose("asked", "rub_per_usd", freq="Q", relative=False)
    np.testing.assert_allclose(parts["rub_per_usd"], levels[:, 1] - levels[:, 0], rtol=1e-6)
    np.testing.assert_array_equal(parts["oil_price"], 0.0)


def test_the_size_of_a_set_is_found() -> None:
    weak = ts.Scenario("weak", [ts.Shock("rub_per_usd", set=ts.step(140.0, "2026Q1"))])
    found = of_2024.solve(weak, until="rub_per_usd > 120", prob=0.5, at=2027, span=(0.0, 1.0), draws=200)
    assert found.size is not None
    middle = np.median(run((), draws=200, outputs=["rub_per_usd"]).annual["rub_per_usd"][2, 0])
    assert found.size == pytest.approx((120.0 - middle) / (140.0 - middle), abs=0.01)
