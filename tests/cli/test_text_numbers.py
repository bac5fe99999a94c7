"""What the command line prints, character by character: tables, figures, listings against their sources."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

import tajsim as ts
from tajsim.analysis.thresholds.solve import Solution
from tajsim.cli.files import file_name
from tajsim.cli.parser import command_parser
from tajsim.cli.request import read
from tajsim.cli.text import as_json, figure, paragraph, table
from tajsim.cli.workers import default_workers
from tajsim.model.outputs import OUTPUTS, STANDARD, with_base_year
from tajsim.parameters.entry import POSTERIOR
from tajsim.parameters.loading import parameter_set_names
from tajsim.quarters import Quarter
from tajsim.scenarios import scenario_names
from tests.of_2024 import solve

from .conftest import Call


def test_a_table_is_aligned_and_its_last_column_takes_what_is_left() -> None:
    rows = [("one", "1", "short"), ("second", "12.5", "a text of more than twenty letters")]
    assert table(("name", "number", "what it is"), rows, 42, right=(1,)).splitlines() == [
        "name    number  what it is",
        "-" * 42,
        "one          1  short",
        "second    12.5  a text of more than twenty",
        "                letters",
    ]
    wide = table(("name", "number", "what it is"), rows, 80, right=(1,)).splitlines()
    assert wide[-1] == "second    12.5  a text of more than twenty letters"
    assert wide[1] == "-" * len(wide[-1])


def test_the_last_column_is_never_narrower_than_twenty_and_may_stand_to_the_right() -> None:
    rows = [("a" * 30, "five words that are wrapped")]
    lines = table(("left", "right"), rows, 10).splitlines()
    assert lines[-2:] == ["a" * 30 + "  five words that are", " " * 32 + "wrapped"]
    assert table(("x", "y"), [("1", "2"), ("10", "20")], 80, right=(0, 1)).splitlines()[-2:] == [
        " 1" + "2".rjust(22),
        "10" + "20".rjust(22),
    ]


def test_an_empty_cell_at_the_end_leaves_no_blanks() -> None:
    assert table(("a", "b"), [("x", "")], 80).splitlines()[-1] == "x"


def test_a_paragraph_is_wrapped_with_every_line_indented() -> None:
    assert paragraph("one  two\nthree four", 14).splitlines() == ["  one two", "  three four"]
    assert paragraph("one two three", 9, "").splitlines() == ["one two", "three"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (99_999.94, "99,999.9"),
        (99_999.96, "100,000"),
        (100_000.0, "100,000"),
        (100_000.6, "100,001"),
        (-100_000.6, "-100,001"),
        (-99_999.94, "-99,999.9"),
        (1_234.5678, "1,234.57"),
        (0.000123456789, "0.000123457"),
    ],
)
def test_six_digits_up_to_a_hundred_thousand_and_whole_numbers_from_there(value: float, text: str) -> None:
    assert figure(value) == text


def test_json_keeps_what_it_can_hold() -> None:
    kept = {"a": [1, 2.5, "x", None, True], "b": {"c": (1, 2)}, "é": -0.5}
    assert json.loads(as_json(kept)) == {"a": [1, 2.5, "x", None, True], "b": {"c": [1, 2]}, "é": -0.5}
    assert '\n  "é": -0.5' in as_json(kept)
    assert json.loads(as_json([-float("inf")])) == [None]


def test_outputs_kept_only_when_asked_for_have_a_star(call: Call) -> None:
    lines = call("outputs").out.splitlines()
    assert lines[0].split() == ["output", "unit", "year", "definition"]
    for output in OUTPUTS:
        (line,) = [line for line in lines if line.startswith(f"{output.name} ")]
        assert (line.split()[1] == "*") == (output.name not in STANDARD)
        assert f" {output.annual} " in line
    rows = json.loads(call("outputs", "--json").out)
    assert [row["standard"] for row in rows] == [output.name in STANDARD for output in OUTPUTS]
    assert [(row["unit"], row["annual"], row["block"]) for row in rows] == [
        (with_base_year(output, Quarter(2024, 4)).unit, output.annual, output.block) for output in OUTPUTS
    ]


def test_scenarios_are_listed_under_one_another_with_their_titles(call: Call) -> None:
    lines = call("scenarios").out.splitlines()
    listed = [line for line in lines if line[:1].islower()]
    names = scenario_names()
    size = max(map(len, names))
    assert listed == [f"{name:{size}}  {ts.scenario(name).title}" for name in names]


@pytest.mark.parametrize("parameter_set", ["kremlin-2024", "calibrated-2024"])
def test_every_parameter_is_listed_with_its_range_confidence_and_unit(call: Call, parameter_set: str) -> None:
    p = ts.parameters(parameter_set)
    out = call("params", "--vintage", parameter_set).out
    lines = out.splitlines()
    assert lines[0] == f"{p.title} ({parameter_set})"
    assert f"  Shipped parameter sets: {', '.join(parameter_set_names())}" in lines
    described = p.describe().set_index("name")
    for name, entry in p.entries.items():
        (line,) = [line for line in lines if line.split()[:1] == [name]]
        span = "fixed" if entry.distribution == "fixed" else f"{figure(entry.low)} to {figure(entry.high)}"
        words = f"{name} {figure(entry.value)} {span} {entry.confidence} {described.loc[name, 'unit']}"
        assert " ".join(line.split()) == words


def test_a_difference_shows_both_values_with_their_ranges(call: Call) -> None:
    here, there = ts.parameters("world-bank-2024"), ts.parameters("kremlin-2024")
    lines = call("params", "--vintage", "world-bank-2024", "--diff", "kremlin-2024").out.splitlines()
    assert lines[0].split() == ["parameter", "world-bank-2024", "kremlin-2024", "unit"]
    checked = 0
    for line in lines[2:]:
        name = line.split()[0]
        shown = []
        for p in (here, there):
            entry = p.entries[name]
            assert entry.distribution != POSTERIOR
            span = f" ({figure(entry.low)} to {figure(entry.high)})" if entry.distribution != "fixed" else ""
            shown.append(figure(entry.value) + span)
        assert " ".join(line.split()).startswith(f"{name} {shown[0]} {shown[1]}")
        checked += 1
    assert checked == len(here.diff(there)) > 0
    found = json.loads(call("params", "--vintage", "world-bank-2024", "--diff", "kremlin-2024", "--json").out)
    assert (found["here"]["vintage"], found["there"]["vintage"]) == ("world-bank-2024", "kremlin-2024")
    assert len(found["differences"]) == checked


def test_contradictions_are_reported_with_their_figures(call: Call) -> None:
    out = " ".join(call("params", "--reconcile").out.split())
    frame = ts.parameters("calibrated-2024").reconcile()
    assert len(frame) > 1
    for row in frame.to_dict("records"):
        published = f"{row['published']} = {figure(row['published_value'])} {row['unit']} ({row['said_by']})"
        implied = f"but {row['implied_by']} gives {figure(row['implied_value'])}: "
        assert " ".join(published.split()) in out
        assert " ".join(implied.split()) + f" {row['discrepancy_pct']:+.0f} %" in out
        assert f"followed: {row['wins']}. " in out


def test_params_takes_one_of_two_comparisons(call: Call) -> None:
    done = call("params", "--diff", "kremlin-2024", "--reconcile")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("tajsim: take ")
    assert "--diff" in done.err
    assert "--reconcile" in done.err


@pytest.fixture(scope="module")
def solution() -> Solution:
    return solve(
        "rouble-shock", "poverty_rate > 3 from baseline", 0.25, span=(0, 1.5), draws=60, tolerance=0.1
    )


def test_the_curve_of_solve_is_printed_as_it_is(
    call: Call, monkeypatch: pytest.MonkeyPatch, solution: Solution
) -> None:
    def solved(*_: Any, **__: Any) -> Solution:
        return solution

    monkeypatch.setattr("tajsim.cli.solve.solve", solved)
    lines = call("solve", "rouble-shock").out.splitlines()
    start = next(i for i, line in enumerate(lines) if line.split()[:2] == ["size", "probability"]) + 2
    rows = [line.split() for line in lines[start : lines.index("", start)]]
    curve = solution.curve
    shown = {row[0] for row in rows}
    assert {f"{solution.sizes[0]:.4g}", f"{solution.sizes[-1]:.4g}", f"{solution.size:.4g}"} <= shown
    assert len(rows) <= 18
    for size, share, percent, error, *mark in rows:
        (at,) = [s for s in curve.index if f"{s:.4g}" == size][:1]
        assert (share, percent) == (f"{100 * curve.loc[at, 'probability']:.1f}", "%")
        assert error == f"{100 * curve.loc[at, 'error']:.1f}"
        assert mark == (["<-"] if at == solution.size else [])
    assert f"Parameters: calibrated-2024. 60 draws, seed {solution.manifest.seed}" in " ".join(lines)


@pytest.mark.parametrize(
    ("arguments", "last"),
    [
        (
            ["outputs"],
            "year: how the annual value is made of the quarters. * kept only when asked for: --outputs.",
        ),
        (
            ["scenarios"],
            "Run one: tajsim run crackdown. Compose: tajsim run 'crackdown + reintegration'.",
        ),
        (
            ["params"],
            "conf.: A published, B derived, C proxy or judgement. Sources, notes and descriptions: --json.",
        ),
    ],
)
def test_a_listing_ends_with_what_its_marks_mean(call: Call, arguments: list[str], last: str) -> None:
    lines = call(*arguments).out.splitlines()
    assert lines[-1] == last
    assert lines[-2] == ""


@pytest.mark.parametrize("prob", ["0", "1", "1.5", "-0.1"])
def test_a_probability_asked_of_solve_lies_between_its_ends(call: Call, prob: str) -> None:
    done = call("solve", "rouble-shock", f"--prob={prob}")
    assert (done.code, done.out) == (2, "")
    assert f"--prob is '{prob}'; it must be between 0 and 1" in done.err


def test_a_large_run_takes_the_workers_that_its_draws_are_worth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tajsim.cli.workers._cores", lambda: 64)
    names = scenario_names()
    asked = read(command_parser("run").read(["--draws", "8192"]))
    assert asked.workers == default_workers(8192, len(names)) > 1
    assert read(command_parser("run").read(["--draws", "8192", "--workers", "7"])).workers == 7
    assert read(command_parser("run").read(["crackdown", "--draws", "10"])).workers == 1


def test_files_leave_no_picture_open(call: Call, monkeypatch: pytest.MonkeyPatch, solution: Solution) -> None:
    import matplotlib.pyplot as plt

    monkeypatch.setattr("tajsim.cli.solve.solve", lambda *_, **__: solution)
    plt.close("all")
    assert call("solve", "rouble-shock", "--out", "answer").code == 0
    assert call("run", "crackdown", "--draws", "0", "--out", "o").code == 0
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("params",),
        ("decompose", "crackdown + reintegration", "gdp", "--draws", "30", "--end", "2027Q4"),
        ("decompose", "crackdown + reintegration", "gdp", "--draws", "0", "--end", "2027Q4"),
    ],
)
def test_numbers_stand_to_the_right(call: Call, arguments: tuple[str, ...]) -> None:
    lines = call(*arguments).out.splitlines()
    tables = [i for i, line in enumerate(lines) if line and not line.strip("-")]
    assert tables
    for rule in tables:
        header = [(m.start(), m.end()) for m in re.finditer(r"\S+(?: \S+)*", lines[rule - 1])]
        rows = lines[rule + 1 : lines.index("", rule)]
        for (start, end), (after, _) in zip(header[1:], [*header[2:], (None, None)], strict=True):
            rows = [row for row in rows if row[:start].strip()]  # whole rows
            if all(re.fullmatch(r"[-+\d,.e]*", row[start:after].strip()) for row in rows):
                assert not any(row.ljust(end)[start:end].endswith(" ") for row in rows), lines[rule - 1]


def test_the_name_of_a_file_is_short_and_not_taken() -> None:
    assert file_name("a + b (2)") == "a-b-2"
    assert file_name("x" * 61) == "x" * 60
    assert file_name("---") == "scenario"
    assert file_name("a", ["a", "a-2"]) == "a-3"


@pytest.mark.parametrize("short", ["--draw", "--par", "--js"])
def test_an_option_is_typed_in_full(call: Call, short: str) -> None:
    done = call("run", "crackdown", short, "5")
    assert done.code == 2
    assert f"unknown option '{short}'" in done.err
