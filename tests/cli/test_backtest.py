"""`tajsim backtest`: the table, what fell short in words, JSON, the files, and what is refused."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import inspect
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tajsim.cli.parser import command_parser
from tajsim.cli.scoreboard import (
    bands,
    beaten,
    beaten_in_part,
    dishonest,
    outside,
    render,
    shortfalls,
    variants,
    wrong_signs,
)
from tajsim.evidence.backtest.benchmarks import BENCHMARKS
from tajsim.evidence.backtest.comparison import COLUMNS, given
from tajsim.evidence.backtest.scores import Forecast, over_all_years
from tajsim.evidence.backtest.study import Backtest, backtest
from tajsim.evidence.backtest.variants import VARIANTS
from tajsim.evidence.variables import VARIABLES
from tajsim.store import data_path

from .conftest import Call

SMALL = ("--start", "2005", "--end", "2007", "--trials", "4096", "--draws", "60", "--seed", "3")
SAMPLE = np.linspace(-1.0, 1.0, 201)  # 0.9 to both sides in the 90 % band


class Studied:
    """An episode that took no time."""

    title, missed = "2009: the crisis", "Remittances lie 3 % below the band."

    def to_dict(self) -> dict[str, Any]:
        return {"name": "2009", "missed": self.missed, "figure": float("nan")}


@pytest.fixture(scope="module")
def small() -> Backtest:
    return backtest(2005, 2007, trials_draws=4096, draws=60, seed=3)


@pytest.fixture
def quick(small: Backtest, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The command with the small backtest in place of its own, which is kept; what it was asked for."""
    asked: dict[str, Any] = {}

    def made(start: int, end: int, **what: Any) -> Backtest:
        asked.update(what, start=start, end=end)
        return small

    def studied(*what: Any, **named: Any) -> tuple[Studied, ...]:
        asked["episodes"] = (what, named)
        return (Studied(),)

    monkeypatch.setattr("tajsim.cli.backtest.backtest", made)
    monkeypatch.setattr("tajsim.evidence.episodes.study.episodes", studied)
    return asked


def forecast(variable: str, target: int, observed: float, **what: Any) -> Forecast:
    kind = {"horizon": 1, "conditional": True, "base": 0.0, "shift": 0.0, **what}
    sample = SAMPLE + kind.pop("shift")
    origin = target - kind["horizon"]
    return Forecast.of(sample, variable=variable, origin=origin, observed=observed, **kind)


def row(variable: str, n: int = 12, *, last: int = 2024, coverage90: float = 0.9, **benchmarks: Any) -> Any:
    return {
        "variable": variable, "horizon": 1, "conditional": True, "first": 2005, "last": last, "n": n,
        "rmse": 0.2, "mae": 0.1, "crps": 0.1, "sign": 1.0, "coverage50": 0.5, "coverage90": coverage90,
        "bias": 0.0, "pit": (n,) + (0,) * 9, "benchmarks": benchmarks,
    }  # fmt: skip


def scored(crps: float, n: int = 12, model_crps: float = 0.1) -> dict[str, Any]:
    return {"rmse": 1.0, "mae": 1.0, "crps": crps, "n": n, "model_rmse": 0.2, "model_crps": model_crps}


def test_the_command_forecasts_prints_and_says_what_fell_short(call: Call, tmp_path: Path) -> None:
    done = call(*("backtest", "--end", "2006", "--trials", "4096", "--draws", "40", "--seed", "3"))
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert sum(line.startswith("Remittances $  2005-06") for line in lines) == 4  # scores and bands
    assert "roubles per dollar by quarter" in " ".join(done.out.split())  # what forecasts are given
    for text in (
        "One year ahead, drivers as they were",
        "One year ahead, forecast drivers",
        "What fell short",
    ):
        assert text in lines
    assert "4,096 trials" in done.out
    assert "40 draws, seed 3" in " ".join(done.out.split())
    assert list(tmp_path.iterdir()) == []


