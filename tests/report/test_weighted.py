"""A report on weighted draws says what those that count would, and what its numbers rest on."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tajsim.report.human_impact import human_impact
from tajsim.report.human_impact import reading as sureness
from tajsim.report.probabilities import event_probabilities
from tajsim.report.subject import Subject, subject
from tajsim.report.words import effects, opening, reading, stories
from tajsim.results import Result, Weights
from tests import of_2024

from ..results import synthetic
from ..results.weighted import only, spoilt
from .conftest import Page
from .test_page import check

DRAWS = 300
FULL = synthetic.result(draws=DRAWS, quarters=12)
KEPT = np.flatnonzero(np.random.default_rng(4).random(DRAWS) < 0.45)


def about(result: Result) -> Subject:
    return subject(result, None, None, None, None)


ALONE, BESIDE = about(only(FULL, KEPT)), about(spoilt(FULL, KEPT))


def test_its_words_are_those_of_the_draws_that_count() -> None:
    assert opening(BESIDE, effects(BESIDE)) == opening(ALONE, effects(ALONE))
    words = [[(s.scenario, s.sentences) for s in stories(one, effects(one))] for one in (BESIDE, ALONE)]
    assert words[0] == words[1]
    assert human_impact(BESIDE) == human_impact(ALONE)
    one, two = event_probabilities(BESIDE), event_probabilities(ALONE)
    assert one is not None
    assert two is not None
    for name, shares in one.shares.items():
        np.testing.assert_allclose(shares, two.shares[name], rtol=1e-12)


def test_the_baseline_alone_is_told_by_the_draws_that_count() -> None:
    base = synthetic.result(draws=40, scenarios=("baseline",))
    kept = np.arange(0, 40, 3)
    texts = [opening(one, effects(one)) for one in map(about, (spoilt(base, kept), only(base, kept)))]
    assert texts[0] == texts[1]


def test_every_draw_means_every_one_that_counts() -> None:
    text = " ".join(sentence for one in stories(BESIDE, effects(BESIDE)) for sentence in one.sentences)
    assert f"Same sign in every one of the {len(KEPT)} draws" in text


def test_how_it_is_read_rests_on_the_effective_draws() -> None:
    shares = Weights.of_log(-0.5 * np.linspace(-3.0, 3.0, DRAWS) ** 2)
    texts = reading(about(replace(FULL, weights=shares)))
    assert texts[1] == f"Conditioned: effective draws {shares.ess:,.0f} of 300, k {shares.shape}."
    assert f"counted in {round(shares.ess)} draws has a standard error" in texts[2]
    few = reading(about(replace(FULL, weights=Weights.of_log(np.linspace(-30.0, 0.0, DRAWS)))))
    assert few[-1].startswith("There are only ")
    assert "too few to be trusted" in sureness(about(spoilt(FULL, KEPT)))
    assert not [text for text in (*reading(ALONE), sureness(ALONE)) if "onditioned" in text]


@pytest.fixture(scope="module")
def run() -> Result:
    found = of_2024.run(
        "crackdown", draws=60, end="2027Q4",
        outputs=["remittances_usd", "consumption", "gdp", "reserves_months", "poverty_rate"],
    )  # fmt: skip
    return replace(found, weights=Weights.of_log(-0.5 * np.linspace(-2.0, 2.0, 60) ** 2))


def test_the_page_says_so_where_it_is_read(run: Result, tmp_path: Path) -> None:
    page = Page(run.report(tmp_path / "page.html").read_text(encoding="utf-8"))
    check(page)
    assert run.weights is not None
    sentence = run.weights.sentence
    assert re.match(r"Conditioned: effective draws \d\d of 60, k -?\d\.\d\.", sentence)
    summary, rest = page.prose.split("Pictures", 1)
    assert sentence in summary
    assert rest.count(sentence) >= 4  # beside the stories, in the run, the manifest and under pictures
    assert f"Weights {sentence}" in page.prose


def test_the_page_says_so_in_russian(run: Result, tmp_path: Path) -> None:
    page = Page(run.report(tmp_path / "page.html", language="ru").read_text(encoding="utf-8"))
    assert run.weights is not None
    assert f"эффективное число симуляций {run.weights.ess:.0f} из 60, показатель хвоста " in page.prose
    assert "onditioned" not in page.text
    assert "effective" not in page.text


def test_a_page_without_weights_says_nothing_of_them(run: Result, tmp_path: Path) -> None:
    page = replace(run, weights=None).report(tmp_path / "page.html").read_text(encoding="utf-8")
    assert "onditioned" not in page
    assert "Weights" not in page
