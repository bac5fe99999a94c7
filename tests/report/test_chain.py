"""The section on people and money: its table and its sentences against the chain."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

import tajsim as ts
from tajsim.analysis.decomposition.steps import STEPS
from tajsim.report.chain import FEW, chains
from tajsim.report.page import render
from tajsim.report.subject import Subject, subject
from tajsim.results import Result
from tests import of_2024


@pytest.fixture(scope="module")
def run() -> Result:
    still = ts.Scenario("still", [ts.Shock("visa_regime", set=ts.step(0.0, start="2026Q1"))], title="Still")
    return of_2024.run(["crackdown", "rouble-shock", still], draws=12, end="2027Q4", seed=4)


def about(result: Result, language: str = "en") -> Subject:
    return subject(result, None, None, None, None, language)


def test_the_table_has_every_step_of_every_scenario_that_moves(run: Result) -> None:
    found = chains(about(run))
    assert found is not None
    assert found["headings"] == ["Crackdown", "Rouble shock"]
    assert len(found["rows"]) == len(STEPS)
    factors, so_far, _ = run.chain("crackdown").summary(2027)
    for (step, cells), name, factor in zip(found["rows"], STEPS, factors, strict=True):
        assert step.lower() == name.lower()
        shown = float(cells[0].replace("\N{MINUS SIGN}", "-"))
        assert shown == pytest.approx(100.0 * (factor - 1.0), abs=0.5)
    total = float(found["total"][0].replace("\N{MINUS SIGN}", "-"))
    assert total == pytest.approx(100.0 * (so_far[-1] - 1.0), abs=0.5)
    product = math.prod(factors)
    assert product == pytest.approx(so_far[-1], rel=1e-12)


def test_a_sentence_names_what_holds_money_and_what_takes_more_of_it(run: Result) -> None:
    found = chains(about(run))
    assert found is not None
    text = dict(found["sentences"])["Crackdown"].replace("\N{NO-BREAK SPACE}", " ")
    assert text.startswith("In 2027 workers in Russia change by \N{MINUS SIGN}")
    held, _, lost = text.partition("it is lowered by ")
    assert "citizens of Russia" in held
    assert "pay lost" in lost


@pytest.mark.usefixtures("unpainted")
def test_the_page_has_the_section_and_says_it_in_russian() -> None:
    alone = of_2024.run("crackdown", draws=None, end="2026Q4", outputs="gdp")
    for language, words in (("en", "From people to money"), ("ru", "От людей к деньгам")):
        page = render(about(alone, language))
        assert 'id="chain"' in page
        assert words in page


def test_nothing_is_said_where_nothing_moves_or_nothing_can_be_run(run: Result) -> None:
    assert chains(about(replace(run, rerun=None))) is None
    alone = of_2024.run((), draws=None, end="2025Q4")
    assert chains(about(alone)) is None
    assert FEW > 0.0
