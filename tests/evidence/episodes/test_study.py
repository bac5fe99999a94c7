"""Episodes: the table against the register and the draws behind it, what is left out, and what is refused."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

import tajsim as ts
from tajsim.errors import InputError
from tajsim.evidence.calibration.study import Calibration
from tajsim.evidence.calibration.trials import Trials, trials
from tajsim.evidence.episodes.study import Episode, _line, episodes
from tajsim.evidence.observations import observed
from tajsim.evidence.variables import SCORED

ORIGINS = (2008, 2013, 2019, 2021, 2022)
DRAWS = 200
COLUMNS = [
    "year", "variable", "unit", "observed", "median", "q5", "q25", "q75", "q95", "inside90", "percentile",
    "published_forecast", "forecast_source",
]  # fmt: skip
MONEY = ("remittances_usd", "imports_usd", "tjs_per_usd", "reserves_usd")


@pytest.fixture(scope="module")
def prior() -> Trials:
    """No year is used: the behaviour is the declared one, which needs no time."""
    return trials(2003, 300, 0)


@pytest.fixture(scope="module")
def calibrations(prior: Trials) -> Mapping[int, Calibration]:
    return {origin: Calibration.of(prior, origin, 1.0) for origin in ORIGINS}


@pytest.fixture(scope="module")
def shipped(calibrations: Mapping[int, Calibration]) -> Mapping[str, Episode]:
    return {one.name: one for one in episodes(DRAWS, calibrations=calibrations)}


def compared(episode: Episode) -> set[tuple[str, int]]:
    return {(line.variable, line.year) for line in episode.lines}


def test_the_table_has_a_row_a_variable_and_year(shipped: Mapping[str, Episode]) -> None:
    assert list(shipped) == ["2009", "2014-16", "2020", "2022", "2023-24"]
    for one in shipped.values():
        table = one.table()
        assert list(table.columns) == COLUMNS
        assert not table.duplicated(["variable", "year"]).any()
        assert table["year"].between(one.first, one.last).all()
    whole = {*MONEY, "gdp_growth", "poverty", "exports_usd", "inflation"} - {"imports_usd"}
    every = {(v, y) for v in whole for y in (2014, 2015, 2016)}
    assert compared(shipped["2014-16"]) == every | {("bad_loans", 2014), ("bad_loans", 2016)}


def test_observed_figures_are_levels_of_the_register(shipped: Mapping[str, Episode]) -> None:
    home = ts.history(country="TJK")
    wdi = home[home["source"].str.contains("World Bank WDI")]
    levels = wdi.set_index(["series", "year"])["value"]
    others = {
        ("bad_loans", 2014): 25.0,
        ("bad_loans", 2016): 54.0,
        ("bad_loans", 2024): 7.1,
        ("inflation", 2022): 6.6,
    }
    for one in shipped.values():
        for line in one.lines:
            series = SCORED[line.variable].series
            seen = others.get((line.variable, line.year))
            assert line.observed == (levels[series, line.year] if seen is None else seen), line
            assert one.observed[line.variable][line.year] == line.observed


def test_bands_are_ordered_and_hold_what_they_say(shipped: Mapping[str, Episode]) -> None:
    for one in shipped.values():
        for line in one.lines:
            assert line.q5 < line.q25 < line.median < line.q75 < line.q95
            assert line.inside90 == (line.q5 <= line.observed <= line.q95)
            assert 0.0 <= line.percentile <= 100.0
            assert (line.percentile - 50.0) * (line.observed - line.median) >= 0.0, line
            assert (line.percentile * DRAWS / 100.0) == pytest.approx(round(line.percentile * DRAWS / 100.0))


def test_a_band_holds_its_ends() -> None:
    table = observed()
    seen = table.level("remittances_usd", 2019)
    below, above = np.full(9, seen - 1.0), np.full(9, seen + 1.0)
    for sample, inside in (
        (np.append(np.full(20, seen), above), True),  # the 5 % quantile is the figure itself
        (np.append(below, np.full(20, seen)), True),
        (below, False),
        (above, False),
    ):
        line = _line("remittances_usd", 2019, sample, table, ())
        assert line.inside90 is inside


def test_simulated_levels_stand_on_the_last_observed_ones(shipped: Mapping[str, Episode]) -> None:
    """A year on, a level lies within a factor of two of where it was, and rates are rates of percent."""
    table = observed()
    for one in shipped.values():
        for line in one.lines:
            if line.year > one.first:
                continue
            if line.variable in (*MONEY, "exports_usd"):
                before = table.level(line.variable, one.first - 1)
                assert 0.5 < line.median / before < 2.0, line
            else:
                assert -25.0 < line.median < 60.0, line


def test_nothing_is_compared_without_an_observation_or_across_a_break(shipped: Mapping[str, Episode]) -> None:
    notes = {name: set(one.notes) for name, one in shipped.items()}
    assert "poverty, 2009: not observed at the end of 2008, where the run starts" in notes["2009"]
    assert "poverty, 2020: not observed" in notes["2020"]
    assert "reserves, 2024: not observed" in notes["2023-24"]
    assert "imports, 2014: the series breaks between 2013 and 2014" in notes["2014-16"]
    assert notes["2022"] == {"the share of bad loans, 2022: not observed"}
    new = ("imports", "inflation", "the current account", "the share of bad loans", "poverty", "reserves")
    assert all(note.startswith(new) for some in notes.values() for note in some)
    assert ("poverty", 2009) not in compared(shipped["2009"])
    assert min(shipped["2009"].observed["reserves_usd"]) == 2008
    assert min(shipped["2009"].observed["remittances_usd"]) == 2004


def test_published_forecasts_are_levels_beside_the_figures(shipped: Mapping[str, Episode]) -> None:
    def of(name: str, variable: str, year: int) -> tuple[float, str]:
        (line,) = (x for x in shipped[name].lines if (x.variable, x.year) == (variable, year))
        return line.published_forecast, line.forecast_source

    assert of("2009", "gdp_growth", 2009) == (2.0, "forecast-2009-growth")
    assert of("2014-16", "gdp_growth", 2015) == (3.2, "forecast-2015-growth")
    assert of("2020", "gdp_growth", 2020) == (-2.0, "forecast-2020-growth")
    value, source = of("2022", "remittances_usd", 2022)
    assert source == "wb-2022-remittances-forecast"
    assert value == pytest.approx(0.78 * observed().level("remittances_usd", 2021))
    assert math.isnan(of("2022", "imports_usd", 2022)[0])
    assert shipped["2023-24"].table()["published_forecast"].isna().all()


def test_what_is_missed_is_said(shipped: Mapping[str, Episode]) -> None:
    for one in shipped.values():
        outside = [line for line in one.lines if not line.inside90]
        assert one.missed.startswith("Outside" if outside else "Inside")
        for line in outside:
            assert f"in {line.year} (" in one.missed
    text = shipped["2022"].missed
    assert "remittances in 2022 (5,346 million USD, " in text
    assert "\N{MINUS SIGN}22 % in 2022 (World Bank, March 2022), observed +83 %" in text


def test_plain_values_are_those_of_the_table(shipped: Mapping[str, Episode]) -> None:
    for one in shipped.values():
        plain = json.loads(json.dumps(one.to_dict(), allow_nan=False))
        assert plain["rows"] == one.rows()
        assert plain["missed"] == one.missed
        assert plain["notes"] == list(one.notes)
        back = pd.DataFrame(plain["rows"])[COLUMNS].astype({"published_forecast": float})
        pd.testing.assert_frame_equal(back, one.table())


def test_what_came_after_the_start_changes_no_simulated_figure(
    shipped: Mapping[str, Episode], calibrations: Mapping[int, Calibration]
) -> None:
    data = ts.history()
    later = (
        data["country"].eq("TJK")
        & data["series"].isin({one.series for one in SCORED.values()})
        & data["year"].ge(2022)
    )
    data.loc[later, "value"] *= 1.5
    *before, last = episodes(DRAWS, calibrations=calibrations, data=data)
    own = ("year", "variable", "median", "q5", "q25", "q75", "q95")
    for one in before:
        pd.testing.assert_frame_equal(one.table()[[*own]], shipped[one.name].table()[[*own]])
        assert one.data == "the data given"
    assert dict(before[-1].observed["imports_usd"]) != dict(shipped["2022"].observed["imports_usd"])
    # the episode that starts from the changed year does see it
    assert not last.table()["median"].equals(shipped["2023-24"].table()["median"])


def test_behaviour_comes_from_the_years_before_each_episode(
    shipped: Mapping[str, Episode], prior: Trials, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def quick(until: int, draws: int, seed: int, **other: object) -> Trials:
        asked.append((until, draws, seed))
        return prior

    monkeypatch.setattr("tajsim.evidence.episodes.study.trials", quick)
    with pytest.raises(InputError, match="given the years to 2008 rests on too few draws"):
        episodes(DRAWS, trials_draws=777, required=301.0)
    seen: list[tuple[int, int]] = []
    again = episodes(DRAWS, trials_draws=777, required=300.0, progress=lambda i, n: seen.append((i, n)))
    assert asked == [(2022, 777, 0)] * 2
    assert seen == [(19 + i, 24) for i in range(1, 6)]
    assert [one.to_dict() for one in again] == [one.to_dict() for one in shipped.values()]


def test_a_calibration_that_is_missing_or_has_seen_its_episode_is_refused(
    calibrations: Mapping[int, Calibration],
) -> None:
    few = {origin: one for origin, one in calibrations.items() if origin != 2008}
    few[2021] = dataclasses.replace(few[2021], until=2022)
    with pytest.raises(InputError) as caught:
        episodes(calibrations=few)
    assert caught.value.problems == (
        "calibrations has none for 2008; it must have 2008, 2013, 2019, 2021, 2022",
        "the calibration for 2021 has used the years to 2022",
    )


def test_numbers_that_cannot_be_are_refused_together() -> None:
    with pytest.raises(InputError) as caught:
        episodes(0, -1, trials_draws=True)
    assert caught.value.problems == (
        "draws must be at least 1, not 0",
        "seed must be at least 0, not -1",
        "trials_draws must be a whole number, not True",
    )
    with pytest.raises(InputError, match="draws must be at most 4096"):
        episodes(4097)
