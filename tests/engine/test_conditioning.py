"""Figures that a run is given: met in every draw, weighed as they should be, refused where they cannot be."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.engine.condition import Condition
from tajsim.engine.conditioning import met_in_every_draw
from tajsim.engine.measured import Measurement
from tajsim.engine.plan import Plan
from tajsim.engine.request import read
from tajsim.engine.run import prepare
from tajsim.errors import InputError
from tajsim.results.conditions import effective_draws, normalised
from tests import of_2024
from tests.of_2024 import run

from .worlds import worlds

OUTPUTS = ("remittances_usd", "tjs_per_usd", "inflation", "gdp", "gdp_growth", "imports_usd", "rub_per_usd",
           "reserves_usd", "remittances_gdp")  # fmt: skip
SETTINGS: dict[str, Any] = {"draws": 400, "seed": 5, "end": "2026Q2", "outputs": OUTPUTS}


def given(name: str, first: str, last: str, measure: str, value: float, **more: Any) -> Condition:
    dates = {"first": ts.Quarter.parse(first), "last": ts.Quarter.parse(last)}
    return Condition(name=name, measure=measure, value=value, **dates, **more)  # type: ignore[arg-type]


FIGURES = (
    given("rub_per_usd", "2025Q2", "2025Q2", "mean", 83.0),
    given("remittances_usd", "2025Q1", "2025Q1", "sum", 1300.0, source="a bank"),
    given("tjs_per_usd", "2025Q2", "2025Q2", "end", 10.5),
    given("inflation", "2025Q1", "2025Q2", "growth", 4.0),
    given("gdp_growth", "2025Q1", "2025Q2", "growth", 7.5),
    given("imports_usd", "2025Q1", "2025Q3", "sum", 5700.0),
    given("reserves_usd", "2025Q1", "2025Q1", "end", 4600.0),
    given("remittances_gdp", "2025Q1", "2025Q4", "mean", 45.0, error=3.0),
)


@pytest.fixture(scope="module")
def known() -> ts.Result:
    return run("crackdown", given=FIGURES, **SETTINGS)


@pytest.fixture(scope="module")
def unknown() -> ts.Result:
    return run("crackdown", **SETTINGS)


def planned(*conditions: Condition, **options: Any) -> Plan:
    settings = {"draws": 400, "seed": 5, "end": "2025Q4", "outputs": ["gdp"]} | options
    return prepare(read(of_2024.options(given=conditions, **settings)))


def test_every_draw_and_the_single_path_meet_exact_figures(known: ts.Result) -> None:
    draws = {name: known[name].values[:, 0].astype(np.float64) for name in OUTPUTS}
    central = {name: known.central[name][:, :1] for name in OUTPUTS}
    for values, tolerance in ((draws, 1e-6), (central, 1e-9)):
        for reached, wanted in (
            (values["rub_per_usd"][1], 83.0),
            (values["remittances_usd"][0], 1300.0),
            (values["tjs_per_usd"][1], 10.5),
            (values["imports_usd"][:3].sum(axis=0), 5700.0),
            (values["reserves_usd"][0], 4600.0),
        ):
            np.testing.assert_allclose(reached, wanted, rtol=tolerance)
    levels = known["gdp"].values[:2, 0].astype(np.float64).sum(axis=0)
    growth = known["gdp_growth"].values[:2, 0].astype(np.float64)
    before = (known["gdp"].values[:2, 0] / (1.0 + growth / 100.0)).sum(axis=0)
    np.testing.assert_allclose(100.0 * (levels / before - 1.0), 7.5, atol=1e-5)


def test_the_accounts_hold_as_without_figures(known: ts.Result) -> None:
    assert known.check()["worst"].max() < 1e-9


def test_a_run_that_is_given_nothing_has_the_bits_it_had(unknown: ts.Result) -> None:
    assert run("crackdown", given=(), **SETTINGS) == unknown
    assert unknown.given is None
    assert unknown.manifest.given_toml is None


def test_order_and_repetition_make_no_difference(known: ts.Result) -> None:
    assert run("crackdown", given=[*FIGURES[::-1], FIGURES[2]], **SETTINGS) == known


def test_blocks_can_be_solved_anywhere() -> None:
    settings = {**SETTINGS, "draws": 4200, "outputs": ["gdp"], "end": "2025Q2", "given": FIGURES[:2]}
    alone = run(**settings)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        assert run(executor=executor, **settings) == alone
    few = run(**{**settings, "draws": 4096})
    np.testing.assert_array_equal(few["gdp"].values, alone["gdp"].values[..., :4096])


def test_both_backends_meet_the_same_figures(known: ts.Result) -> None:
    pytest.importorskip("llvmlite")
    other = run("crackdown", given=FIGURES, backend="numpy", **SETTINGS)
    assert (known.manifest.backend, other.manifest.backend) == ("compiled", "numpy")
    np.testing.assert_allclose(other["gdp"].values, known["gdp"].values, rtol=1e-6)
    assert known.given is not None
    assert other.given is not None
    np.testing.assert_allclose(other.given.log_weights, known.given.log_weights, atol=1e-4)


def test_scenarios_share_the_innovations_of_the_baseline(known: ts.Result, unknown: ts.Result) -> None:
    alone = run((), given=FIGURES, **SETTINGS)
    np.testing.assert_array_equal(alone["gdp"].values[:, 0], known["gdp"].values[:, 0])
    assert alone.given == known.given
    effect = known.delta("crackdown", "gdp").values
    usual = unknown.delta("crackdown", "gdp").values
    assert np.median(effect[-1]) == pytest.approx(np.median(usual[-1]), rel=0.3)
    null = ts.Scenario("null", [ts.Shock("rub_per_usd", multiply=1.0)])
    with pytest.warns(UserWarning, match="no effect"):
        same = run(null, given=FIGURES, **SETTINGS)
    assert (same.delta("null", "gdp").values == 0.0).all()


def test_other_scenarios_are_run_on_the_same_draws(known: ts.Result) -> None:
    assert known.rerun is not None
    more = known.rerun.run([ts.scenario("reintegration")], ["gdp"])
    np.testing.assert_array_equal(more["gdp"].values[:, 0], known["gdp"].values[:, 0])


def test_the_table_says_how_each_figure_was_met(known: ts.Result) -> None:
    assert known.given is not None
    table = known.given.table().set_index("name")
    assert list(table.index[:2]) == ["rub_per_usd", "remittances_usd"], "drivers first, then by date"
    assert table.loc["remittances_usd", "source"] == "a bank"
    assert table.loc["remittances_usd", "carried_by"].startswith("remittances ")
    assert "error " in table.loc["remittances_gdp", "carried_by"]
    assert (table["effective"] > effective_draws(known.given.log_weights) * 0.5).all()
    assert abs(table["size"]).max() < 4.0


def test_a_saved_run_and_a_repeated_one_are_the_same(known: ts.Result, tmp_path: Any) -> None:
    assert ts.load(known.save(tmp_path / "known.npz")) == known
    assert ts.load(tmp_path / "known.npz").given == known.given
    again = ts.rerun(known.manifest)
    assert again == known
    assert again.given == known.given


def test_the_way_figures_are_met_does_not_change_what_they_say() -> None:
    """Equations of its own or all of them: the weighted means agree within their sampling error."""
    figure = given("remittances_usd", "2025Q1", "2025Q2", "sum", 3300.0)
    means, errors = [], []
    for by in ("all", "own", "remittances"):
        r = run(given=replace(figure, by=by), draws=4000, seed=1, end="2025Q4", outputs=["tjs_per_usd"])
        assert r.given is not None
        w = normalised(r.given.log_weights)
        x = r["tjs_per_usd"].values[3, 0].astype(np.float64)
        means.append(float(w @ x))
        errors.append(float(np.sqrt((w**2) @ (x - w @ x) ** 2)))
    assert abs(means[0] - means[1]) < 3.0 * np.hypot(errors[0], errors[1])
    assert means[1] == means[2], "the equation declared for remittances"


def test_a_figure_of_a_driver_alone_weighs_every_draw_alike() -> None:
    """Parameters do not move the rouble, and scales are drawn as likely as its figure makes them."""
    plan = met_in_every_draw(planned(given("rub_per_usd", "2025Q1", "2025Q1", "mean", 100.0)), None)
    assert plan.given is not None
    assert plan.given.solved is not None
    np.testing.assert_allclose(plan.given.solved.log_weights, plan.given.solved.log_weights[0], atol=1e-3)


def test_a_figure_with_an_error_says_what_weights_of_its_likelihood_say() -> None:
    figure = given("gdp", "2025Q1", "2025Q2", "sum", 77_000.0, error=1500.0)
    settings = {"draws": 4000, "seed": 5, "end": "2025Q4", "outputs": ["gdp"]}
    r, free = run(given=figure, **settings), run(**settings)
    before = free["gdp"].values[:, 0].astype(np.float64)
    likelihood = normalised(-0.5 * ((before[:2].sum(axis=0) - 77_000.0) / 1500.0) ** 2)
    assert r.given is not None
    weights = normalised(r.given.log_weights)
    after = r["gdp"].values[:, 0].astype(np.float64)
    for t in (1, 3):
        mean = likelihood @ before[t]
        spread = np.sqrt(likelihood @ (before[t] - mean) ** 2)
        assert weights @ after[t] == pytest.approx(mean, abs=0.1 * spread)
        assert np.sqrt(weights @ (after[t] - weights @ after[t]) ** 2) == pytest.approx(spread, rel=0.08)
    assert effective_draws(r.given.log_weights) > 2.0 * effective_draws(np.log(likelihood))
    assert "error" in r.given.rows[0].carried_by
    assert before[:2, 0].sum() != after[:2, 0].sum() != pytest.approx(77_000.0)


def test_an_error_that_vanishes_is_an_exact_figure() -> None:
    figure = given("gdp", "2025Q1", "2025Q2", "sum", 77_000.0)
    exact, nearly = (run(given=replace(figure, error=e), **SETTINGS) for e in (0.0, 1e-4))
    np.testing.assert_allclose(nearly["gdp"].values, exact["gdp"].values, rtol=1e-5)
    assert exact.given is not None
    assert nearly.given is not None
    np.testing.assert_allclose(nearly.given.log_weights, exact.given.log_weights, atol=1e-3)


def test_a_year_that_began_before_the_run_is_measured_over_the_base_year() -> None:
    figure = given("imports_usd", "2024Q4", "2025Q1", "sum", 3700.0)
    plan = planned(figure)
    r = run((), given=figure, draws=100, end="2025Q2", outputs=["imports_usd"])
    from tajsim.engine.block import drawn_economy

    before = drawn_economy(replace(plan, given=None, draws=100, seed=0), 0).state.imports_usd
    np.testing.assert_allclose(r["imports_usd"].values[0, 0] + before, 3700.0, rtol=1e-6)


def test_the_path_of_a_driver_without_deviations_is_set_and_the_outlook_stays() -> None:
    figure = given("import_price_inflation", "2025Q1", "2025Q2", "mean", 9.0)
    plan, plain = planned(figure), planned()
    path = plan.scenarios[0].drivers["import_price_inflation"]
    assert path[:2].mean() == pytest.approx(9.0)
    np.testing.assert_array_equal(path[2:], plain.scenarios[0].drivers["import_price_inflation"][2:])
    assert plan.add_factors == plain.add_factors, "shocks and news are read against the same add-factors"
    r = run((), given=figure, draws=None, end="2025Q4", outputs=["inflation"])
    assert r.given is not None
    assert r.given.table().loc[0, "by"] == "path"


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ([given("gini", "2025Q1", "2025Q1", "mean", 34.0, by="own")], "no equation is declared for 'gini'"),
        ([given("banned", "2025Q1", "2025Q1", "end", 9e4, by="prices")], "'prices' does not move it"),
        ([given("gdp", "2031Q1", "2031Q1", "sum", 1.0)], "outside the run, which goes from 2025Q1"),
        ([given("gdp", "2023Q1", "2025Q1", "sum", 1.0)], "begins more than a year before the run"),
        ([given("npl_ratio", "2024Q4", "2025Q1", "mean", 7.0)], "which are not known of 'npl_ratio'"),
        (
            [given("gdp", "2025Q1", "2025Q1", "sum", 34e3), given("gdp", "2025Q1", "2025Q1", "sum", 35e3)],
            "two exact figures of one thing",
        ),
        (
            [
                given("tjs_per_usd", "2025Q1", "2025Q1", "end", 10.5, by="own"),
                given("tjs_per_usd", "2025Q1", "2025Q1", "mean", 10.6, by="own"),
            ],
            "has no quarter left to meet it",
        ),
        ([given("gdp", "2025Q1", "2025Q1", "sum", -5.0)], "nothing brings the single path to the figures"),
        ([given("russia_inflation", "2025Q1", "2025Q1", "mean", 9.0, error=1.0)], "no deviations in draws"),
        ([given("russia_inflation", "2025Q1", "2025Q1", "mean", 900.0)], "outside its range"),
        (
            [
                given("russia_inflation", "2025Q1", "2025Q1", "mean", 9.0),
                given("russia_inflation", "2025Q1", "2025Q1", "end", 8.0),
            ],
            "contradicts another figure",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_met_is_refused(conditions: list[Condition], message: str) -> None:
    with pytest.raises(InputError, match=message):
        planned(*conditions)


def test_a_baseline_that_moves_a_driver_away_from_its_figure_is_refused() -> None:
    moved = ts.Scenario("dear", [ts.Shock("russia_inflation", add=1.0)])
    with pytest.raises(InputError, match="the baseline 'dear' has a shock on it"):
        planned(given("russia_inflation", "2025Q1", "2025Q1", "mean", 9.0), baseline=moved)


def test_weights_that_collapse_name_the_figure_to_relax() -> None:
    unlikely = given("remittances_usd", "2025Q1", "2025Q1", "sum", 6000.0)
    with pytest.raises(
        InputError, match=r"effective draws of 400, .* off, is remittances_usd 2025Q1 sum = 6000"
    ):
        run((), given=[unlikely, FIGURES[2]], draws=400, end="2025Q2", outputs=["gdp"])


def test_draws_that_fail_have_no_weight_and_too_many_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = planned(FIGURES[1])
    true = Measurement.figures

    def broken(*arguments: Any) -> Any:
        found = true(*arguments)
        found[:, : len(found[0]) // share] = np.nan
        return found

    monkeypatch.setattr(Measurement, "figures", broken)
    share = 40
    solved = met_in_every_draw(plan, None).given
    assert solved is not None
    assert solved.solved is not None
    assert np.isneginf(solved.solved.log_weights[:10]).all()
    assert np.isfinite(solved.solved.log_weights[10:]).all()
    share = 1
    with pytest.raises(InputError, match="100 % of draws cannot meet"):
        met_in_every_draw(plan, None)


def test_draws_that_weigh_differently_must_be_kept() -> None:
    with pytest.raises(InputError, match="keep='draws'"):
        run((), given=FIGURES[1], draws=100, end="2025Q2", outputs=["gdp"], keep="summary")


def test_the_single_path_alone_meets_figures(known: ts.Result) -> None:
    alone = run("crackdown", given=FIGURES, **{**SETTINGS, "draws": None})
    for name in OUTPUTS:
        np.testing.assert_array_equal(alone.central[name], known.central[name])


@pytest.mark.slow
def test_bands_hold_what_simulated_worlds_did_not_tell() -> None:
    """`python -m tests.engine.worlds` looks at more of them, and at more draws."""
    pytest.importorskip("llvmlite")  # many short runs
    found = [world for world in worlds(16, 300, "compiled") if world is not None]
    assert len(found) >= 12, "reserves at the limit of what holders can sell are refused, in some worlds"
    held = np.array([held for held, _ in found])
    assert 0.8 < held.mean() < 0.97


@pytest.mark.parametrize(
    ("name", "measure", "value", "each"),
    [
        ("russia_wage", "mean", 99_000.0, 99_000.0),
        ("organised_recruits", "sum", 9_000.0, 4_500.0),
        ("deported", "sum", 5_000.0, 2_500.0),
    ],
)
def test_observed_wages_recruits_and_deportations_take_the_place_of_the_models_own(
    name: str, measure: str, value: float, each: float
) -> None:
    figure = given(name, "2025Q1", "2025Q2", measure, value)
    known, free = (run(given=g, draws=50, end="2025Q4", outputs=[name]) for g in (figure, ()))
    np.testing.assert_allclose(known[name].values[:2], each, rtol=1e-6)
    assert known[name].values[2].std() > 0.0
    assert (known[name].values[:2] != free[name].values[:2]).all()
