"""The page of evidence: what needs no backtest is right, every mark is written, every constant exists."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

import tajsim as ts
from tajsim.evidence.backtest.variants import VARIANTS
from tajsim.evidence.calibration.likelihood import RESIDUALS
from tajsim.evidence.calibration.trials import CALIBRATED
from tests.evidence import page
from tests.evidence.test_hindcast import DRIVERS


@pytest.fixture(scope="module")
def text() -> str:
    return page.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", page.AT_ONCE)
def test_what_needs_no_backtest_is_as_it_is_written(text: str, name: str) -> None:
    """`python -m tests.evidence.page --quick` writes it anew."""
    assert page.block(text, name) == page.AT_ONCE[name]()


def test_every_mark_is_written_by_something(text: str) -> None:
    marks = re.findall(r"<!-- (\w+) -->", text)
    assert sorted(marks) == sorted({**page.BLOCKS, **page.AT_ONCE})
    for name in marks:
        assert page.block(text, name)


def test_only_what_stands_between_marks_is_renewed() -> None:
    before = "a\n<!-- one -->\n\nold\n\n<!-- /one -->\nb\n<!-- two -->\nkept\n<!-- /two -->\n"
    after = page.renewed(before, "one", "new\nlines")
    assert page.block(after, "one") == "new\nlines"
    assert page.block(after, "two") == "kept"
    assert page.renewed(after, "one", "old") == before


def test_every_series_that_forecasts_are_given_is_named(text: str) -> None:
    """What a conditional forecast sees of the years ahead, as the tests of hindcasts find it."""
    given = page.block(text, "given")
    for words in ("growth of Russian output", "roubles per dollar", "Brent", "Russian consumer prices"):
        assert words in given
    peers = {"ARM": "Armenia", "GEO": "Georgia", "KGZ": "Kyrgyzstan", "MDA": "Moldova"}
    assert set(DRIVERS) == {"RUS", "WLD", *peers}
    assert all(name in given for name in peers.values())
    assert "Russia's rules and borders" in given


def test_every_constant_named_exists(text: str) -> None:
    rows = re.findall(r"^\| (`.+?`) \| `(tajsim\.[\w.]+)` \|", text, flags=re.MULTILINE)
    assert len(rows) == 9
    for names, module in rows:
        for name in re.findall(r"`(\w+)`", names):
            assert hasattr(importlib.import_module(module), name), (module, name)


def test_parameters_that_know_the_scored_years_are_named(text: str) -> None:
    said = page.block(text, "hindsight")
    p = ts.parameters("world-bank-2024")
    for name in ("accumulation_share", "rouble_comovement", "import_weight_remitted", "remittances_residual"):
        assert f"`{name}`" in said
    for name in (*CALIBRATED, *RESIDUALS):
        if re.search(r"20(1\d|0[5-9])", p.entries[name].source):
            assert f"`{name}`" in said, name


def test_the_lines_of_every_variant_stand_beside_the_benchmarks(text: str) -> None:
    lines = page.block(text, "variants").splitlines()
    names = [line.split("|")[1].strip() for line in lines[2:] if line.startswith("|")]
    assert names == [one.title for one in VARIANTS.values()] + [f"*{rule}*" for rule in page.RULES]
    assert sum(line.startswith("- ") for line in lines) == len(VARIANTS) - 1


def test_the_page_can_be_made_without_a_backtest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "evidence.md"
    copy.write_bytes(page.PAGE.read_bytes())
    monkeypatch.setattr(page, "PAGE", copy)
    page.main()
    assert copy.read_bytes() == (Path(page.__file__).parents[2] / "docs/explanation/evidence.md").read_bytes()