def test_the_table_fits_a_terminal(call: Call, quick: dict[str, Any]) -> None:
    lines = call("backtest", *SMALL).out.splitlines()
    assert max(map(len, lines)) <= 100
    assert "3 years ahead, drivers as they were" in lines


def test_the_report_counts_what_the_backtest_holds(
    call: Call, quick: dict[str, Any], small: Backtest
) -> None:
    out = call("backtest", *SMALL).out
    text, lines = " ".join(out.split()), out.splitlines()
    inside = {
        percent: np.mean([f.quantiles[low] <= f.observed <= f.quantiles[1 - low] for f in small.forecasts])
        for percent, low in ((90, 0.05), (50, 0.25))
    }
    effective = min(one.effective for one in small.calibrations.values())
    assert "Forecasts of 2005-2007 made from data up to their origin" in text
    assert (
        f"Of {len(small.forecasts)} outcomes {100 * inside[90]:.0f} % lie in the 90 % bands and "
        f"{100 * inside[50]:.0f} % in the 50 % bands. Parameters: world-bank-2024, declared ranges, fitted. "
        "4,096 trials, effective sample size "
        f"{effective:,.0f} or more at every origin; 60 draws, seed 3."
    ) in text
    assert render(small.rows()) in out
    assert bands(small.rows()) in out
    found = shortfalls(small)
    assert {bool(some) for _, some in found} == {True, False}
    for heading, some in found:
        assert f"{heading}{':' if some else ': nothing.'}" in text
        for line in some:
            assert line in text
    assert sum(line.endswith(": nothing.") for line in lines) == sum(not some for _, some in found)


def test_what_is_typed_is_what_is_made(call: Call, quick: dict[str, Any]) -> None:
    typed = (*SMALL, "--vintage", "kremlin-2024", "--backend", "numpy")
    assert call("backtest", *typed).code == 0
    parameters = quick.pop("parameters")
    assert (parameters.name, quick.pop("progress")) == ("kremlin-2024", None)
    asked = {"start": 2005, "end": 2007, "trials_draws": 4096, "draws": 60, "seed": 3}
    assert quick == {**asked, "backend": "numpy", "variant": "headline"}


