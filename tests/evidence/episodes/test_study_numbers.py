"""Episodes by hand: what they are asked for, and which figures are compared."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

import tajsim as ts
from tajsim.engine.sampling import BLOCK
from tajsim.errors import InputError
from tajsim.evidence.episodes import study as episodes
from tajsim.evidence.episodes.stories import Story, stories
from tajsim.evidence.episodes.study import Episode, Line
from tajsim.evidence.observations import VARIABLES, Observed
from tajsim.evidence.variables import scored
from tests.evidence.made import BEYOND, MOST, a_calibration, table


def of_episodes(**what: Any) -> tuple[object, ...]:
    given: dict[str, Any] = {
        "draws": 1, "seed": 0, "trials_draws": 100, "required": 0.0, "origins": [], "calibrations": None,
        "data": None, "progress": None, "backend": "auto",
    }  # fmt: skip
    return episodes._checked(**given | what)


def test_the_least_and_the_most_of_every_number_are_taken() -> None:
    assert of_episodes() == (1, 0, 100, 0.0)
    most = {"trials_draws": 10_000_000, "draws": BLOCK, "seed": MOST, "required": 0.5}
    assert of_episodes(**most) == (BLOCK, MOST, 10_000_000, 0.5)


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        *BEYOND,
        ({"draws": 0}, "draws must be at least 1, not 0"),
        ({"draws": BLOCK + 1}, f"draws must be at most {BLOCK}"),
        ({"trials_draws": 99}, "trials_draws must be at least 100, not 99"),
        ({"trials_draws": 10_000_001}, "trials_draws must be at most 10000000"),
        (
            {"calibrations": [1], "origins": [2008]},
            "calibrations is [1]; it must be a mapping of years to calibrations",
        ),
        ({"calibrations": {}, "origins": [2008]}, "calibrations has none for 2008; it must have 2008"),
        (
            {"calibrations": {2008: "one"}, "origins": [2008]},
            "calibrations has none for 2008; it must have 2008",
        ),
    ],
)
def test_what_lies_beyond_is_refused(what: dict[str, Any], expected: str) -> None:
    with pytest.raises(InputError) as caught:
        of_episodes(**what)
    (problem,) = caught.value.problems
    assert expected in problem


def test_data_that_are_no_table_are_refused() -> None:
    with pytest.raises(InputError, match="data"):
        ts.episodes(data=[1])  # type: ignore[arg-type]


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
    np.testing.assert_allclose(scored("imports_usd").level(50.0, change), 50.0 * np.exp(change))
    np.testing.assert_allclose(scored("poverty").level(20.0, change), [20.0, 30.0])
    np.testing.assert_allclose(scored("gdp_growth").level(7.0, change), 100.0 * np.expm1(change))


def test_a_line_has_its_rank_among_the_draws_and_what_was_published() -> None:
    from tajsim.evidence.episodes.stories import Published

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


def test_an_episode_states_how_much_lies_inside() -> None:
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


def a_story(**what: Any) -> Story:
    given: dict[str, Any] = {
        "name": "mine", "title": "Mine", "first": 2008, "last": 2009, "narrative": "", "sources": ("S1",),
        "forecasts": (),
    }  # fmt: skip
    return Story(**given | what)


def test_an_episode_holds_each_figure_that_can_be_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def predictive(
        origin: int, years: int, posterior: Any, draws: int, seed: int, known: Any, outlook: str, backend: str
    ) -> Any:
        asked.append((origin, years, draws, seed, int(known["year"].max()), outlook, backend))
        return {name: 0.01 * np.arange(1.0, years + 1)[:, None] * np.ones(draws) for name in VARIABLES}

    monkeypatch.setattr(episodes, "predictive", predictive)
    register = pd.DataFrame({"year": range(2000, 2025)})
    made = episodes._episode(a_story(), a_calibration(), 40, 3, register, table(), backend="numpy")
    assert asked == [(2007, 2, 40, 3, 2009, "history", "numpy")]
    assert {(line.variable, line.year) for line in made.lines} == {
        (name, year) for name in VARIABLES if name != "reserves_usd" for year in (2008, 2009)
    }
    assert made.notes == (
        "reserves, 2008: the series breaks between 2007 and 2008",
        "reserves, 2009: the series breaks between 2007 and 2009",
    )
    levels = {(line.variable, line.year): line.median for line in made.lines}
    at_origin = table().level("imports_usd", 2007)
    assert levels["imports_usd", 2008] == pytest.approx(at_origin * math.exp(0.01))
    assert levels["imports_usd", 2009] == pytest.approx(at_origin * math.exp(0.02))
    assert levels["poverty", 2009] == pytest.approx(table().level("poverty", 2007) + 2.0)
    assert levels["gdp_growth", 2009] == pytest.approx(100.0 * math.expm1(0.02))
    assert list(made.observed["imports_usd"]) == list(range(2003, 2010))  # from five years before on
    assert list(made.observed["reserves_usd"]) == list(range(2003, 2008))
    assert (made.calibrated, made.draws, made.seed, made.name) == ((2009, 2010), 40, 3, "mine")
    declared = episodes._episode(
        a_story(), a_calibration(years=()), 40, 3, register, table(), backend="numpy"
    )
    assert declared.calibrated is None
    nothing = Observed({}, {2007: 30.0}, {2007: 2.0}, {})
    with pytest.raises(InputError, match="the episode mine has no figure to compare") as caught:
        episodes._episode(a_story(), a_calibration(), 40, 3, register, nothing, backend="numpy")
    assert len(caught.value.problems) == 2 * len(VARIABLES)


def test_each_episode_is_a_step_where_calibrations_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[tuple[int, int]] = []
    asked: list[Any] = []

    def episode(story: Story, calibration: Any, draws: int, seed: int, *_: Any, **__: Any) -> str:
        asked.append((story.first - 1, calibration.until, draws, seed))
        return story.name

    monkeypatch.setattr(episodes, "_episode", episode)
    origins = [story.first - 1 for story in stories()]
    given = {origin: a_calibration(until=origin) for origin in origins}
    found = ts.episodes(7, 5, calibrations=given, progress=lambda done, total: steps.append((done, total)))
    assert found == tuple(story.name for story in stories())
    assert steps == [(i, len(origins)) for i in range(1, len(origins) + 1)]
    assert asked == [(origin, origin, 7, 5) for origin in origins]
