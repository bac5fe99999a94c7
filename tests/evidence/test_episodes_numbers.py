"""Episodes by hand: what they are asked for, and which figures are compared."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.engine.streams import BLOCK
from tajsim.errors import InputError
from tajsim.evidence import episodes
from tajsim.evidence.episodes import Episode, Line

from .made import BEYOND, MOST, table


def of_episodes(**what: Any) -> tuple[object, ...]:
    given: dict[str, Any] = {
        "draws": 1, "seed": 0, "trials_draws": 100, "required": 0.0, "origins": [], "calibrations": None,
        "data": None, "progress": None,
    }  # fmt: skip
    return episodes._checked(**given | what)


def test_the_least_and_the_most_of_every_number_are_taken() -> None:
    assert of_episodes() == (1, 0, 100, 0.0)
    most = {"trials_draws": 10_000_000, "draws": BLOCK, "seed": MOST, "required": 0.5}
    assert of_episodes(**most) == (BLOCK, MOST, 10_000_000, 0.5)


@pytest.mark.parametrize(
    ("what", "told"),
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
def test_what_lies_beyond_is_refused(what: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError) as caught:
        of_episodes(**what)
    (problem,) = caught.value.problems
    assert told in problem


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
