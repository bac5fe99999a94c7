"""What a run was given stands among the assumptions, in both languages: figures, paths, judgement."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tajsim as ts
from tajsim.html.results import result_html
from tajsim.report import given
from tajsim.report.subject import subject
from tajsim.results import Result
from tests import of_2024
from tests.engine.test_figures import MINE
from tests.judgements.test_judgement import made

from .conftest import Page
from .test_page import check
from .test_russian import NAMES, RussianPage


@pytest.fixture(scope="module")
def r(tmp_path_factory: pytest.TempPathFactory) -> Result:
    mine = tmp_path_factory.mktemp("given") / "mine.csv"
    mine.write_text(MINE, encoding="utf-8")
    swap = ts.Swap(
        output="reserves_months", values=5.0, by="budget_support_loans", first="2026Q1", last="2026Q2",
        bound="at least", scenario="crackdown",
    )  # fmt: skip
    return of_2024.run(
        "crackdown", draws=60, end="2026Q4", given=mine, swaps=swap,
        judgement=ts.Judgement("july", [made()]), outputs=["remittances_usd", "gdp", "imports_usd"],
    )  # fmt: skip


@pytest.fixture(scope="module")
def page(r: Result, tmp_path_factory: pytest.TempPathFactory) -> Page:
    return Page(r.report(tmp_path_factory.mktemp("given") / "en.html").read_text(encoding="utf-8"))


def rows(page: Page, label: str) -> list[list[str]]:
    """The cells of the table that follows a label."""
    body = page.text.split(label, 1)[1].split("<tbody>", 1)[1].split("</tbody>", 1)[0]
    lines = re.findall(r"<tr>(.*?)</tr>", body, re.S)
    return [
        [
            " ".join(re.sub(r"<.*?>", "", cell).split())
            for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", line)
        ]
        for line in lines
    ]


def test_figures_stand_in_a_table_with_what_met_them(page: Page, r: Result) -> None:
    check(page)
    assert r.given is not None
    first, second = rows(page, "What the run was given")
    assert first[:6] == [
        "Remittances remittances_usd",
        "2025Q2",
        "sum of the quarters",
        "2,050",
        "million USD",
        "40",
    ]
    assert second[:6] == [
        "Imports in dollars imports_usd", "2025Q1 to 2025Q3", "growth on a year before", "11.9", "%", "exact",
    ]  # fmt: skip
    for row, figure in zip((first, second), r.given.rows, strict=True):
        assert row[6:] == [f"{figure.size:+.1f}", figure.carried_by, figure.source]


def test_outputs_on_a_path_say_what_moves(page: Page) -> None:
    (row,) = rows(page, "What was given, and what moves in its place")
    assert row[1:4] == ["2026Q1 to 2026Q2", "≥ 5", "months of imports"]
    assert row[4].endswith("budget_support_loans")
    assert row[5:] == ["million USD per quarter", "Crackdown"]


def test_the_manifest_names_the_file(page: Page, r: Result) -> None:
    origin = subject(r, None, None, None, None).origin
    assert origin is not None
    assert f"Figures given 2: mine.csv (SHA-256 {origin.sha256[:16]})" in page.prose
    assert "Outputs that follow a path reserves_months" in page.prose


def test_judgement_stands_beside_them(page: Page) -> None:
    assert page.prose.count("july") >= 2
    assert made().why in page.prose


@pytest.mark.usefixtures("unpainted")
def test_in_russian_no_word_of_another_language_is_left(r: Result, tmp_path: Path) -> None:
    page = RussianPage(r.report(tmp_path / "ru.html", language="ru").read_text(encoding="utf-8"))
    check(page)
    assert "Заданные показатели" in page.prose
    assert "Показатели на заданной траектории" in page.prose
    between = page.prose.split("Заданные показатели", 1)[1].split("Экспертная оценка", 1)[0]
    own = NAMES.sub("", between).replace("central bank", "").replace("customs", "")
    assert set(re.findall(r"[A-Za-z]+", own)) == set()


@pytest.mark.usefixtures("unpainted")
def test_a_run_without_them_has_neither(tmp_path: Path) -> None:
    r = of_2024.run(draws=None, end="2025Q4", outputs=["gdp"])
    about = subject(r, None, None, None, None)
    assert given.figures(about) == given.swaps(about) == ()
    page = Page(r.report(tmp_path / "en.html").read_text(encoding="utf-8"))
    assert "Figures given" not in page.prose
    assert "follow a path" not in page.prose


def test_a_notebook_shows_them(r: Result) -> None:
    text = result_html(r)
    assert "2 figures given: mine.csv (SHA-256 " in text
    assert "1 path of outputs given" in text
    assert "reserves_months 2026Q1-2026Q2 &gt;= 5 by budget_support_loans in &#x27;crackdown&#x27;" in text
    assert "judgement july" in text
    assert made().why in text
    free = result_html(of_2024.run(draws=None, end="2025Q4", outputs=["gdp"]))
    assert "given" not in free
