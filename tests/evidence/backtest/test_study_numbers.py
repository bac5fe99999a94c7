"""The backtest by hand: what it is asked for, its parts, bands and benchmarks."""

from __future__ import annotations

import dataclasses
import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.engine.sampling import BLOCK
from tajsim.errors import InputError, Problems
from tajsim.evidence.backtest import study as testing
from tajsim.evidence.backtest.asked import asked
from tajsim.evidence.backtest.benchmarks import Question
from tajsim.evidence.backtest.study import Backtest, backtest
from tajsim.evidence.calibration.study import Calibration
from tests.evidence.made import BEYOND, MOST, a_calibration, a_forecast


def of_backtest(**what: Any) -> tuple[object, ...]:
    given: dict[str, Any] = {
        "start": 2005, "end": 2024, "trials_draws": 100, "draws": 2, "seed": 0, "required": 0.0,
        "progress": None, "years": (testing.FIRST, 2024),
    }  # fmt: skip
    problems = Problems("cannot run the backtest")
    found = asked(problems, **given | what)
    problems.raise_if_any()
    return found


def test_the_least_and_the_most_of_every_number_are_taken() -> None:
    assert of_backtest() == (2005, 2024, 100, 2, 0, 0.0)
    most = {"trials_draws": 10_000_000, "draws": BLOCK, "seed": MOST, "required": 0.5}
    assert of_backtest(start="2024", **most) == (2024, 2024, 10_000_000, BLOCK, MOST, 0.5)


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        *BEYOND,
        ({"start": 2004}, "the years 2004 to 2024 must lie in order within 2005 to 2024"),
        ({"end": 2025}, "the years 2005 to 2025 must lie in order within 2005 to 2024"),
        ({"start": 2010, "end": 2009}, "the years 2010 to 2009 must lie in order"),
        ({"start": "x"}, "start is 'x'; it must be a year"),
        ({"draws": 1}, "draws must be at least 2, not 1"),
        ({"draws": BLOCK + 1}, f"draws must be at most {BLOCK}"),
        ({"trials_draws": 99}, "trials_draws must be at least 100, not 99"),
        ({"trials_draws": 10_000_001}, "trials_draws must be at most 10000000"),
    ],
)
def test_what_lies_beyond_is_refused(what: dict[str, Any], expected: str) -> None:
    with pytest.raises(InputError) as caught:
        of_backtest(**what)
    (problem,) = caught.value.problems
    assert expected in problem


def test_data_that_are_no_table_are_refused() -> None:
    with pytest.raises(InputError, match="data"):
        ts.backtest(data=[1])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ({"forecasts": 3}, "forecasts is 3; it must be Sequence"),
        ({"forecasts": (a_forecast(), "x")}, "forecasts holds 'x'; it must hold Forecast"),
        ({"benchmarks": [a_forecast()]}, "benchmarks is "),
        ({"benchmarks": {"mine": 3}}, "benchmarks holds 3; it must hold tuple"),
        ({"calibrations": 3}, "calibrations is 3; it must be Mapping"),
        ({"calibrations": {2010: 3}}, "calibrations holds 3; it must hold Calibration"),
    ],
)
def test_a_backtest_of_wrong_parts_is_refused(what: dict[str, Any], expected: str) -> None:
    with pytest.raises(InputError, match="not a backtest") as caught:
        Backtest(**{"forecasts": (), "benchmarks": {}, "calibrations": {}} | what)
    assert expected in str(caught.value)


def test_every_part_of_a_backtest_is_reported_in_short() -> None:
    some = tuple(a_forecast(origin=year) for year in (2009, 2012))
    found = Backtest(some, {"mine": some}, {2009: a_calibration()})
    assert repr(found) == (
        "<Backtest: 2 forecasts, target years 2010 to 2013, 1 benchmarks; .scores(), .table(), .plot()>"
    )
    assert repr(Backtest((), {}, {})) == "<Backtest: 0 forecasts, 0 benchmarks; .scores(), .table(), .plot()>"
    assert (
        repr(a_calibration())
        == "<Calibration until 2010: 1 parameters from 3 draws, effective sample size 2>"
    )


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


def test_a_backtest_asks_every_origin_and_scores_what_was_observed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {"of": [], "simulated": []}
    steps: list[tuple[int, int]] = []

    def trials(
        until: int,
        draws: int,
        seed: int,
        *,
        parameters_from: Any,
        data: Any,
        progress: Any,
        rules: str,
        backend: str,
    ) -> str:
        asked["trials"] = (until, draws, seed, parameters_from.name)
        assert (rules, backend) == ("known", "auto")
        if progress is not None:
            progress(1, 99)
        return "tried"

    def of(done: Any, origin: int, required: float, trusted: float) -> Calibration:
        assert trusted == 0.7
        asked["of"].append((done, origin, required))
        return a_calibration(until=origin)

    def simulated(
        origin: int, targets: tuple[int, int], *, draws: int, seed: int, table: Any, **_: Any
    ) -> Any:
        asked["simulated"].append((origin, *targets, draws, seed))
        drivers = table.drivers(range(origin + 1, origin + 2))
        for variable in ("imports_usd", "reserves_usd", "gdp_growth"):
            yield Question(table, variable, origin, 1, True, drivers), np.linspace(-0.5, 0.5, draws)

    monkeypatch.setattr(testing, "trials", trials)
    monkeypatch.setattr(testing, "simulated", simulated)
    monkeypatch.setattr(testing, "Calibration", SimpleNamespace(of=of))
    monkeypatch.setattr(Backtest := testing.Backtest, "__post_init__", lambda self: None)
    found = backtest(
        2007, "2009", parameters="kremlin-2024", trials_draws=123, draws=11, seed=5, required=2.5,
        progress=lambda done, total: steps.append((done, total)),
    )  # fmt: skip
    assert isinstance(found, Backtest)
    assert asked["trials"] == (2008, 123, 5, "kremlin-2024")
    assert asked["of"] == [("tried", origin, 2.5) for origin in (2006, 2007, 2008)]
    assert asked["simulated"] == [(origin, 2007, 2009, 11, 5) for origin in (2006, 2007, 2008)]
    assert steps == [(1, 8), (6, 8), (7, 8), (8, 8)]  # five years of trials, three origins
    assert list(found.calibrations) == [2006, 2007, 2008]
    asked_for = [(f.variable, f.target) for f in found.forecasts]
    assert asked_for == [
        ("imports_usd", 2007), ("reserves_usd", 2007), ("gdp_growth", 2007),
        ("imports_usd", 2008), ("gdp_growth", 2008),  # reserves break there
        ("imports_usd", 2009), ("reserves_usd", 2009), ("gdp_growth", 2009),
    ]  # fmt: skip
    register = ts.history()
    table = testing.observed(register)
    for one in found.forecasts:
        assert one.observed == table.change(one.variable, one.origin, one.target)
        assert one.base == table.base(one.variable, one.origin)
        assert one.median == pytest.approx(0.0, abs=1e-12)
    assert found.benchmarks["rouble rule"] == ()
    assert {f.variable for f in found.benchmarks["no change"]} >= {"imports_usd", "gdp_growth"}
    quiet = backtest(2009, 2009, trials_draws=123, draws=11)
    assert len(quiet.forecasts) == 3
    every = backtest(trials_draws=123, draws=11)
    assert list(every.calibrations) == list(range(2004, 2024))  # the years 2005 to 2024
