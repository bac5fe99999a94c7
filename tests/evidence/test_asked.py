"""What evidence is asked for: the least and the most of every number, wrong parts, and which years."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import tajsim as ts
from tajsim.engine.request import SEED_BITS
from tajsim.engine.streams import BLOCK
from tajsim.errors import InputError
from tajsim.evidence import backtest, calibration, episodes, forecasting
from tajsim.evidence.backtest import Backtest
from tajsim.evidence.benchmarks import Question
from tajsim.evidence.calibration import Calibration
from tajsim.evidence.episodes import Episode, Line
from tajsim.evidence.observations import VARIABLES, Observed
from tajsim.evidence.scores import Forecast
from tajsim.evidence.trials import trials

MOST = 2**SEED_BITS - 1


def of_backtest(**what: Any) -> tuple[object, ...]:
    given: dict[str, Any] = {
        "start": 2005, "end": 2024, "trials_draws": 100, "draws": 2, "seed": 0, "required": 0.0,
        "progress": None, "latest": 2024,
    }  # fmt: skip
    return backtest._asked(**given | what)


def of_calibration(**what: Any) -> tuple[object, ...]:
    given: dict[str, Any] = {
        "until": 2004, "draws": 100, "seed": 0, "required": 0.0, "progress": None, "latest": 2024,
    }  # fmt: skip
    return calibration._asked(**given | what)


def of_episodes(**what: Any) -> tuple[object, ...]:
    given: dict[str, Any] = {
        "draws": 1, "seed": 0, "trials_draws": 100, "required": 0.0, "origins": [], "calibrations": None,
        "data": None, "progress": None,
    }  # fmt: skip
    return episodes._checked(**given | what)


def test_the_least_and_the_most_of_every_number_are_taken() -> None:
    assert of_backtest() == (2005, 2024, 100, 2, 0, 0.0)
    most = {"trials_draws": 10_000_000, "draws": BLOCK, "seed": MOST, "required": 0.5}
    assert of_backtest(start="2024", **most) == (2024, 2024, 10_000_000, BLOCK, MOST, 0.5)
    assert of_calibration() == (2004, 100, 0, 0.0)
    assert of_calibration(until=2024, draws=10_000_000, seed=MOST, required=0.5) == (
        2024,
        10_000_000,
        MOST,
        0.5,
    )
    assert of_episodes() == (1, 0, 100, 0.0)
    assert of_episodes(**most) == (BLOCK, MOST, 10_000_000, 0.5)


@pytest.mark.parametrize("asked", [of_backtest, of_calibration, of_episodes])
@pytest.mark.parametrize(
    ("what", "told"),
    [
        ({"seed": -1}, "seed must be at least 0, not -1"),
        ({"seed": MOST + 1}, f"seed must be at most {MOST}, not {MOST + 1}"),
        ({"required": -0.1}, "required must be at least 0, not -0.1"),
        ({"required": math.nan}, "required must be a finite number, not nan"),
        ({"required": "many"}, "required must be a number, not 'many'"),
        ({"progress": 3}, "progress is 3; it must be a function of (done, total) or None"),
    ],
)
def test_numbers_beyond_are_refused_everywhere(
    asked: Callable[..., object], what: dict[str, Any], told: str
) -> None:
    with pytest.raises(InputError) as caught:
        asked(**what)
    assert caught.value.problems == (told,)


@pytest.mark.parametrize(
    ("asked", "what", "told"),
    [
        (of_backtest, {"start": 2004}, "the years 2004 to 2024 must lie in order within 2005 to 2024"),
        (of_backtest, {"end": 2025}, "the years 2005 to 2025 must lie in order within 2005 to 2024"),
        (of_backtest, {"start": 2010, "end": 2009}, "the years 2010 to 2009 must lie in order"),
        (of_backtest, {"start": "x"}, "start is 'x'; it must be a year"),
        (of_backtest, {"draws": 1}, "draws must be at least 2, not 1"),
        (of_backtest, {"draws": BLOCK + 1}, f"draws must be at most {BLOCK}"),
        (of_backtest, {"trials_draws": 99}, "trials_draws must be at least 100, not 99"),
        (of_backtest, {"trials_draws": 10_000_001}, "trials_draws must be at most 10000000"),
        (of_calibration, {"until": 2003}, "until is 2003; it must be a year from 2004 to 2024"),
        (of_calibration, {"until": 2025}, "until is 2025; it must be a year from 2004 to 2024"),
        (of_calibration, {"draws": 99}, "draws must be at least 100, not 99"),
        (of_calibration, {"draws": 10_000_001}, "draws must be at most 10000000"),
        (of_episodes, {"draws": 0}, "draws must be at least 1, not 0"),
        (of_episodes, {"draws": BLOCK + 1}, f"draws must be at most {BLOCK}"),
        (of_episodes, {"trials_draws": 99}, "trials_draws must be at least 100, not 99"),
        (of_episodes, {"trials_draws": 10_000_001}, "trials_draws must be at most 10000000"),
        (
            of_episodes,
            {"calibrations": [1], "origins": [2008]},
            "calibrations is [1]; it must be a mapping of years to calibrations",
        ),
        (
            of_episodes,
            {"calibrations": {}, "origins": [2008]},
            "calibrations has none for 2008; it must have 2008",
        ),
        (
            of_episodes,
            {"calibrations": {2008: "one"}, "origins": [2008]},
            "calibrations has none for 2008; it must have 2008",
        ),
    ],
)
def test_years_and_draws_beyond_are_refused(
    asked: Callable[..., object], what: dict[str, Any], told: str
) -> None:
    with pytest.raises(InputError) as caught:
        asked(**what)
    (problem,) = caught.value.problems
    assert told in problem


def test_data_that_are_no_table_are_refused() -> None:
    for call in (ts.backtest, ts.calibrate, ts.episodes):
        with pytest.raises(InputError, match="data"):
            call(data=[1])  # type: ignore[arg-type]


def a_forecast(**what: Any) -> Forecast:
    given: dict[str, Any] = {
        "variable": "imports_usd", "origin": 2010, "horizon": 1, "conditional": True, "observed": 0.1,
        "base": 0.0,
    }  # fmt: skip
    return Forecast.of(np.linspace(-1.0, 1.0, 201), **given | what)


def a_calibration(**what: Any) -> Calibration:
    values = {"rouble_elasticity": np.array([0.1, 0.2, 0.3])}
    given: dict[str, Any] = {
        "until": 2010, "draws": 3, "seed": 0, "effective": 2.5, "shape": 0.25, "years": (2009, 2010),
        "posterior": ts.parameters("world-bank-2024"), "prior": values, "sample": values,
    }  # fmt: skip
    return Calibration(**given | what)


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ({"forecasts": 3}, "forecasts is 3; it must be Sequence"),
        ({"forecasts": (a_forecast(), "x")}, "forecasts holds 'x'; it must hold Forecast"),
        ({"benchmarks": [a_forecast()]}, "benchmarks is "),
        ({"benchmarks": {"mine": 3}}, "benchmarks holds 3; it must hold tuple"),
        ({"calibrations": 3}, "calibrations is 3; it must be Mapping"),
        ({"calibrations": {2010: 3}}, "calibrations holds 3; it must hold Calibration"),
    ],
)
def test_a_backtest_of_wrong_parts_is_refused(what: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match="not a backtest") as caught:
        Backtest(**{"forecasts": (), "benchmarks": {}, "calibrations": {}} | what)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ({"until": "2010"}, "until is '2010'; it must be int"),
        ({"draws": 2.5}, "draws is 2.5; it must be int"),
        ({"seed": None}, "seed is None; it must be int"),
        ({"effective": "x"}, "effective is 'x'; it must be float"),
        ({"shape": None}, "shape is None; it must be float"),
        ({"years": 2010}, "years is 2010; it must be Sequence"),
        ({"years": (2010, "x")}, "years holds 'x'; it must hold int"),
        ({"posterior": "world-bank-2024"}, "posterior is 'world-bank-2024'; it must be Parameters"),
        ({"prior": 3}, "prior is 3; it must be Mapping"),
        ({"sample": {"a": 3}}, "sample holds 3; it must hold ndarray"),
    ],
)
def test_a_calibration_of_wrong_parts_is_refused(what: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match="not a calibration") as caught:
        a_calibration(**what)
    assert told in str(caught.value)


def test_what_is_no_set_of_trials_gives_no_posterior() -> None:
    with pytest.raises(InputError, match=r"tried is 3; it must be what trials\(\) returned"):
        Calibration.of(3, 2010)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="until is 'x'; it must be a year"):
        Calibration.of(3, "x")  # type: ignore[arg-type]


def test_every_part_of_a_backtest_is_told_in_short() -> None:
    some = tuple(a_forecast(origin=year) for year in (2009, 2012))
    found = Backtest(some, {"mine": some}, {2009: a_calibration()})
    assert repr(found) == (
        "<Backtest: 2 forecasts, target years 2010 to 2013, 1 benchmarks; .scores(), .table(), .plot()>"
    )
    assert repr(Backtest((), {}, {})) == "<Backtest: 0 forecasts, 0 benchmarks; .scores(), .table(), .plot()>"
    assert repr(a_calibration()) == "<Calibration until 2010: 1 parameters from 3 draws, worth 2>"


@pytest.mark.parametrize("share", [49, 91, 0, 100])
def test_coverage_is_asked_of_two_bands_alone(share: int) -> None:
    with pytest.raises(InputError, match=f"share is {share}; it must be 50 or 90"):
        Backtest((a_forecast(),), {}, {}).coverage(share)
    with pytest.raises(InputError, match="share must be at most 100, not 101"):
        Backtest((a_forecast(),), {}, {}).coverage(101)


def test_coverage_counts_the_ends_of_the_bands() -> None:
    edge = a_forecast().quantiles
    for share, low, high in ((50, 0.25, 0.75), (90, 0.05, 0.95)):
        at = [
            a_forecast(observed=value, origin=year) for year, value in ((2001, edge[low]), (2002, edge[high]))
        ]
        out = [
            a_forecast(observed=value, origin=year)
            for year, value in ((2003, edge[low] - 1e-6), (2004, edge[high] + 1e-6))
        ]
        assert Backtest(tuple(at), {}, {}).coverage(share) == 1.0
        assert Backtest((*at, *out), {}, {}).coverage(share) == 0.5


def test_a_benchmark_is_scored_on_the_questions_that_both_answer() -> None:
    own = tuple(a_forecast(origin=year, observed=0.1 * (year - 2000)) for year in (2001, 2002, 2003))
    theirs = tuple(dataclasses.replace(one, mean=one.mean + 0.5, crps=2.0) for one in own[:2])
    (row, *_) = Backtest(own, {"mine": theirs, "silent": ()}, {}).rows()
    assert (row["n"], row["first"], row["last"]) == (3, 2002, 2004)
    assert row["rmse"] == pytest.approx(math.sqrt(np.mean(np.square([0.1, 0.2, 0.3]))))
    scored = row["benchmarks"]
    assert set(scored) == {"mine"}
    assert scored["mine"]["n"] == 2
    assert scored["mine"]["crps"] == 2.0
    assert scored["mine"]["mae"] == pytest.approx(np.mean([0.4, 0.3]))
    assert scored["mine"]["rmse"] == pytest.approx(math.sqrt(np.mean(np.square([0.4, 0.3]))))
    assert scored["mine"]["model_rmse"] == pytest.approx(math.sqrt(np.mean(np.square([0.1, 0.2]))))
    assert scored["mine"]["model_crps"] == pytest.approx(np.mean([one.crps for one in own[:2]]))


def test_the_table_of_a_calibration_tells_what_moved_most_first() -> None:
    prior = {"rouble_elasticity": np.array([1.0, 3.0]), "dollar_flight": np.array([0.0, 2.0])}
    sample = {"rouble_elasticity": np.array([2.0, 2.5]), "dollar_flight": np.array([-1.0, 1.0])}
    table = a_calibration(prior=prior, sample=sample).table().set_index("name")
    assert list(table.index) == ["dollar_flight", "rouble_elasticity"]
    assert table["moved"].tolist() == pytest.approx([-1.0, 0.25])
    assert table["shrunk"].tolist() == pytest.approx([0.0, 0.75])
    row = table.loc["rouble_elasticity"]
    assert row[["prior_low", "prior_median", "prior_high"]].tolist() == pytest.approx([1.1, 2.0, 2.9])
    assert row[["posterior_low", "posterior_median", "posterior_high"]].tolist() == pytest.approx(
        [2.025, 2.25, 2.475]
    )


def test_a_posterior_of_no_shipped_vintage_is_not_saved(tmp_path: Any) -> None:
    mine = dataclasses.replace(ts.parameters("world-bank-2024"), name="mine", parents=("mine",))
    with pytest.raises(InputError, match=r"'mine' is no shipped vintage; write \.posterior\.to_toml"):
        a_calibration(posterior=mine).save(tmp_path / "x.toml")
    assert list(tmp_path.iterdir()) == []


def test_members_are_taken_in_proportion_to_their_weights() -> None:
    weights = np.array([0.5, 0.0, 0.25, 0.25])
    for seed in range(5):
        picked = calibration._resampled(weights, 8, np.random.default_rng(seed))
        assert np.bincount(picked, minlength=4).tolist() == [4, 0, 2, 2]
    short = np.array([0.5, 0.5 - 1e-9])  # that do not quite reach 1
    assert calibration._resampled(short, 1000, np.random.default_rng(1)).max() == 1
    np.testing.assert_array_equal(
        calibration._short(np.array([1.2345678, -0.000123456])), [1.2346, -0.00012346]
    )


def test_trials_say_when_they_do_not_fit_and_refuse_a_posterior(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="'calibrated-2024' holds a posterior that has seen the years"):
        trials(2004, 100, 0, parameters_from="calibrated-2024")
    from tajsim.evidence.likelihood import RESIDUALS
    from tajsim.evidence.trials import CALIBRATED

    kept = 2 * len(RESIDUALS) + len(CALIBRATED) + len(RESIDUALS)  # of two years and of the prior
    gib = 8.0 * kept * 10_000_000 / 2**30
    monkeypatch.setattr("tajsim.room.memory", lambda: gib - 0.05)
    with pytest.raises(InputError, match=rf"running 10,000,000 draws of the prior needs {gib:,.1f} GiB"):
        trials(2005, 10_000_000, 0)


def table() -> Observed:
    """Six variables that grow by 5 % a year, with reserves that break in 2008."""
    years = range(2000, 2025)
    column = {year: 100.0 * 1.05 ** (year - 2000) for year in years}
    values = {name: dict(column) for name in VARIABLES}
    values["gdp_growth"] = dict.fromkeys(years, 5.0)
    values["poverty"] = {year: 30.0 - 0.5 * (year - 2000) for year in years}
    rouble = {year: 30.0 + year - 2000 for year in years}
    return Observed(values, rouble, dict.fromkeys(years, 2.0), {"reserves_usd": (2008, 2015)})


@pytest.mark.parametrize(
    ("origin", "first", "last", "asked"),
    [
        (2010, 2005, 2024, {(1, True), (3, True), (1, False), (3, False)}),
        (2010, 2013, 2013, {(3, True), (3, False)}),
        (2010, 2011, 2012, {(1, True), (1, False)}),
        (2010, 2012, 2012, set()),
        (2003, 2004, 2010, {(1, True), (3, True)}),  # too few years for a model of the drivers
    ],
)
def test_questions_are_about_target_years_asked_for(
    monkeypatch: pytest.MonkeyPatch, origin: int, first: int, last: int, asked: set[tuple[int, bool]]
) -> None:
    seen: list[tuple[int, int, int]] = []

    def predictive(
        origin: int, years: int, posterior: Any, draws: int, seed: int, known: Any, outlook: str
    ) -> Any:
        seen.append((years, int(known["year"].max()), {"history": 1, "none": 0}[outlook]))
        return {name: np.arange(years)[:, None] + np.zeros((1, draws)) for name in VARIABLES}

    monkeypatch.setattr(forecasting, "predictive", predictive)
    monkeypatch.setattr(forecasting, "expected_drivers", lambda *_: {})
    register = pd.DataFrame({"year": range(2000, 2025)})
    p: Any = None
    found = list(forecasting.simulated(origin, first, last, p, 4, 0, register, table()))
    assert {(question.horizon, question.conditional) for question, _ in found} == asked
    variables = {question.variable for question, _ in found}
    assert variables == (
        set() if not asked else set(VARIABLES) - ({"reserves_usd"} if origin < 2008 else set())
    )
    for question, sample in found:
        assert sample.tolist() == [question.horizon - 1.0] * 4  # of the target year
        years = range(origin + 1, origin + question.horizon + 1) if question.conditional else ()
        assert set(question.drivers) == set(years)
    for years, latest, conditional in seen:
        assert latest == origin + (years if conditional else 0)


@pytest.mark.parametrize(("origin", "asked"), [(2007, False), (2008, True)])
def test_reserves_are_asked_for_from_the_year_they_were_reported_rightly(
    monkeypatch: pytest.MonkeyPatch, origin: int, asked: bool
) -> None:
    monkeypatch.setattr(forecasting, "predictive", lambda *_: {name: np.zeros((3, 2)) for name in VARIABLES})
    monkeypatch.setattr(forecasting, "expected_drivers", lambda *_: {})
    register = pd.DataFrame({"year": range(2000, 2025)})
    p: Any = None
    found = forecasting.simulated(origin, 2000, 2024, p, 2, 0, register, table())
    assert any(question.variable == "reserves_usd" for question, _ in found) is asked


def test_figures_of_one_kind_lie_between_breaks() -> None:
    def years(variable: str, origin: int) -> list[int]:
        return sorted(episodes._comparable(table(), variable, range(2004, 2018), origin))

    assert years("reserves_usd", 2007) == list(range(2004, 2008))
    assert years("reserves_usd", 2008) == list(range(2008, 2015))
    assert years("reserves_usd", 2014) == list(range(2008, 2015))
    assert years("reserves_usd", 2015) == [2015, 2016, 2017]
    assert years("imports_usd", 2010) == list(range(2004, 2018))
    late = episodes._comparable(table(), "imports_usd", range(2023, 2027), 2022)
    assert dict(late) == {year: table().level("imports_usd", year) for year in (2023, 2024)}


@pytest.mark.parametrize(
    ("variable", "origin", "year", "reason"),
    [
        ("imports_usd", 2010, 2012, ""),
        ("imports_usd", 2010, 2025, "not observed"),
        ("imports_usd", 1999, 2001, "not observed at the end of 1999, where the run starts"),
        ("reserves_usd", 2007, 2009, "the series breaks between 2007 and 2009"),
        ("reserves_usd", 2008, 2014, ""),
    ],
)
def test_why_a_figure_is_not_compared(variable: str, origin: int, year: int, reason: str) -> None:
    assert episodes._not_compared(table(), variable, origin, year) == reason


def test_levels_are_those_that_changes_lead_to() -> None:
    change = np.array([0.0, 0.1])
    np.testing.assert_allclose(episodes._level("imports_usd", 50.0, change), 50.0 * np.exp(change))
    np.testing.assert_allclose(episodes._level("poverty", 20.0, change), [20.0, 30.0])
    np.testing.assert_allclose(episodes._level("gdp_growth", 7.0, change), 100.0 * np.expm1(change))


def test_a_line_has_its_rank_among_the_draws_and_what_was_published() -> None:
    from tajsim.evidence.stories import Published

    seen = table().level("imports_usd", 2010)
    sample = seen + np.array([-3.0, -2.0, -1.0, 0.0, 1.0])
    stated = Published("imports_usd", 2010, -10.0, "a source", "by somebody")
    other = Published("imports_usd", 2011, 50.0, "another", "by somebody")
    line = episodes._line("imports_usd", 2010, sample, table(), (stated, other))
    assert line.percentile == 60.0  # ties do not lie below
    assert episodes._line("imports_usd", 2010, sample - 9.0, table(), ()).percentile == 100.0
    assert (line.q5, line.q25, line.median, line.q75, line.q95) == pytest.approx(
        tuple(seen + x for x in (-2.8, -2.0, -1.0, 0.0, 0.8))
    )
    assert line.published_forecast == pytest.approx(0.9 * table().level("imports_usd", 2009))
    assert line.forecast_source == "a source"
    growth = Published("gdp_growth", 2010, 3.0, "a source", "by somebody")
    assert episodes._line("gdp_growth", 2010, sample, table(), (growth,)).published_forecast == 3.0
    bare = episodes._line("imports_usd", 2010, sample, table(), (other,))
    assert math.isnan(bare.published_forecast)
    assert bare.forecast_source == ""


def test_an_episode_tells_how_much_lies_inside() -> None:
    def line(inside: bool) -> Line:
        return Line(
            2010, "imports_usd", "million USD", 1.0, 1.0, 0.5, 0.75, 1.25, 1.5, inside, 50.0, math.nan, ""
        )

    made = Episode(
        name="mine", title="Mine", first=2010, last=2011, narrative="", sources=(), forecasts=(),
        lines=(line(True), line(False), line(True)), observed={}, notes=(), calibrated=None, draws=10, seed=0,
        data="",
    )  # fmt: skip
    assert repr(made) == (
        "<Episode 'Mine': 2 of 3 observed figures inside the 90 % bands; .table(), .missed, .plot()>"
    )
    row = made.rows()[0]
    assert row["published_forecast"] is None
    assert row["observed"] == 1.0
    assert made.table()["published_forecast"].isna().all()


@pytest.mark.parametrize(
    ("variable", "horizon", "told"),
    [
        ("imports", 1, "unknown variable 'imports'"),
        ("imports_usd", 0, "the horizon is 0; must be 1 year or more"),
    ],
)
def test_a_question_that_cannot_be_is_refused(variable: str, horizon: int, told: str) -> None:
    with pytest.raises(InputError, match=told):
        Question(table(), variable, 2010, horizon)
    assert Question(table(), "imports_usd", 2010, 1).table == table().until(2010)


def test_drivers_that_are_not_given_are_named() -> None:
    asked = Question(table(), "imports_usd", 2010, 3, True, {2012: (0.1, math.log(1.02))})
    with pytest.raises(InputError, match="imports_usd from 2010: the drivers of 2011, 2013 are missing"):
        asked.regressors()
    alone = Question(table(), "imports_usd", 2011, 1, True, {2012: (0.1, math.log(1.02))})
    np.testing.assert_allclose(alone.regressors(), [[1.0, 0.1, 0.02]])
