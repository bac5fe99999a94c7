"""The page: well formed, alone, safe, the same every time, and there for every kind of result."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

import tajsim as ts
from tajsim.errors import InputError
from tajsim.evidence.backtest.scores import Forecast
from tajsim.evidence.backtest.study import Backtest
from tajsim.report import evidence
from tajsim.report.subject import subject
from tajsim.results import Result
from tests import of_2024

from ..results import synthetic
from .conftest import EVIL, Page

SOON = ts.Scenario("soon", [ts.Shock("rub_per_usd", multiply=ts.step(1.2, start="2025Q3"))])


def read(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


def check(page: Page) -> None:
    """What holds for every page."""
    assert page.faults == []
    for tag, attributes in page.elements:
        for name in ("src", "srcset", "data", "action", "xlink:href"):
            assert name not in attributes, tag
        link = attributes.get("href")
        if link is not None:
            assert link.startswith("#") or link == "data:," or (tag == "a" and link.startswith("http")), link
        assert not any(name.startswith("on") for name in attributes), tag
    assert not {"script", "iframe", "object", "embed", "img"} & {tag for tag, _ in page.elements}
    assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", page.text))
    assert "@import" not in page.text
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    wanted = {a["href"][1:] for _, a in page.elements if (a.get("href") or "").startswith("#")}
    wanted |= set(re.findall(r"url\(#([^)]*)\)", page.text))
    assert wanted <= set(ids)


def test_it_is_well_formed_and_needs_nothing_from_outside(page: Page) -> None:
    check(page)


def test_it_is_accessible(page: Page) -> None:
    assert page.of("html") == [{"lang": "en"}]
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(a.get("scope") in ("col", "row") for a in page.of("th"))
    pictures = page.of("svg")
    assert len(pictures) >= 6
    assert all(a["role"] == "img" and len(a["aria-label"] or "") > 20 for a in pictures)
    regions = [a for a in page.of("div") if a.get("class") == "scroll"]
    assert len(regions) == len(page.of("table"))
    assert all(a["tabindex"] == "0" and a["aria-label"] for a in regions)


def test_everything_asked_for_is_there(page: Page, result: Result) -> None:
    for words in (
        "In short", "Pictures", "Comparison", "Over time", "Why", "What was run",
        "Assumptions", "Evidence", "Limits", "Manifest",
        "Weak rouble", "crackdown + weak", "times 1.3", "step from 2026Q1. a note & more", "my own",
        "calibrated-2024", "Tajik citizens working in Russia", "Published outlook, end of 2025",
        "people and money are conserved", "tajsim report --backtest", "How unusual the scenarios are",
        "parameters that are a proxy or a judgement (C)",
    ):  # fmt: skip
        assert words in page.prose, words
    assert result.manifest.vintage_sha256[:16] in page.prose
    assert "imf-2014-links-levers" in page.prose
    assert any((a.get("href") or "").startswith("https://www.imf.org/") for a in page.of("a"))


def test_a_narrative_reads_as_paragraphs(page: Page) -> None:
    for text in ("First paragraph.", "Second paragraph.", "Third line."):
        assert f'<p dir="auto">{text}</p>' in page.text


def test_the_same_result_gives_the_same_bytes(result: Result, path: Path, tmp_path: Path) -> None:
    import matplotlib.pyplot as plt

    with plt.rc_context({"font.size": 20, "svg.hashsalt": None, "axes.grid": True}):
        again = result.report(tmp_path / "again.html")
    assert again.read_bytes() == path.read_bytes()
    assert plt.get_fignums() == []


def test_a_warning_of_the_run_is_not_said_again(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="has no effect"):
        late = of_2024.run("crackdown + rouble-shock", draws=None, end="2026Q4", outputs=["gdp"])
    assert "Crackdown + Rouble shock: GDP in 2026" in read(late.report(tmp_path / "r.html")).prose


def test_what_users_write_is_escaped(evil: Path) -> None:
    page = read(evil)
    check(page)
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text
    assert page.of("title") == [{}]
    assert " ".join(EVIL.split()) in page.prose


def test_the_central_path_alone_claims_no_band(tmp_path: Path) -> None:
    found = of_2024.run("rouble-shock", draws=None, end="2027Q4")
    page = read(found.report(tmp_path / "r.html"))
    check(page)
    assert "Only the single path was run" in page.prose
    assert "On the single path:" in page.prose
    for claim in ("% of draws", "Chances", "every one of the", "The chance that"):
        assert claim not in page.prose, claim


def test_summaries_a_loaded_file_and_one_scenario(tmp_path: Path) -> None:
    found = of_2024.run(
        "crackdown", draws=300, end="2026Q4", keep="summary", outputs=["gdp", "remittances_usd"]
    )
    page = read(found.report(tmp_path / "r.html"))
    check(page)
    assert "every one of the" not in page.prose  # the draws were not counted
    assert "Nearly certain in sign" in page.prose
    found.save(tmp_path / "run.npz")
    loaded = read(ts.load(tmp_path / "run.npz").report(tmp_path / "l.html"))
    check(loaded)
    assert "Fear keeps people at home" in loaded.prose  # the shipped scenario has the same content


def test_a_result_whose_manifest_holds_no_texts_says_what_is_missing(result: Result, tmp_path: Path) -> None:
    result.save(tmp_path / "run.npz")
    loaded = ts.load(tmp_path / "run.npz")
    page = read(loaded.report(tmp_path / "l.html"))
    assert "not in the result" not in page.prose
    old = replace(loaded, manifest=synthetic.manifest_of_format_1(loaded.manifest))
    page = read(old.report(tmp_path / "o.html"))
    check(page)
    assert "What 'weak' and 'crackdown + weak' changed is not in the result" in page.prose
    assert "The story and the shocks of this scenario are not in the result." in page.prose


def test_a_composed_scenario_that_cannot_be_taken_apart_says_why(tmp_path: Path) -> None:
    both = of_2024.run("crackdown + rouble-shock", draws=20, end="2027Q4", outputs=["gdp"])
    both.save(tmp_path / "run.npz")
    page = read(ts.load(tmp_path / "run.npz").report(tmp_path / "l.html"))
    assert "Not taken apart. Crackdown + Rouble shock: cannot decompose" in page.prose


def test_a_run_over_the_past(tmp_path: Path) -> None:
    weaker = ts.Scenario("weaker", [ts.Shock("rub_per_usd", multiply=ts.step(1.3, start="2014Q1"))])
    found = of_2024.run(
        weaker, baseline="history", start="2013Q1", end="2015Q4", draws=20, outputs=["gdp", "imports"]
    )
    page = read(found.report(tmp_path / "r.html"))
    check(page)
    assert "what was observed (history)" in page.prose
    assert "Period reported 2015" in page.prose
    assert "were as observed" in page.prose
    assert "its plausibility is not judged" in page.prose


def test_a_short_run_without_a_full_year(tmp_path: Path) -> None:
    found = of_2024.run(SOON, start="2025Q2", end="2025Q4", draws=20, outputs=["gdp", "migrants_russia"])
    page = read(found.report(tmp_path / "r.html", at="2025q4"))
    check(page)
    assert "In 2025Q4 the largest move" in page.prose


def test_the_baseline_alone(tmp_path: Path) -> None:
    page = read(of_2024.run((), draws=20, end="2025Q4", outputs=["gdp"]).report(tmp_path / "r.html"))
    check(page)
    assert "Only the baseline was run (the published outlook)" in page.prose


def test_parameters_that_are_not_shipped(tmp_path: Path) -> None:
    mine = ts.parameters("calibrated-2024").replace(migration={"stock_russia": 1_100_000.0})
    found = ts.run(SOON, mine, draws=20, end="2025Q4", outputs=["gdp"])
    assert "1,100,000" in read(found.report(tmp_path / "a.html")).prose  # the manifest holds it
    old = replace(found, manifest=synthetic.manifest_of_format_1(found.manifest))
    without = read(old.report(tmp_path / "b.html"))
    assert "The parameter set of the run is not at hand" in without.prose
    given = read(old.report(tmp_path / "c.html", parameters=mine))
    assert "1,100,000" in given.prose


def test_a_report_judges_scenarios_as_the_function_does() -> None:
    r = of_2024.run("rouble-shock", draws=5, end="2027Q4", outputs="gdp")
    ((title, described),), _ = evidence.plausibility(subject(r, None, None, None, None))
    assert f"{title}: {described}" == of_2024.plausibility("rouble-shock").text


def test_a_result_of_other_outputs_and_labels(tmp_path: Path) -> None:
    made = synthetic.result(draws=50)
    page = read(made.report(tmp_path / "r.html"))
    check(page)
    assert "test-vintage" in page.prose
    bare = replace(made, identities=())
    assert "no check of its accounts" in read(bare.report(tmp_path / "b.html")).prose


def test_a_backtest_is_shown(tmp_path: Path) -> None:
    sample = [i / 100.0 - 1.0 for i in range(201)]
    shown = [
        Forecast.of(
            sample, variable="imports_usd", horizon=1, conditional=True, origin=year - 1,
            observed=0.3, base=0.0,
        )
        for year in (2010, 2011)
    ]  # fmt: skip
    scores = Backtest(tuple(shown), {"no change": tuple(shown)}, {})
    found = of_2024.run(SOON, draws=20, end="2025Q4", outputs=["gdp"])
    page = read(found.report(tmp_path / "r.html", backtest=scores))
    check(page)
    assert "2 forecasts of 2010-2011" in page.prose
    assert "100 % of outcomes lie in the 90 % bands" in page.prose
    assert "No benchmark has a lower CRPS than the model." in page.prose


def test_bad_arguments_are_reported_together(result: Result, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        result.report(tmp_path / "r.html", title=" ", at="1999", parameters="kremlin-2024", backtest=3)
    for part in (
        "title is ' '",
        "1999 is not a full calendar year",
        "'kremlin-2024' is not what",
        "backtest is 3",
    ):
        assert part in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_path_that_cannot_be_written(tmp_path: Path) -> None:
    made = synthetic.result(draws=None)
    with pytest.raises(InputError, match="cannot write"):
        made.report(tmp_path / "no" / "folder" / "r.html")
    with pytest.raises(InputError, match="cannot write"):
        made.report(tmp_path)
