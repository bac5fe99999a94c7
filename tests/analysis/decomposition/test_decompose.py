from __future__ import annotations

import pickle
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.decomposition.shocks import players_of
from tajsim.errors import InputError, UnknownNameError
from tajsim.quarters import Quarter
from tajsim.results.rerun import Rerun
from tests import of_2024
from tests.results.synthetic import result

DRAWS = 200
LAST = Quarter(2026, 4)
WEAK = ts.Scenario("weak rouble", [ts.Shock("rub_per_usd", multiply=ts.step(1.3, start="2025Q3"))])
CHEAP = ts.Scenario("cheap oil", [ts.Shock("oil_price", multiply=ts.step(0.7, start="2025Q2"))])
STRICT = ts.Scenario("strict", [ts.Shock("enforcement", multiply=ts.step(3.0, start="2025Q1"))])
THREE = WEAK + CHEAP + STRICT
LATE = ts.Scenario("late", [ts.Shock("oil_price", multiply=ts.step(2.0, start="2029Q1"))])


@pytest.fixture(scope="module")
def run():
    return of_2024.run([THREE, "crackdown"], end="2026Q4", draws=DRAWS, seed=5)


@pytest.fixture(scope="module")
def parts(run):
    return run.decompose(THREE.name, "consumption")


def adds_up(r, d):
    """Whether the parts are the result's own deviation in every draw, to 1e-9 of it."""
    levels = r.draws(d.output, d.freq).astype(np.float64)
    total = levels[:, r.position(d.scenario)] - levels[:, 0]
    expected = 100.0 * total / levels[:, 0] if d.relative else total
    return bool((np.abs(d.values.sum(axis=0) - expected) <= 1e-9 * np.abs(d.values).sum(axis=0)).all())


@pytest.mark.parametrize(
    ("by", "freq", "relative"),
    [("shock", "Q", False), ("shock", "Y", True), ("channel", "Y", False), ("policy", "Q", True)],
)
def test_parts_add_up_to_the_deviation_of_the_result_in_every_draw(run, by, freq, relative):
    d = run.decompose(THREE.name, "gdp", by, freq, relative)
    assert adds_up(run, d)
    assert d.gap() < 1e-12
    delta = run.delta(THREE.name, "gdp", freq, relative=relative)
    assert d.unit == delta.unit
    np.testing.assert_allclose(d.total, delta.values, rtol=1e-5, atol=1e-3)
    np.testing.assert_allclose(d.central.sum(axis=0), delta.central, rtol=1e-9, atol=1e-9)


def test_by_shock_is_the_average_over_every_order_in_which_the_shocks_may_come(run, parts):
    """Brute force: each order is a chain of runs of its own."""
    single = {s.name: s for s in (WEAK, CHEAP, STRICT)}
    several = [WEAK + CHEAP, WEAK + STRICT, CHEAP + STRICT, THREE]
    r = of_2024.run([*single.values(), *several], end="2026Q4", draws=DRAWS, seed=5, outputs="consumption")
    held = {frozenset(s.components()): s.name for s in (*single.values(), *several)} | {
        frozenset(): r.baseline
    }
    levels = r.draws("consumption", "Y").astype(np.float64)
    expected = {name: np.zeros(levels[:, 0].shape) for name in single}
    for order in permutations(single.values()):
        for i, s in enumerate(order):
            before, after = (r.position(held[frozenset(order[:n])]) for n in (i, i + 1))
            expected[s.name] += (levels[:, after] - levels[:, before]) / 6.0
    assert parts.parts == tuple(single)
    for name in single:
        np.testing.assert_allclose(parts[name], expected[name], rtol=1e-9, atol=1e-7)


def test_a_shock_without_effect_gets_exactly_nothing_and_equal_ones_the_same():
    idle = ts.Scenario("idle", [ts.Shock("permit_cost_rub", multiply=ts.step(1.0, start="2025Q1"))])
    one, two = (replace(CHEAP, name=name) for name in ("one", "two"))
    r = of_2024.run(one + idle + two, end="2026Q4", draws=50, outputs="tjs_per_usd")
    d = r.decompose(r.scenarios[1], "tjs_per_usd", freq="Q")
    assert (d["idle"] == 0.0).all()
    np.testing.assert_allclose(d["one"], d["two"], rtol=1e-13)
    assert np.abs(d["one"]).max() > 0.01


def test_the_shocks_of_a_single_scenario_are_its_parts(run):
    d = run.decompose("crackdown", "migrants_russia")
    names = [s.target for s in ts.scenario("crackdown").shocks]
    assert len(d.parts) == len(names)
    assert d.parts[:2] == ("enforcement from 2025Q3", "enforcement from 2026Q1")
    assert set(d.parts[2:]) == set(names) - {"enforcement"}
    assert (d.values.mean(axis=-1)[:, -1] < 0.0).all()  # each keeps people away
    assert adds_up(run, d)


