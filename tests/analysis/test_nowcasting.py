"""A parameter set that knows quarters since its base year: made, saved, run and refused."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.nowcasting import Nowcast, nowcast
from tajsim.engine.block import central_economy, drawn_economy
from tajsim.engine.condition import Condition, as_conditions, parse_conditions
from tajsim.engine.given import run_given
from tajsim.engine.measured import Measurement
from tajsim.engine.request import read
from tajsim.engine.run import prepare
from tajsim.errors import InputError
from tests import of_2024

SETTINGS: dict[str, Any] = {"draws": 300, "seed": 3, "end": "2026Q4"}


@pytest.fixture(scope="module")
def made() -> Nowcast:
    return nowcast("2025-10-31", draws=1500, members=80, seed=1)


@pytest.fixture(scope="module")
def result(made: Nowcast) -> ts.Result:
    return ts.run("crackdown", parameters=made.parameters, start="2025Q1", **SETTINGS)


def test_every_draw_and_the_single_path_meet_exact_figures(made: Nowcast) -> None:
    assert made.parameters.known is not None
    conditions = parse_conditions(made.parameters.known.given)
    assert conditions == made.conditions
    exact = [c for c in conditions if c.exact]
    assert len(exact) >= 3
    plan = prepare(read(of_2024.options(parameters=made.parameters, **SETTINGS)))
    measured = Measurement.of(plan, exact)
    wanted = np.array([[c.value] for c in exact])
    for economy in (drawn_economy(measured.plan, 0), central_economy(measured.plan)):
        found = measured.figures(economy)
        np.testing.assert_allclose(found, np.broadcast_to(wanted, found.shape), rtol=1e-6)


def test_members_are_as_likely_as_draws_that_were_given_the_figures(made: Nowcast, result: ts.Result) -> None:
    """The figures with an error, and what was not given, are where conditioned draws have them."""
    settings = {"draws": 1500, "seed": 1, "end": "2026Q4", "start": "2025Q1", "baseline": "none"}
    outputs = ["tjs_per_usd", "reserves_usd", "gdp"]
    given = ts.known(on="2025-10-31").conditions("2025Q1")
    other = of_2024.run(given=given, outputs=outputs, **settings)  # type: ignore[arg-type]
    own = ts.run(parameters=made.parameters, outputs=outputs, **settings)  # type: ignore[arg-type]
    assert other.weights is not None
    w = other.weights.values
    for name, place in (("tjs_per_usd", 0), ("tjs_per_usd", 2), ("reserves_usd", 0), ("gdp", 2)):
        x, y = (r[name].values[place, 0].astype(float) for r in (other, own))
        mean = float(w @ x)
        spread = float(np.sqrt(w @ (x - mean) ** 2))
        assert abs(y.mean() - mean) < 0.5 * spread, (name, place)
        assert 0.6 * spread < y.std() < 1.5 * spread, (name, place)


def test_each_draw_starts_from_a_state_of_its_own(result: ts.Result) -> None:
    last = result["reserves_usd"].values[2, 0]
    assert last.std() > 0.02 * last.mean()
    assert result["tjs_per_usd"].values[2, 0].std() < 0.02 * result["tjs_per_usd"].values[2, 0].mean()


def test_results_are_shown_from_the_quarter_of_the_day(made: Nowcast) -> None:
    shown = ts.run(parameters=made.parameters, draws=None, end="2026Q4")
    assert str(shown.quarters[0]) == "2025Q4"
    assert shown.years == (2026,)


def test_the_single_path_follows_the_outlook_from_the_year_after(result: ts.Result) -> None:
    central = result.central_annual
    wanted = {"gdp_growth": 6.0, "inflation": 3.5, "budget_balance_gdp": -0.3, "npl_ratio": 5.7}
    assert {name: float(central[name][1, 0]) for name in wanted} == pytest.approx(wanted, abs=1e-6)
    assert central["current_account_gdp"][1, 0] != pytest.approx(3.8, abs=0.5), "even steps from 2024"
    assert central["rub_per_usd"][1, 0] == pytest.approx(92.2, rel=2e-3)
    assert central["gdp_growth"][0, 0] != pytest.approx(7.4, abs=1e-3), "the year in progress is no target"


def test_every_year_a_longer_run_begins_like_a_shorter_one(made: Nowcast, result: ts.Result) -> None:
    longer = ts.run(parameters=made.parameters, start="2025Q1", **SETTINGS | {"end": "2027Q2"})
    np.testing.assert_array_equal(longer["gdp"].values[:8, 0], result["gdp"].values[:8, 0])
    shorter = ts.run(parameters=made.parameters, **SETTINGS | {"end": "2025Q4"})
    np.testing.assert_array_equal(shorter["gdp"].values[0, 0], result["gdp"].values[3, 0])


def test_scenarios_share_the_quarters_known(made: Nowcast) -> None:
    settings = SETTINGS | {"end": "2027Q4"}
    r = ts.run("rouble-shock", parameters=made.parameters, start="2025Q1", **settings)
    for name in ("remittances_usd", "gdp", "tjs_per_usd"):
        values = r[name].values
        np.testing.assert_array_equal(values[:4, 1], values[:4, 0])
    assert r.delta("rouble-shock", "remittances_usd").mean("2026") < -10.0


def test_a_shock_in_a_quarter_known_comes_on_top_of_what_happened(result: ts.Result) -> None:
    """The crackdown begins in 2025Q3: more of it than there was."""
    values = result["remittances_usd"].values
    np.testing.assert_array_equal(values[:2, 1], values[:2, 0])
    assert (values[2, 1] < values[2, 0]).all()
    assert result.delta("crackdown", "remittances_usd").mean("2026") < -3.0


def test_workers_and_backends_make_the_same(made: Nowcast, result: ts.Result) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        other = ts.run("crackdown", parameters=made.parameters, start="2025Q1", executor=executor, **SETTINGS)
    assert other == result
    pytest.importorskip("llvmlite")
    plain = ts.run("crackdown", parameters=made.parameters, start="2025Q1", backend="numpy", **SETTINGS)
    assert (result.manifest.backend, plain.manifest.backend) == ("compiled", "numpy")
    np.testing.assert_allclose(plain["gdp"].values, result["gdp"].values, rtol=1e-6)


def test_other_baselines_leave_the_quarters_known_as_they_are(made: Nowcast, result: ts.Result) -> None:
    r = ts.run(parameters=made.parameters, baseline="none", start="2025Q1", **SETTINGS)
    for name in ("gdp", "tjs_per_usd", "remittances_usd", "rub_per_usd"):
        np.testing.assert_allclose(r[name].values[:3, 0], result[name].values[:3, 0], rtol=1e-6)


def test_the_file_holds_all_of_it(made: Nowcast, tmp_path: Path) -> None:
    read_back = ts.parameters(made.save(tmp_path / "nowcast-2025.toml"))
    assert read_back.known == made.parameters.known
    assert read_back.ensemble == made.parameters.ensemble
    whole = ts.parameters(made.parameters.to_toml(tmp_path / "whole.toml"))
    assert whole == made.parameters
    kept = ts.run(parameters=whole, draws=50, end="2026Q1")
    assert ts.rerun(kept.manifest) == kept


def test_the_same_seed_makes_the_same_set() -> None:
    one, two = (nowcast("2025-06-30", draws=400, members=20, seed=4) for _ in range(2))
    assert one.parameters == two.parameters
    assert one.parameters != nowcast("2025-06-30", draws=400, members=20, seed=5).parameters


def test_what_cannot_be_done_is_refused(made: Nowcast) -> None:
    p = made.parameters
    with pytest.raises(InputError, match="knows quarters already"):
        nowcast("2025-10-31", p)
    with pytest.raises(InputError, match="no quarter after 2024-12-31 was over"):
        nowcast("2025-02-28")
    with pytest.raises(InputError, match="members must be at least 2, not 1"):
        nowcast("2025-10-31", members=1)
    figure = Condition(name="gdp", first="2025Q3", last="2025Q4", measure="growth", value=5.0)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"to 2025Q4: gdp 2025Q3-2025Q4 growth = 5 is of them"):
        ts.run(parameters=p, given=figure, draws=10)


def test_figures_of_later_quarters_are_met_and_what_happened_stays(made: Nowcast, result: ts.Result) -> None:
    figure = Condition(name="tjs_per_usd", first="2026Q2", last="2026Q2", measure="end", value=9.8)  # type: ignore[arg-type]
    r = ts.run("crackdown", parameters=made.parameters, given=figure, start="2025Q1", **SETTINGS)
    np.testing.assert_allclose(r["tjs_per_usd"].values[5, 0], 9.8, rtol=1e-6)
    assert r.central["tjs_per_usd"][5, 0] == pytest.approx(9.8, abs=1e-7)
    for name in ("gdp", "remittances_usd", "tjs_per_usd"):
        np.testing.assert_array_equal(r[name].values[:4], result[name].values[:4])
        np.testing.assert_array_equal(r.central[name][:4], result.central[name][:4])
    assert r.weights is not None
    assert r.weights.ess > 50.0


def test_runs_of_given_values_pass_through_what_happened(made: Nowcast) -> None:
    """Central values are those of the single path."""
    plan = prepare(
        read(of_2024.options(parameters=made.parameters, start="2025Q1", end="2026Q4", draws=None))
    )
    given = run_given(plan, {"foreign_workers": np.full(2, plan.parameters.values()["foreign_workers"])})
    single = ts.run(parameters=made.parameters, start="2025Q1", end="2026Q4", draws=None)
    for name in ("gdp", "remittances_usd", "tjs_per_usd"):
        np.testing.assert_allclose(given.quarterly[name][:, 0, 1], single.central[name][:, 0], rtol=1e-9)


def test_people_who_are_not_there_are_told_by_the_path_of_the_set(made: Nowcast) -> None:
    many = ts.Scenario("many", [ts.Shock("deported", set=ts.pulse(600_000.0, "2026Q1"))])
    with pytest.raises(InputError, match="people are given who are not there"):
        ts.run(many, parameters=made.parameters, draws=None, end="2026Q4")


def test_a_mixture_of_two_sets_knows_no_quarters(made: Nowcast) -> None:
    with pytest.raises(InputError, match="which no mixture of two sets does; compare 'calibrated-2024'"):
        ts.compare_parameter_sets("world-bank-2024", made.parameters)


def test_a_changed_parameter_keeps_what_happened(made: Nowcast) -> None:
    changed = made.parameters.replace(stock_russia=900_000.0)
    assert changed.known is made.parameters.known
    assert changed.ensemble is not None
    assert "stock_russia" not in changed.ensemble.names


def test_a_run_from_a_past_year_knows_nothing_of_later_ones(made: Nowcast) -> None:
    with pytest.raises(InputError, match=r"a run from a past year does not; .* 'calibrated-2024'"):
        ts.run(
            parameters=replace(made.parameters, name="mine"), baseline="history", start="2015Q1", end="2016Q4"
        )


def test_the_shipped_set_meets_what_it_was_given() -> None:
    """Equations, outlook or figures that have changed since ask for `ts.nowcast("2025-10-31").save(...)`."""
    p = ts.parameters("nowcast-2025")
    assert p.known is not None
    conditions = parse_conditions(p.known.given)
    assert conditions == as_conditions(ts.known(on=p.known.on).conditions("2025Q1"))
    plan = prepare(read(of_2024.options(parameters=p, **SETTINGS)))
    exact = [c for c in conditions if c.exact]
    measured = Measurement.of(plan, exact)
    wanted = np.array([[c.value] for c in exact])
    for economy in (drawn_economy(measured.plan, 0), central_economy(measured.plan)):
        found = measured.figures(economy)
        np.testing.assert_allclose(found, np.broadcast_to(wanted, found.shape), rtol=1e-6)
