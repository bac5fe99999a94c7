"""Titles, keys and descriptions of a page's pictures, without drawing them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import tajsim as ts
from tajsim.languages import ENGLISH, language
from tajsim.plots.style import title_of
from tajsim.report import pictures
from tajsim.report.subject import Subject, subject
from tajsim.results import Result

from ..results import synthetic


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """What would be drawn: key, title and description."""
    found: list[tuple[str, str, str]] = []

    def picture(key: str, title: str, alt: str, draw: Any, say: Any) -> str:
        found.append((key, title, alt))
        return key

    monkeypatch.setattr(pictures, "picture", picture)
    return found


def about(result: Result) -> Subject:
    return subject(result, None, None, None, None)


def test_a_comparison_has_a_picture_an_output(drawn: list[tuple[str, str, str]]) -> None:
    made = synthetic.result(draws=5, quarters=12)
    assert pictures.comparison(about(made)) == tuple(f"compare{i}" for i in range(len(about(made).outputs)))
    stated = {title: alt for _, title, alt in drawn}
    assert stated["GDP, % of baseline"] == (
        "Deviation of GDP in each scenario: median, 50 % and 90 % bands. "
        "The comparison table has the figures."
    )
    outputs = about(made).outputs
    assert list(stated) == [f"{title_of(n)}, {made.delta('crackdown', n).unit}" for n in outputs]
    drawn.clear()
    pictures.comparison(about(synthetic.result(draws=None, quarters=12, outputs=("gdp",))))
    assert drawn[0][2].startswith("Deviation of GDP in each scenario, on the single path.")


def test_fans_are_of_the_headline_outputs_or_of_the_first_two(drawn: list[tuple[str, str, str]]) -> None:
    made = synthetic.result(draws=5, quarters=12)
    assert pictures.fans(about(made)) == ("fan0", "fan1", "fan2", "fan3")
    assert [title for _, title, _ in drawn] == [
        "Migrants in Russia, persons", "Remittances, million USD", "GDP, million TJS at 2024 prices",
        "Reserve cover, months of imports",
    ]  # fmt: skip
    assert drawn[2][2] == (
        "GDP by quarter, 2025Q1 to 2027Q4: median with 50 % and 90 % bands in each scenario."
    )
    drawn.clear()
    others = synthetic.result(
        draws=None, scenarios=("baseline",), outputs=("gini", "inflation", "current_account_gdp")
    )
    assert len(pictures.fans(about(others))) == 2
    assert [alt for *_, alt in drawn] == [
        f"{title_of(name)} by quarter, 2025Q1 to 2026Q4: single path in the baseline."
        for name in others.kept[:2]
    ]


def test_what_is_not_taken_apart_is_reported(
    monkeypatch: pytest.MonkeyPatch, drawn: list[tuple[str, str, str]]
) -> None:
    made = synthetic.result(draws=5, quarters=12, outputs=("gini",))
    assert pictures.waterfalls(about(made)) == ((), ())  # nothing is known of what ran
    names = tuple(f"s{i}" for i in range(8))
    many = about(synthetic.result(draws=5, quarters=12, scenarios=("baseline", *names), outputs=("gdp",)))
    monkeypatch.setattr(pictures, "_by", lambda s, name, output: None if name == "s0" else "shock")
    monkeypatch.setattr(pictures, "_too_long", lambda s, name, by: name == "s2")

    def waterfall(s: Any, name: str, output: str, by: str, key: str) -> str:
        if name == "s3":
            raise ts.InputError("it cannot be")
        return f"{key} {name} {output} {by}"

    monkeypatch.setattr(pictures, "_waterfall", waterfall)
    found, described = pictures.waterfalls(many)
    assert found == tuple(f"why{i} s{i} gdp shock" for i in (1, 4, 5))  # s0 is not known
    assert described == (
        "s2: too many runs to make here; r.decompose('s2', 'gdp', by='shock') makes them.",
        "s3: it cannot be",
        "s6: too many runs to make here; r.decompose('s6', 'gdp', by='shock') makes them.",
        "s7: too many runs to make here; r.decompose('s7', 'gdp', by='shock') makes them.",
    )


def test_names_of_a_picture_are_short_and_distinct() -> None:
    long = "a scenario with a name that is much too long"
    made = synthetic.result(draws=3, scenarios=("baseline", long, f"{long} indeed"))
    short = pictures.labelled(about(made))
    assert short.scenarios[0] == "baseline"
    assert len(set(short.scenarios)) == 3
    assert all(name.startswith("a scenario with a name") for name in short.scenarios[1:])
    assert all(len(name) <= 32 for name in short.scenarios)
    assert short.manifest.baseline == "baseline"
    assert short.rerun is None
    plain = synthetic.result(draws=3)
    assert pictures.labelled(about(plain)) is plain
    titled = replace(about(plain), say=language("ru"), scenarios={"crackdown": ts.scenario("crackdown")})
    assert pictures.labelled(titled).scenarios[1] != "crackdown"
    assert about(plain).say == ENGLISH


def test_people_are_drawn_in_the_scenario_asked_for(drawn: list[tuple[str, str, str]]) -> None:
    s = about(synthetic.result(draws=3))
    assert pictures.migrants(s, "crackdown") == "people"
    ((_, title, alt),) = drawn
    assert title == "Migrants: crackdown"
    assert alt.startswith("People by status and flows between statuses by quarter")