def test_parts_are_those_by_which_scenario_and_baseline_differ():
    kept, players = players_of(STRICT, STRICT + WEAK + CHEAP, LAST)
    assert kept == (STRICT,)
    assert [p.name for p in players] == ["weak rouble", "cheap oil"]
    kept, players = players_of(WEAK + STRICT, STRICT + CHEAP, LAST)
    assert kept == (STRICT,)
    assert [(p.name, p.gone) for p in players] == [("cheap oil", False), ("without weak rouble", True)]
    kept, players = players_of(WEAK, WEAK + WEAK + WEAK, LAST)
    assert [p.name for p in players] == ["weak rouble (1)", "weak rouble (2)"]


def test_a_baseline_with_shocks_of_its_own_is_left_step_by_step():
    r = of_2024.run(STRICT + CHEAP, baseline=WEAK + STRICT, end="2025Q4", draws=20, outputs="remittances_usd")
    d = r.decompose(r.scenarios[1], "remittances_usd")
    assert d.parts == ("cheap oil", "without weak rouble")
    assert adds_up(r, d)
    assert (d["without weak rouble"] > 0.0).all()  # money is worth more without it


def test_over_the_past_what_happened_is_no_part():
    r = of_2024.run(WEAK_2014 + OIL_2014, baseline="history", start="2013Q1", end="2015Q4", draws=20)
    d = r.decompose(r.scenarios[1], "remittances_usd")
    assert d.parts == ("stronger rouble", "dear oil")
    assert adds_up(r, d)


WEAK_2014 = ts.Scenario("stronger rouble", [ts.Shock("rub_per_usd", multiply=ts.step(0.8, start="2014Q1"))])
OIL_2014 = ts.Scenario("dear oil", [ts.Shock("oil_price", multiply=ts.step(1.2, start="2014Q1"))])


def test_a_shock_after_the_end_takes_no_part():
    with pytest.warns(UserWarning, match="no effect"):
        r = of_2024.run(WEAK + LATE, end="2025Q4", draws=10, outputs="gdp")
    d = r.decompose(r.scenarios[1], "gdp")  # says nothing again
    assert (d["late"] == 0.0).all()
    np.testing.assert_array_equal(d["weak rouble"], d.total)


def test_the_central_path_alone_and_summaries_can_be_taken_apart():
    alone = of_2024.run(WEAK + CHEAP, end="2025Q4", draws=None)
    d = alone.decompose(alone.scenarios[1], "gdp")
    assert d.values.shape == (2, 1, 1)
    np.testing.assert_allclose(d.values[..., 0], d.central, rtol=1e-3)
    small = of_2024.run(WEAK + CHEAP, end="2025Q4", draws=30, keep="summary")
    assert small.decompose(small.scenarios[1], "gdp").values.shape == (2, 1, 30)


def test_policy_softens_the_fall_of_the_somoni(run):
    d = run.decompose(THREE.name, "tjs_per_usd", by="policy")
    assert d.parts == ("shocks alone", "reserves", "fiscal rule")
    assert np.median(d["shocks alone"][-1]) > 0.0
    assert np.median(d["reserves"][-1]) < 0.0
    off = ts.Shock("intervention_share", set=0.0), ts.Shock("consolidation", set=0.0)
    passive = ts.Scenario("passive", off)
    r = of_2024.run(
        THREE + passive, baseline=passive, end="2026Q4", draws=DRAWS, seed=5, outputs="tjs_per_usd"
    )
    expected = r.delta(r.scenarios[1], "tjs_per_usd", "Y", relative=False).values
    np.testing.assert_allclose(d["shocks alone"], expected, rtol=1e-5, atol=1e-5)


def toy(r):
    """A linear economy: GDP moves by twice the rouble's amount less three times oil's, by the draw's size."""
    size = np.linspace(1.0, 2.0, r.manifest.draws)
    effects = {"rub_per_usd": 2.0, "oil_price": -3.0}

    def again(scenarios, outputs, progress=None):
        names = (r.baseline, *(s.name for s in scenarios))
        push = [0.0] + [sum(effects[x.target] * x.shape.values[0] for x in s.shocks) for s in scenarios]
        fresh = result(draws=r.manifest.draws, scenarios=names, outputs=tuple(outputs))
        parts = {}
        for part, mappings in (("quarterly", r.quarterly), ("annual", r.annual)):
            base = mappings["gdp"][:, :1].astype(np.float64)
            parts[part] = {"gdp": base + np.array(push)[:, None] * size}
        for part, mappings in (("central", r.central), ("central_annual", r.central_annual)):
            parts[part] = {"gdp": mappings["gdp"][:, :1] + np.array(push)}
        return replace(fresh, **parts)

    return again, size


def test_a_linear_economy_gives_back_its_coefficients():
    rouble, oil = (
        ts.Scenario(t, [ts.Shock(t, add=ts.step(100.0, start="2025Q1"))])
        for t in ("rub_per_usd", "oil_price")
    )
    r = result(draws=7, scenarios=("baseline", "both"))
    again, size = toy(r)
    both = replace(rouble + oil, name="both")
    r = replace(r, rerun=Rerun({"baseline": ts.Scenario("baseline"), "both": both}, 4.0, again))
    d = r.decompose("both", "gdp", freq="Q")
    for name, effect in (("rub_per_usd", 200.0), ("oil_price", -300.0)):
        expected = np.broadcast_to(effect * size, d[name].shape)
        np.testing.assert_allclose(d[name], expected, atol=0.02)  # levels are kept in single precision
        np.testing.assert_allclose(d.central[d.parts.index(name)], effect, rtol=1e-9)


