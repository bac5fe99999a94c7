"""Scenarios are called by their titles, no two alike."""

from __future__ import annotations

import warnings

import pytest

import tajsim as ts
from tajsim.plots.names import (
    baseline_words,
    in_lines,
    part_titles,
    scenario_titles,
    spoken_scenario,
    titles_of,
)
from tests import of_2024
from tests.results.synthetic import result


def rouble(name, title=""):
    return ts.Scenario(name, [ts.Shock("rub_per_usd", multiply=1.2)], title=title)


def test_titles_of_what_ran_also_when_it_was_loaded(tmp_path):
    run = of_2024.run(["rouble-shock", rouble("mine", "A weak rouble"), rouble("no-title")], draws=None)
    expected = {
        "baseline": "Published outlook", "rouble-shock": "Rouble shock", "mine": "A weak rouble",
        "no-title": "no-title",
    }  # fmt: skip
    assert dict(scenario_titles(run)) == expected
    assert dict(scenario_titles(ts.load(run.save(tmp_path / "r.npz")))) == expected


def test_a_scenario_that_is_not_known_keeps_its_name():
    assert dict(scenario_titles(result())) == {
        name: name for name in ("baseline", "crackdown", "rouble-shock")
    }


def test_equal_titles_get_the_name_behind_them():
    known = {
        name: rouble(name, title) for name, title in (("a", "Same"), ("b", "Same"), ("c", "d"), ("e", " E "))
    }
    names = ("a", "b", "c", "d", "e")
    assert dict(titles_of(names, known)) == {
        "a": "Same (a)", "b": "Same (b)", "c": "d (c)", "d": "d", "e": "E",
    }  # fmt: skip


def test_parts_are_stated_in_words():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        run = of_2024.run(["crackdown + rouble-shock", "rouble-shock"], end="2026Q4", draws=None)
        titles = part_titles(run.decompose("crackdown + rouble-shock", "gdp"))
        assert list(titles.values())[:4] == [
            "Published outlook", "Crackdown + Rouble shock", "Crackdown", "Rouble shock",
        ]  # fmt: skip
        drivers = part_titles(run.decompose("rouble-shock", "gdp"))
        assert drivers["rub_per_usd"] == "Roubles per dollar"
        channels = part_titles(run.decompose("rouble-shock", "gdp", "channel"))
        assert channels["imports"] == "Imports"  # a channel, not the output of that name


def test_names_within_a_sentence():
    assert spoken_scenario("baseline") == "the published outlook"
    assert spoken_scenario("none") == "the model's own projection"
    assert spoken_scenario("history") == "what was observed"
    assert spoken_scenario("rouble-shock") == "rouble shock"
    assert spoken_scenario("russian-stagnation") == "Russian stagnation"
    assert spoken_scenario("my own") == "my own"


def test_a_baseline_of_ones_own_is_called_by_its_title():
    assert baseline_words(result()) == "the published outlook"
    run = of_2024.run("crackdown", baseline=rouble("weak", "Weak rouble"), end="2026Q4", draws=None)
    assert baseline_words(run) == "Weak rouble"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("short", "short"),
        ("Crackdown + Rouble shock and more", "Crackdown + Rouble shock\nand more"),
        ("", ""),
    ],
)
def test_long_names_are_broken(title, lines):
    assert in_lines(title) == lines
