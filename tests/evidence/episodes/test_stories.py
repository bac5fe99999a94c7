"""The stories of the episodes: what ships is whole, and every fault of a file is reported at once."""

from __future__ import annotations

from pathlib import Path

import pytest

import tajsim as ts
from tajsim.errors import FileFormatError
from tajsim.evidence.episodes.stories import stories

GOOD = """
[[episodes]]
name = "2009"
title = "A title"
first = 2009
last = 2009
narrative = "What happened."
sources = ["episode-2009-growth"]

[[episodes.forecasts]]
variable = "gdp_growth"
year = 2009
source = "forecast-2009-growth"
by = "IMF, April 2009"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "stories.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_five_episodes_ship_in_order() -> None:
    assert [(s.name, s.first, s.last) for s in stories()] == [
        ("2009", 2009, 2009),
        ("2014-16", 2014, 2016),
        ("2020", 2020, 2020),
        ("2022", 2022, 2022),
        ("2023-24", 2023, 2024),
    ]


def test_forecasts_are_those_of_the_register() -> None:
    register = ts.sources().set_index("id")
    stated = {(f.variable, f.year): f.stated for s in stories() for f in s.forecasts}
    assert stated["gdp_growth", 2009] == 2.0
    assert stated["gdp_growth", 2015] == 3.2
    assert stated["gdp_growth", 2020] == -2.0
    assert stated["remittances_usd", 2022] == -22.0
    for story in stories():
        for forecast in story.forecasts:
            assert forecast.stated == register.loc[forecast.source, "value"]
            assert str(forecast.year) in str(register.loc[forecast.source, "what"])


def test_a_file_is_read(tmp_path: Path) -> None:
    (story,) = stories(written(tmp_path, GOOD))
    assert story.sources == ("episode-2009-growth",)
    (forecast,) = story.forecasts
    assert (forecast.stated, forecast.by) == (2.0, "IMF, April 2009")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("title =", "titel =", "unknown key 'titel'; did you mean 'title'?"),
        ('name = "2009"\n', "", "name is missing"),
        ("first = 2009", "first = true", "first is True; it must be a whole number"),
        ('"What happened."', '""', "narrative is ''; it must be a text"),
        ("last = 2009", "last = 2008", "the years 2009 to 2008 must lie in order"),
        ("last = 2009", "last = 2031", "within 2004 to 2024"),
        ('["episode-2009-growth"]', "[]", "sources is empty"),
        ('["episode-2009-growth"]', '["episode-2009-grow"]', "did you mean 'episode-2009-growth'"),
        ('"gdp_growth"', '"gdp_grwth"', "did you mean 'gdp_growth'?"),
        ('"gdp_growth"', '"poverty"', "no forecast can be given of 'poverty'"),
        ("year = 2009", "year = 2010", "2010 is not a year of the episode"),
        ('"forecast-2009-growth"', '"implied-multiplier-2009"', "gives no number"),
        ('by = "IMF, April 2009"', "", "by is missing"),
        ('["episode-2009-growth"]', '[["episode-2009-growth"]]', "unknown source ['episode-2009-growth']"),
        ("[[episodes.forecasts]]", "[episodes.forecasts]", "it must be [[episodes.forecasts]] tables"),
        ("[[episodes]]", "[[episode]]", "[[episodes]] and nothing else"),
    ],
)
def test_a_fault_is_reported(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new)
    if old == "[[episodes]]":
        text = text.replace("[[episodes.forecasts]]", "[[episode.forecasts]]")
    with pytest.raises(FileFormatError) as caught:
        stories(written(tmp_path, text))
    assert expected in str(caught.value)
    assert len(caught.value.problems) <= 2  # a misspelt key is also a missing one


def test_every_fault_is_reported_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("year = 2009", "year = 2010").replace("episode-2009-growth", "nowhere") + GOOD
    with pytest.raises(FileFormatError) as caught:
        stories(written(tmp_path, text))
    assert len(caught.value.problems) == 3
    assert "'2009' is given twice" in str(caught.value)