def test_the_table_holds_every_part_and_the_total(parts):
    table = parts.table((0.1, 0.9))
    assert list(parts.table((0.1, 0.9), text_names=True).columns) == ["central", "mean", "q10", "q90"]
    assert list(table.columns) == ["central", "mean", 0.1, 0.9]
    assert list(table.index.unique("part")) == [*parts.parts, "total"]
    assert list(table.index.unique("period")) == [2025, 2026]
    for column in ("central", "mean"):
        of_parts = sum(table.loc[name, column] for name in parts.parts)
        np.testing.assert_allclose(of_parts, table.loc["total", column], rtol=1e-12)
    np.testing.assert_allclose(table.loc[("total", 2026), 0.1], np.quantile(parts.total[1], 0.1))


def test_a_decomposition_is_frozen_and_travels(parts):
    with pytest.raises(AttributeError):
        parts.unit = "USD"
    with pytest.raises(ValueError, match="read-only"):
        parts.values[0] = 0.0
    there = pickle.loads(pickle.dumps(parts))
    np.testing.assert_array_equal(there.values, parts.values)
    assert repr(there) == repr(parts)
    with pytest.raises(InputError, match="did you mean 'strict'"):
        parts["strickt"]


def test_parts_that_do_not_add_up_are_refused(parts):
    with pytest.raises(InputError, match="do not add up"):
        replace(parts, total=parts.total * (1.0 + 1e-7))
    with pytest.raises(InputError, match="2 problems"):
        replace(parts, reference=parts.reference[:1], central=parts.central[:1])


def test_everything_wrong_is_reported_at_once(run):
    with pytest.raises(InputError) as caught:
        run.decompose("crackdwon", "gpd", by="shok", freq="M")
    for part in ("'crackdown'", "'gdp'", "'shock'", "'M'"):
        assert part in str(caught.value)
    with pytest.raises(UnknownNameError, match="did you mean 'crackdown'"):
        run.decompose("crackdwon", "gdp")
    with pytest.raises(InputError, match="'baseline' is the baseline"):
        run.decompose("baseline", "gdp")
    with pytest.raises(InputError, match="not positive throughout"):
        run.decompose(THREE.name, "current_account_gdp", relative=True)


def test_a_result_that_was_loaded_or_sent_says_that_it_cannot(run, tmp_path):
    loaded = ts.load(run.save(tmp_path / "r.npz"))
    for elsewhere in (loaded, pickle.loads(pickle.dumps(run))):
        with pytest.raises(InputError, match=r"a loaded result cannot make: call tajsim\.run first"):
            elsewhere.decompose(THREE.name, "gdp")


def test_more_than_eight_parts_are_refused():
    names = ["enforcement", "refusal_share", "oil_price", "rub_per_usd", "remittance_cost", "other_capacity"]
    names += ["permit_cost_rub", "payment_friction", "entry_cost_share"]
    parts = [ts.Scenario(n, [ts.Shock(n, multiply=ts.step(1.01, start="2025Q1"))]) for n in names]
    r = of_2024.run(THREE + sum(parts[2:], parts[0]), end="2025Q4", draws=5, outputs="gdp")
    with pytest.raises(InputError, match=r"has 11 parts, at most 8 \(256 coalitions\)"):
        r.decompose(r.scenarios[1], "gdp", freq="Q")
    eight = of_2024.run(sum(parts[1:8], parts[0]), end="2025Q2", draws=None, outputs="gdp")
    assert len(eight.decompose(eight.scenarios[1], "gdp", freq="Q").parts) == 8


def test_the_memory_limit_of_the_run_holds():
    r = of_2024.run(THREE, end="2025Q4", draws=2000, outputs="gdp", memory_limit=1e-4)
    for by in ("shock", "channel", "policy"):
        with pytest.raises(InputError, match=r"need .* GiB, the limit is 0\.0001; run with fewer draws"):
            r.decompose(THREE.name, "gdp", by)


def test_a_run_without_a_full_year_is_asked_by_quarter():
    r = of_2024.run(WEAK, end="2025Q3", draws=5, outputs="gdp")
    with pytest.raises(InputError, match="use freq='Q'"):
        r.decompose(WEAK.name, "gdp")
    assert r.decompose(WEAK.name, "gdp", freq="Q").periods[-1] == "2025Q3"


def test_a_scenario_that_adds_nothing_to_its_baseline_is_refused() -> None:
    both, same = WEAK + CHEAP, CHEAP + WEAK
    r = of_2024.run(same, end="2025Q4", draws=4, outputs=["gdp"])
    assert r.rerun is not None
    behind = {**r.rerun.scenarios, r.baseline: replace(both, name=r.baseline)}
    alike = replace(r, rerun=replace(r.rerun, scenarios=behind))
    with pytest.raises(InputError, match="holds no shock that 'baseline' does not hold"):
        alike.decompose(same.name, "gdp")