def test_a_variant_that_is_not_fitted_says_so(
    call: Call, quick: dict[str, Any], small: Backtest, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = dataclasses.replace(small, calibrations={})

    def made(start: int, end: int, **what: Any) -> Backtest:
        quick.update(what)
        return bare

    monkeypatch.setattr("tajsim.cli.backtest.backtest", made)
    done = call("backtest", *SMALL, "--variant", "unfitted")
    assert (done.code, done.err) == (0, "")
    assert quick["variant"] == "unfitted"
    assert "declared ranges, not fitted. Not fitted; 60 draws, seed 3." in " ".join(done.out.split())


def test_all_variants_stand_side_by_side_and_are_written(
    call: Call, quick: dict[str, Any], small: Backtest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}

    def made(progress: Any, **what: Any) -> dict[str, Backtest]:
        asked.update(what)
        return dict.fromkeys(VARIANTS, small)

    monkeypatch.setattr("tajsim.cli.backtest.backtest_variants", made)
    done = call("backtest", *SMALL, "--variants", "--out", "o")
    assert (done.code, done.err) == (0, "")
    assert asked.pop("parameters").name == "world-bank-2024"
    numbers = {"start": 2005, "end": 2007, "trials_draws": 4096, "draws": 60, "seed": 3}
    assert asked == {**numbers, "backend": "auto"}
    every = dict.fromkeys(VARIANTS, small)
    assert variants(given(every)) in done.out
    written = (tmp_path / "o" / "variants.csv").read_text().splitlines()
    one_year = [f for f in small.forecasts if f.horizon == 1 and f.conditional]
    assert len(written) == 1 + len(VARIANTS) * len(one_year)
    assert written[0] == ",".join(COLUMNS)


def test_as_many_draws_as_a_forecast_takes(call: Call, quick: dict[str, Any]) -> None:
    assert call("backtest", "--draws", "4096").code == 0
    assert quick["draws"] == 4096


def test_the_defaults_are_those_of_the_library() -> None:
    typed = vars(command_parser("backtest").read([]))
    library = {name: p.default for name, p in inspect.signature(backtest).parameters.items()}
    for option, name in {"start": "start", "end": "end", "draws": "draws", "trials": "trials_draws"}.items():
        assert int(typed[option]) == library[name]
    assert (typed["vintage"], int(typed["seed"])) == (library["parameters"], library["seed"])


def test_json_is_one_object_with_the_fields_of_the_contract(
    call: Call, quick: dict[str, Any], small: Backtest
) -> None:
    done = call("backtest", *SMALL, "--json")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    assert list(found) == ["scores", "episodes"]
    assert len(found["scores"]) == len(small.rows())
    for one in found["scores"]:
        for key in ("horizon", "first", "last", "n"):
            assert isinstance(one[key], int)
        for key in ("rmse", "mae", "crps", "sign", "coverage50", "coverage90"):
            assert isinstance(one[key], float)
        assert one["variable"] in VARIABLES
        assert isinstance(one["conditional"], bool)
        assert sum(one["pit"]) == one["n"]
        assert set(one["benchmarks"]) <= set(BENCHMARKS)
        assert all({"rmse", "mae", "crps"} <= set(scores) for scores in one["benchmarks"].values())
    assert found["episodes"] == [{"name": "2009", "missed": Studied.missed, "figure": None}]


def test_episodes_use_the_calibrations_of_the_backtest_where_it_has_them(
    call: Call, quick: dict[str, Any], small: Backtest, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = call("backtest", *SMALL)
    assert "Episodes" not in done.out  # those years were not asked for
    call("backtest", *SMALL, "--json")
    what, named = quick["episodes"]
    assert what == (60, 3)
    assert named["calibrations"] is None
    assert named["trials_draws"] == 4096
    monkeypatch.setattr("tajsim.cli.backtest._origins", lambda: [2005, 2006])
    done = call("backtest", *SMALL)
    assert quick["episodes"][1]["calibrations"] == {o: small.calibrations[o] for o in (2005, 2006)}
    assert "  2009: the crisis. Remittances lie 3 % below the band." in done.out.splitlines()


def test_out_writes_four_whole_files(
    call: Call, quick: dict[str, Any], small: Backtest, tmp_path: Path
) -> None:
    for folder in ("a/b", "again"):
        done = call("backtest", *SMALL, "--out", folder)
        assert (done.code, done.err) == (0, "")
    folder = tmp_path / "a" / "b"
    names = ["backtest.png", "forecasts.csv", "manifest.json", "scores.csv"]
    assert sorted(path.name for path in folder.iterdir()) == names
    for name in names:
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
    assert (folder / "backtest.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert len((folder / "forecasts.csv").read_text().splitlines()) == len(small.table()) + 1
    with (folder / "scores.csv").open(newline="") as stream:
        scores = list(csv.DictReader(stream))
    keys = ["variable", "horizon", "conditional", "first", "last", "by", "statistic"]
    assert list(scores[0]) == [*keys, "value"]
    assert len({tuple(one[key] for key in keys) for one in scores}) == len(scores)
    expected = next(r for r in small.rows() if r["variable"] == "imports_usd" and r["horizon"] == 3)
    (crps,) = [
        one["value"] for one in scores
        if (one["variable"], one["horizon"], one["conditional"]) == ("imports_usd", "3", "True")
        and (one["by"], one["statistic"]) == ("tajsim", "crps")
    ]  # fmt: skip
    assert float(crps) == expected["crps"]
    shares = [
        float(one["value"]) for one in scores
        if (one["variable"], one["horizon"], one["conditional"]) == ("imports_usd", "3", "True")
        and one["by"] == "tajsim" and one["statistic"].startswith("pit_")
    ]  # fmt: skip
    assert shares == list(expected["pit"])
    assert {one["statistic"] for one in scores if one["by"] == "tajsim"} >= {"pit_1", "pit_10"}


def test_the_manifest_says_what_the_backtest_rests_on(
    call: Call, quick: dict[str, Any], tmp_path: Path
) -> None:
    call("backtest", *SMALL, "--out", "o", "--json")
    found = json.loads((tmp_path / "o" / "manifest.json").read_text())
    asked = ("start", "end", "trials", "draws", "seed", "vintage")
    assert [found[name] for name in asked] == [2005, 2007, 4096, 60, 3, "world-bank-2024"]
    assert found["vintage_sha256"] == quick["parameters"].digest()
    name = "history/russia_wdi.csv"
    assert found["data"][name] == hashlib.sha256(data_path(*name.split("/")).read_bytes()).hexdigest()
    assert any(name.startswith("episodes/") for name in found["data"])


def test_nothing_is_written_when_one_file_cannot_be_made(
    call: Call, quick: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("tajsim.cli.backtest.png_file", fail)
    done = call("backtest", *SMALL, "--out", "o")
    assert done.code == 1
    assert "out of memory" in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--start", "1999"], "--start is '1999'; it must be a year from 2005 to 2024"),
        (["--end", "2031"], "--end is '2031'; it must be a year from 2005 to 2024"),
        (["--start", "2010Q1"], "--start is '2010Q1'; it must be a year"),
        (["--start", "2010", "--end", "2009"], "--start 2010 is after --end 2009"),
        (["--draws", "0"], "--draws is '0'; it must be a whole number of at least 2"),
        (["--draws", "5000"], "--draws is '5000'; a forecast takes at most 4096"),
        (["--trials", "many"], "--trials is 'many'"),
        (["--seed", "-1"], "--seed is '-1'"),
        (["--vintage", "wrld-bank-2024"], "did you mean 'world-bank-2024'"),
        (["--trails", "5"], "unknown option '--trails'; did you mean '--trials'"),
        (
            ["--start", "2005", "--end", "2006", "--trials", "150", "--draws", "20"],
            "of 150 the effective sample size is",
        ),
        (["--trials", "20"], "--trials is '20'; it must be a whole number of at least 100"),
        (["--variant", "unfited"], "--variant is 'unfited'; did you mean 'unfitted'"),
    ],
    ids=" ".join,
)
def test_bad_input(arguments: list[str], message: str, call: Call, tmp_path: Path) -> None:
    done = call("backtest", *arguments, "--out", "o")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("tajsim: ")
    assert message in done.err
    assert len(done.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_every_problem_is_reported_at_once(call: Call, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    done = call(
        *("backtest", "--start", "x", "--end", "y", "--draws", "d", "--trials", "t", "--seed", "s"),
        *("--vintage", "v", "--out", "taken"),
    )
    assert done.code == 2
    assert len(done.err.splitlines()) == 7
    for wrong in ("'x'", "'y'", "'d'", "'t'", "'s'", "'v'", "taken is not a folder"):
        assert wrong in done.err


def test_a_parameter_set_that_has_seen_the_past_is_refused(
    call: Call, small: Backtest, tmp_path: Path
) -> None:
    small.calibrations[2006].posterior.to_toml(tmp_path / "seen.toml")
    done = call("backtest", *SMALL, "--vintage", "seen.toml")
    assert done.code == 2
    assert "--parameters seen.toml was itself calibrated on the past" in done.err
    assert "world-bank-2024" in done.err


def test_a_person_sees_progress(call: Call, monkeypatch: pytest.MonkeyPatch, small: Backtest) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Screen()

    def slow(*_: Any, progress: Any, **__: Any) -> Backtest:
        import time

        time.sleep(1.1)
        progress(1, 3)
        return small

    monkeypatch.setattr("tajsim.cli.backtest.backtest", slow)
    monkeypatch.setattr("sys.stderr", screen)
    assert call("backtest", *SMALL).code == 0
    assert "1/3" in screen.getvalue()


def test_a_benchmark_that_wins_has_a_star_and_one_with_fewer_answers_brackets() -> None:
    rows = [
        row("imports_usd", **{"no change": scored(0.09), "AR(1)": scored(0.12, 5, 0.13)}),
        row("remittances_usd", **{"no change": scored(0.2), "AR(1)": scored(0.2, 5)}),
    ]
    lines = render(rows).splitlines()
    assert lines[-2].split()[-2:] == ["0.090*", "(0.120)*"]
    assert lines[-1].split()[-2:] == ["0.200", "(0.200)"]
    assert beaten(rows) == [
        "One year ahead, drivers as they were: Imports $ (no change 0.090 against 0.100, "
        "AR(1) 0.120 against 0.130)."
    ]
    assert beaten(rows[1:]) == []
    assert beaten(rows, "rmse") == []


def test_a_benchmark_that_wins_in_some_years_alone_is_reported_with_them() -> None:
    rows = [
        row("imports_usd", **{"no change": scored(0.09), "AR(1)": scored(0.12)}),
        row("imports_usd", 5, last=2021, **{"no change": scored(0.09), "AR(1)": scored(0.08)}),
        row("imports_usd", 4, last=2020, **{"no change": scored(0.09), "AR(1)": scored(0.12)}),
    ]
    assert beaten_in_part(rows) == [
        "One year ahead, drivers as they were: Imports $ 2005-21 (AR(1) 0.080 against 0.100)."
    ]
    assert beaten_in_part(rows[:1]) == []


def test_windows_are_shown_for_remittances_alone_and_none_twice() -> None:
    parts = [row(name, 5, last=2021) for name in ("remittances_usd", "imports_usd")]
    rows = [row("remittances_usd"), row("imports_usd"), *parts]
    assert over_all_years(rows) == rows[:2]
    lines = render(rows).splitlines()
    assert sum(line.startswith("Remittances $  2005-21") for line in lines) == 1
    assert not any(line.startswith("Imports $      2005-21") for line in lines)


def test_misses_are_reported_with_their_distance() -> None:
    rows = [
        forecast("imports_usd", 2010, -1.0),
        forecast("imports_usd", 2009, 1.2),
        forecast("imports_usd", 2011, 0.5),
        forecast("tjs_per_usd", 2012, 5.0, conditional=False),
        forecast("tjs_per_usd", 2014, 5.0, horizon=3),
    ]
    band = "band -0.904 to +0.905"
    assert outside(rows) == [
        f"Imports $: 2009 by 0.295 above (+1.200, {band}); 2010 by 0.096 below (-1.000, {band})."
    ]
    (near,) = outside([forecast("tjs_per_usd", 2011, rows[0].quantiles[0.95] + 1e-4)])
    assert "2011 by less than 0.001 above" in near


def test_wrong_sides_are_reported_by_year() -> None:
    rows = [
        forecast("gdp_growth", 2010, 0.05, base=0.08, shift=0.06),  # both below the growth before
        forecast("gdp_growth", 2012, 0.09, base=0.08, shift=0.06),
        forecast("gdp_growth", 2011, 0.09, base=0.08, shift=0.07),
        forecast("imports_usd", 2011, 0.09, shift=0.07),
        forecast("imports_usd", 2012, 0.09, shift=-0.07, conditional=False),
    ]
    assert wrong_signs(rows) == ["GDP growth: 2011, 2012."]


def test_bands_that_hold_too_few_or_too_many_are_reported_when_there_are_enough_outcomes() -> None:
    rows = [
        row("imports_usd", coverage90=0.7),
        row("reserves_usd", coverage90=1.0),
        row("poverty", 9, coverage90=1.0),
        row("tjs_per_usd", coverage90=0.95),
    ]
    assert dishonest(rows) == [
        "One year ahead, drivers as they were: Imports $ 70 % (too narrow), Reserves $ 100 % (too wide)."
    ]


def test_files_written_are_named_at_the_end(call: Call, quick: dict[str, Any], tmp_path: Path) -> None:
    done = call("backtest", *SMALL, "--out", "o")
    last = done.out.splitlines()[-1]
    assert last.startswith("Wrote ")
    for path in (tmp_path / "o").iterdir():
        assert path.name in last
