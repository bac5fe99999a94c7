"""The page as it is read: its counts, its contents, and each number of its tables as the set has it."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tajsim.drivers.declared import DRIVERS, OBSERVABLE
from tajsim.handbook import ModelPage, model_page
from tajsim.handbook.markdown import escape, heading
from tajsim.parameters import declarations, parameters

PARAMETER_SETS = ("calibrated-2024", "kremlin-2024")


@pytest.fixture(scope="module", params=PARAMETER_SETS)
def page(request: pytest.FixtureRequest) -> ModelPage:
    return model_page(request.param)


def shown(value: float, digits: int) -> str:
    """Whole from a thousand on, significant digits below."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.{digits}g}"


@cache
def rows(parameter_set: str) -> tuple[str, ...]:
    """The rows of the tables of a page."""
    return tuple(
        line for line in model_page(parameter_set).to_markdown().splitlines() if line.startswith("| ")
    )


def cells(page: ModelPage, name: str) -> list[str]:
    """The cells of the row of a parameter or driver."""
    row = re.compile(rf"\| (?:[^|]*\| )?`{name}`(?:<br>| \|)")
    (line,) = (line for line in rows(page.vintage) if row.match(line))
    return re.split(r"(?<!\\) \| ", line.removeprefix("| ").removesuffix(" |"))


def test_the_head_counts_what_follows(page: ModelPage) -> None:
    p, text = parameters(page.vintage), page.to_markdown()
    parts = text.split("\n\n")
    assert parts[0] == f"# The model on one page: {escape(p.title)}"
    assert parts[1] == f"Parameter set `{page.vintage}`. {escape(p.narrative)}"
    lines = sum(len(formula.splitlines()) for block in page.blocks for formula in block.equations)
    assert lines > 100
    assert parts[2].startswith(
        f"{text.count(chr(10) + '## ')} sections, {lines} lines of equations, {len(p.entries)} parameters. "
    )
    assert parts[3].splitlines() == [
        f"{number}. {title}" for number, title in enumerate(re.findall(r"^## (.*)$", text, re.MULTILINE), 1)
    ]
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_every_value_stands_with_its_unit_and_its_spread(page: ModelPage) -> None:
    p, known = parameters(page.vintage), declarations()
    spreads = set()
    for name, entry in p.entries.items():
        _, what, value, spread, source = cells(page, name)
        assert what == f"`{name}`<br>{escape(known[name].description)}"
        assert value == f"{shown(entry.value, 4)} {escape(known[name].unit)}"
        span = f"{entry.distribution}, {shown(entry.low, 3)} to {shown(entry.high, 3)}"
        assert spread == ("fixed" if entry.distribution == "fixed" else span)
        assert source.startswith(escape(entry.source))
        note = f"<br>*{escape(entry.note)}*" if entry.note else ""
        assert source.endswith(f" ({entry.confidence}){note}")
        assert ("; prior: " in source) == entry.source.startswith("the posterior sample")
        spreads.add(entry.distribution)
    assert len(spreads) > 1


def test_every_driver_stands_with_its_range(page: ModelPage) -> None:
    for driver in (*DRIVERS, *OBSERVABLE):
        assert cells(page, driver.name) == [
            f"`{driver.name}`",
            escape(driver.unit),
            f"{shown(driver.low, 3)} to {shown(driver.high, 3)}",
            escape(driver.description),
        ]
    assert sum(line.startswith("| driver | unit | ") for line in page.to_markdown().splitlines()) == 1


def test_a_table_has_a_rule_of_as_many_cells_as_its_head(page: ModelPage) -> None:
    lines = page.to_markdown().splitlines()
    heads = [i for i, line in enumerate(lines) if line.startswith(("| symbol |", "| driver |"))]
    assert len(heads) > 10
    for i in heads:
        assert lines[i + 1] == "| " + " | ".join(["---"] * (lines[i].count(" | ") + 1)) + " |"


def test_sections_say_what_they_are_about_and_what_they_report(page: ModelPage) -> None:
    for block in page.blocks:
        text = block.to_markdown()
        title = block.title
        numbered = title.startswith("Block ") and ":" in title
        assert heading(block) == escape(title.split(":")[0] if numbered else f"The {block.key}")
        summary = title.split(": ", 1)[1] if numbered else title
        summary = summary[:1].upper() + summary[1:] if numbered else summary
        assert text.startswith(f"## {heading(block)}\n\n**{escape(summary)}**\n\n")
        expected = "*Reported as* " + ", ".join(f"`{name}`" for name in block.outputs)
        assert text.endswith(expected) if block.outputs else "*Reported as*" not in text
        for part in block.parts[1:]:
            assert f"**{escape(part.title)}**" in text
        for decision in block.decisions:
            assert f"*Decision.* {escape(decision[:1].upper() + decision[1:])}" in text
        for source in block.sources:
            assert f"*Sources of the equations.* {escape(source)}" in text
        assert text.count("*Decision.*") == len(block.decisions)


def test_equations_are_introduced_once_in_each_part(page: ModelPage) -> None:
    for block in page.blocks:
        text = block.to_markdown()
        with_formulae = [p for p in block.parts if p.heading is not None and p.equations]
        assert len(re.findall(r"^Equations", text, re.MULTILINE)) == len(with_formulae)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a_b *c* [d] <e> |f| ~g $h #i \\j", r"a\_b \*c\* \[d\] \<e\> \|f\| \~g \$h \#i \\j"),
        ("`a_b` a_b `*` *", r"`a_b` a\_b `*` \*"),
        ("a ` b_c", r"a \` b\_c"),
    ],
)
def test_markup_is_escaped_but_not_in_code(text: str, escaped: str) -> None:
    assert escape(text) == escaped
