"""What counts as moved, to the last digit, and what a report, an annotation and JUnit say of it."""

from __future__ import annotations

import math
from pathlib import Path
from xml.etree import ElementTree

import pytest

import tajsim as ts
from tajsim.cli.check import github, junit
from tajsim.errors import InputError
from tajsim.golden.check import Check, check
from tajsim.golden.description import CENTRAL, Description
from tajsim.golden.made_with import MadeWith
from tajsim.golden.runs import Move, moves, settled
from tajsim.golden.text import bullets, in_words, reasons, report, table
from tajsim.golden.tolerance import Tolerance, Tolerances

from .conftest import Edit

KEY = ("mine", "gdp", "2027Q4")


def move(number: int = 0, *, tolerances: float = 3.0, recorded: float = 200.0, now: float = 230.0) -> Move:
    """A number of the scenario mine that moved."""
    return Move("mine", "gdp", f"{2030 + number}", "central", recorded, now, tolerances)


def checked(*found: Move, lines: dict[tuple[str, str, str], int] | None = None, **others: object) -> Check:
    """A check in which these moved."""
    standing = {
        "path": Path("golden.toml"),
        "moves": found,
        "reasons": (),
        "notes": (),
        "compared": 2_000,
        "series": (("mine", "gdp"), ("mine", "imports")),
        "lines": lines or {},
        "updated": False,
    }
    return Check(**(standing | others))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("recorded", "allowed"), [(0.0, 0.5), (20.0, 0.5), (50.0, 0.5), (51.0, 0.51), (-300.0, 3.0)]
)
def test_the_larger_tolerance_holds_not_their_sum(recorded: float, allowed: float) -> None:
    both = Tolerance(absolute=0.5, relative=0.01)
    assert both.allowed(recorded) == pytest.approx(allowed, rel=1e-12)
    asked = Tolerances(central=both)
    for size, moved in ((0.999, False), (1.001, True)):
        for sign in (-1.0, 1.0):
            now = {KEY: (recorded + sign * size * allowed,)}
            assert bool(moves({KEY: (recorded,)}, now, CENTRAL, asked)) == moved


def test_a_number_at_its_tolerance_has_not_moved() -> None:
    asked = Tolerances(central=Tolerance(absolute=0.5, relative=0.0))
    assert moves({KEY: (1.0,)}, {KEY: (1.5,)}, CENTRAL, asked) == ()
    (found,) = moves({KEY: (1.0,)}, {KEY: (2.0,)}, CENTRAL, asked)
    assert (found.recorded, found.now, found.change, found.change_pct, found.tolerances) == (1, 2, 1, 100, 2)


def test_without_any_tolerance_each_difference_counts_and_is_without_measure() -> None:
    exact = Tolerances(central=Tolerance(0, 0), draws=Tolerance(0, 0))
    (found,) = moves({KEY: (0.0,)}, {KEY: (1e-12,)}, CENTRAL, exact)
    assert found.tolerances == math.inf
    assert math.isnan(found.change_pct)
    assert moves({KEY: (0.0,)}, {KEY: (0.0,)}, CENTRAL, exact) == ()


def test_a_number_that_is_none_has_moved() -> None:
    assert moves({KEY: (1.0,)}, {KEY: (math.nan,)}, CENTRAL, Tolerances())


def test_percent_is_of_the_size_recorded_so_that_its_sign_is_that_of_the_change() -> None:
    assert move(recorded=-200.0, now=-230.0).change_pct == -15.0
    assert move(recorded=-200.0, now=-170.0).change_pct == 15.0


def test_the_order_is_by_tolerances_then_by_name_and_every_statistic_has_its_own_tolerance() -> None:
    statistics = ("central", "mean")
    wide = Tolerances(draws=Tolerance(10.0, 0.0), central=Tolerance(1.0, 0.0))
    old = {("b", "gdp", "2026"): (0.0, 0.0), ("a", "gdp", "2026"): (0.0, 0.0)}
    new = {("b", "gdp", "2026"): (2.0, 30.0), ("a", "gdp", "2026"): (2.0, 9.0)}
    found = [(m.scenario, m.statistic, m.tolerances) for m in moves(old, new, statistics, wide)]
    assert found == [("b", "mean", 3.0), ("a", "central", 2.0), ("b", "central", 2.0)]


def test_only_what_both_hold_is_compared() -> None:
    other = ("mine", "imports", "2027Q4")
    assert moves({KEY: (1.0,), other: (5.0,)}, {KEY: (1.0,)}, CENTRAL, Tolerances()) == ()


@pytest.mark.parametrize(
    ("own", "shift", "stays"),
    [
        (Tolerance(1e-6, 1e-6), 0.9e-6, True),
        (Tolerance(1e-6, 1e-6), 1.1e-6, False),
        (Tolerance(5.0, 0.01), 1.1e-6, False),  # a wide tolerance lets a number pass, not go unrecorded
        (Tolerance(5.0, 0.01), 0.9e-6, True),
        (Tolerance(1e-9, 1e-9), 0.9e-6, False),
        (Tolerance(1e-9, 1e-9), 0.9e-9, True),
    ],
)
def test_an_update_keeps_only_what_differs_as_machines_do(own: Tolerance, shift: float, stays: bool) -> None:
    old, new = {KEY: (1000.0,)}, {KEY: (1000.0 * (1 + shift),), ("mine", "gdp", "2028Q4"): (7.0,)}
    found = settled(old, new, CENTRAL, Tolerances(central=own))
    assert found == {**new, KEY: old[KEY] if stays else new[KEY]}


def test_an_update_asks_the_tolerance_of_the_output() -> None:
    old, new = {KEY: (1000.0,)}, {KEY: (1000.0001,)}
    assert settled(old, new, CENTRAL, Tolerances()) == old
    tight = Tolerance(0.0, 1e-9)
    assert settled(old, new, CENTRAL, Tolerances(outputs={"gdp": tight})) == new
    assert settled(old, new, CENTRAL, Tolerances(outputs={"2027Q4": tight, "mine": tight})) == old


def test_the_weight_of_a_set_is_recorded_with_its_shock(folder: Path, edit: Edit) -> None:
    edit("mine.toml", "multiply = 1.25", "set = 120.0\nweight = 0.5")
    check(folder / "golden.toml", update=True)
    assert "set rub_per_usd 120.0 ramp, start 2026Q1" in (folder / "golden.toml").read_text()
    assert ", weight 0.5" in (folder / "golden.toml").read_text()
    edit("mine.toml", "weight = 0.5", "weight = 0.75")
    (reason,) = check(folder / "golden.toml").reasons
    assert reason.startswith("scenario mine: shock set rub_per_usd 120.0 ramp")
    assert reason.endswith(", weight 0.75")


def test_a_file_updated_keeps_no_number_that_a_wide_tolerance_let_pass(folder: Path, edit: Edit) -> None:
    path = folder / "golden.toml"
    before = path.read_text()
    edit("golden.toml", r"\n\[made_with\]\n", "\n[tolerance.gdp]\nrelative = 0.01\n\n[made_with]\n")
    edit("golden.toml", r"(\[values.\"mine\".gdp\]\n2026Q4 = \[)([\d.]+)", r"\g<1>100500.0")
    assert "100500.0" in path.read_text()
    check(path, update=True)
    assert path.read_text().split("[values")[1:] == before.split("[values")[1:]


def test_a_central_path_that_moves_alone_is_not_hidden_by_its_draws(folder: Path, edit: Edit) -> None:
    line = r'(\[values."crackdown".imports\]\n.*?2027Q4 = \[)[\d.]+'
    edit("golden.toml", line, r"\g<1>1234.5")
    done = check(folder / "golden.toml")
    assert not done.passed
    (found,) = done.moves
    assert (found.scenario, found.output, found.period, found.statistic) == (
        "crackdown", "imports", "2027Q4", "central",
    )  # fmt: skip
    r = ts.run("crackdown", parameters=folder / "own.toml", draws=None, end="2027Q4", outputs=["imports"])
    assert found.recorded == 1234.5
    assert found.now == pytest.approx(r.central["imports"][-1, 1], rel=1e-8)
    assert found.change_pct == pytest.approx(100.0 * (found.now / 1234.5 - 1.0))
    assert "1 of 90 numbers moved" in str(done)
    assert "crackdown  imports  2027Q4  central" in str(done)


def test_a_report_shows_the_twenty_largest_and_counts_the_rest() -> None:
    many = tuple(move(i, tolerances=30.0 - i) for i in range(23))
    lines = report(checked(*many[:20])).splitlines()
    assert lines[0] == "golden.toml: 20 of 2,000 numbers moved"
    assert [line.split()[2] for line in lines if line.startswith("mine")] == [
        f"{2030 + i}" for i in range(20)
    ]
    assert "more" not in "\n".join(lines)
    lines = report(checked(*many)).splitlines()
    assert lines[0] == "golden.toml: 23 of 2,000 numbers moved"
    assert sum(line.startswith("mine") for line in lines) == 20
    assert "... and 3 more, of 1 outputs in 1 scenarios" in lines


def test_a_row_of_a_report_is_the_number_of_the_file_and_that_of_now() -> None:
    header, rule, row, negative, zero = table(
        [move(), move(1, recorded=-200.0, now=-230.5, tolerances=1e6), move(2, recorded=0.0, now=0.25)]
    )
    assert header.split() == [
        "scenario", "output", "period", "statistic", "recorded", "now", "change", "change", "%", "tolerances",
    ]  # fmt: skip
    assert rule == "-" * len(header)
    assert row.split() == ["mine", "gdp", "2030", "central", "200", "230", "+30", "+15", "3"]
    assert negative.split() == ["mine", "gdp", "2031", "central", "-200", "-230.5", "-30.5", "-15.2", "1e+06"]
    assert zero.split() == ["mine", "gdp", "2032", "central", "0", "0.25", "+0.25", "3"]
    assert {len(line) for line in (header, rule, row, negative, zero)} == {len(header)}
    assert header.index("scenario") == row.index("mine") == 0
    assert header.index("recorded") + len("recorded") == row.index(" 200 ") + 4


def test_a_number_in_words() -> None:
    assert in_words(move()) == "mine gdp 2030 central: 200 -> 230 (+30, +15 %, 3 tolerances)"
    assert in_words(move(recorded=0.0, now=2.0)) == "mine gdp 2030 central: 0 -> 2 (+2, 3 tolerances)"


def test_a_list_counts_what_it_leaves_out() -> None:
    assert bullets(["a"] * 20) == ["  - a"] * 20
    assert bullets(["a"] * 1_521) == [*["  - a"] * 20, "  - and 1,501 more"]


def test_reasons_stand_under_what_they_explain() -> None:
    why = "Why: since the numbers were recorded, these are different:"
    assert report(checked(move(), reasons=("seed: 0 -> 1",))).endswith(f"\n\n{why}\n  - seed: 0 -> 1")
    still = report(checked(reasons=("seed: 0 -> 1",), notes=("a", "b")))
    assert still.splitlines() == [
        "golden.toml: all 2,000 numbers as recorded",
        "Note: different since the numbers were recorded, without moving one:",
        "  - seed: 0 -> 1",
        "Note: a.",
        "Note: b.",
    ]
    assert report(checked(compared=0)) == "golden.toml: nothing was recorded to compare with"


def test_a_check_shows_how_it_ended() -> None:
    assert repr(checked()) == "Check('golden.toml', passed: 0 of 2000 numbers moved)"
    assert repr(checked(move())) == "Check('golden.toml', moved: 1 of 2000 numbers moved)"
    assert checked(move(), updated=True).passed


def test_annotations_escape_what_would_end_them() -> None:
    path = Path("50%,a:b.toml")
    lines = {("mine", "gdp", "2030"): 17}
    (line,) = github(path, checked(move(), lines=lines, reasons=("numpy 1 -> 2", "100 % new")))
    assert line == (
        "::error file=50%25%2Ca%3Ab.toml,line=17,title=gdp of mine moved::"
        "mine gdp 2030 central: 200 -> 230 (+30, +15 %25, 3 tolerances)"
        "%0AWhy:%0A  - numpy 1 -> 2%0A  - 100 %25 new"
    )
    (line,) = github(path, "cannot check it: 5 %\r\n  - a: b, c")
    assert line == (
        "::error file=50%25%2Ca%3Ab.toml,line=1,title=golden file not compared::"
        "cannot check it: 5 %25%0D%0A  - a: b, c"
    )


def test_annotations_are_of_lines_with_every_statistic_that_moved_in_them() -> None:
    mean = Move("mine", "gdp", "2030", "mean", 100.0, 99.0, 2.0)
    (line,) = github(Path("g.toml"), checked(move(), mean))
    assert line.startswith("::error file=g.toml,line=1,title=gdp of mine moved::mine gdp 2030 central: ")
    assert line.endswith("%0Amine gdp 2030 mean: 100 -> 99 (-1, -1 %25, 2 tolerances)")


@pytest.mark.parametrize(("count", "left"), [(9, 0), (10, 0), (11, 1), (25, 15)])
def test_ten_annotations_and_a_count_of_the_rest(count: int, left: int) -> None:
    lines = github(Path("g.toml"), checked(*(move(i) for i in range(count))))
    assert len(lines) == min(count, 10) + bool(left)
    assert all(line.startswith("::error ") for line in lines[:10])
    if left:
        assert lines[-1] == f"::notice file=g.toml,line=1,title=golden file::{left} more lines moved"


def test_nothing_is_annotated_where_nothing_moved_or_the_file_is_new() -> None:
    assert github(Path("g.toml"), checked()) == []
    assert github(Path("g.toml"), checked(move(), updated=True)) == []


def test_a_path_is_annotated_as_seen_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (inside,) = github(tmp_path / "deep" / "g.toml", "bad")
    assert inside.startswith("::error file=deep/g.toml,")
    (outside,) = github(tmp_path.parent / "g.toml", "bad")
    assert outside.startswith(f"::error file={tmp_path.parent}/g.toml,")


def test_junit_counts_and_states_without_what_xml_cannot_hold() -> None:
    one = checked(move(), move(1), reasons=("odd \x07 reason",))
    outcomes = {
        Path("g.toml"): one,
        Path("bad\x01.toml"): "no good \x02\nat all <&>",
        Path("ok.toml"): checked(),
    }
    root = ElementTree.fromstring(junit(outcomes))
    sizes = ("tests", "failures", "errors")
    assert [root.get(name) for name in sizes] == ["5", "1", "1"]
    suites = root.findall("testsuite")
    assert [[suite.get(name) for name in ("name", *sizes, "skipped")] for suite in suites] == [
        ["g.toml", "2", "1", "0", "0"], ["bad?.toml", "1", "0", "1", "0"], ["ok.toml", "2", "0", "0", "0"],
    ]  # fmt: skip
    (failure,) = suites[0].iter("failure")
    assert failure.get("type") == "moved"
    assert failure.get("message") == f"2 numbers moved; {in_words(move())}"
    assert str(failure.text).splitlines() == [*table(one.moves), "", "  - odd ? reason"]
    (case,) = suites[1].findall("testcase")
    assert (case.get("classname"), case.get("name")) == ("bad?", "compared")
    (error,) = suites[1].iter("error")
    assert (error.get("type"), error.get("message")) == ("not compared", "no good ?")
    assert error.text == "no good ?\nat all <&>"
    rewritten = ElementTree.fromstring(junit({Path("g.toml"): checked(move(), updated=True)}))
    assert rewritten.get("failures") == "0"


def test_why_names_each_difference_once_and_equations_first() -> None:
    facts = {"seed": 0, "vintage_sha256": "a", "numpy": "2.0", "start": "2025Q1"}
    then = MadeWith(
        facts=facts,
        data={"outlooks/a.toml": "1", "gone.toml": "1", "same.toml": "1"},
        modules={"cli.run": "1", "engine.run": "1", "model.trade": "1", "model.same": "1"},
        parameters={"a.x": (2.0, "fixed"), "a.y": (0.0, "normal 0 to 1"), "a.z": (1.0, "fixed")},
        scenarios={"one": "1", "two": "1", "three": "1", "four": "1"},
        shocks={"one": ("multiply gdp 1",), "two": ("multiply gdp 1",), "three": ("set a 1",)},
    )
    now = MadeWith(
        facts=facts | {"seed": 1, "vintage_sha256": "b", "numpy": "2.1", "unknown": 3},
        data={"outlooks/a.toml": "2", "new.toml": "1", "same.toml": "1"},
        modules={"cli.run": "2", "engine.run": "2", "model.trade": "2", "model.same": "1"},
        parameters={"a.x": (3.0, "fixed"), "a.y": (0.5, "normal 0 to 2"), "b.new": (1.0, "fixed")},
        scenarios={"one": "2", "two": "2", "three": "2", "four": "2"},
        shocks={"one": ("multiply gdp 2",), "two": ("multiply gdp 2",), "three": ("add a 1",)},
    )
    assert reasons(then, now) == (
        "seed: 0 -> 1",
        "parameter a.x: 2 -> 3 (+50 %)",
        "parameter a.y: 0 -> 0.5, distribution normal 0 to 1 -> normal 0 to 2",
        "parameter a.z: gone",
        "parameter b.new: new",
        "scenario four: its content",
        "scenario three: shock gone: set a 1",
        "scenario one, two: shock multiply gdp 1 -> multiply gdp 2",
        "scenario three: shock new: add a 1",
        "data gone.toml: gone",
        "data new.toml: new",
        "data outlooks/a.toml: changed",
        "source model.trade: changed",
        "source engine.run: changed",
        "source cli.run: changed",
        "numpy 2.0 -> 2.1",
    )
    assert reasons(then, then) == ()
    assert reasons(MadeWith(), now) == ()


@pytest.mark.parametrize(("numpy", "count"), [("2.0", 1), ("2.1", 0)])
def test_another_content_of_the_parameter_set_is_reported_unless_numpy_may_be_the_cause(
    numpy: str, count: int
) -> None:
    then = MadeWith(facts={"vintage_sha256": "a", "numpy": "2.0"})
    now = MadeWith(facts={"vintage_sha256": "b", "numpy": numpy})
    found = [text for text in reasons(then, now) if text.startswith("parameter set: its texts")]
    assert len(found) == count


@pytest.mark.parametrize(
    ("absolute", "size", "fits"),
    [(0.01, 1.0, True), (0.0101, 1.0, False), (1e-5, 1e-9, True), (2e-5, 1e-9, False), (1.0, 100.0, True)],
)
def test_an_absolute_tolerance_above_a_hundredth_of_the_largest_size_is_refused(
    absolute: float, size: float, fits: bool
) -> None:
    for own in (Tolerance(absolute, 0.0), Tolerance(0.0, 0.0)):
        asked = Tolerances(outputs={"gdp": own})
        assert bool(asked.problems({"gdp": size})) == (not fits and own.absolute > 0)
    either = Tolerances(central=Tolerance(absolute, 0.0))
    assert bool(either.problems({"gdp": size})) == (not fits)


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"relative": 0.0100001}, "relative is 0.0100001; it must be a number from 0 to 0.01"),
        ({"absolute": -1e-9}, "absolute is -1e-09; it must be a number of at least 0"),
        ({"absolute": math.inf}, "absolute is inf; it must be a number of at least 0"),
        ({"absolute": True}, "absolute is True; it must be a number of at least 0"),
    ],
)
def test_a_tolerance_that_cannot_be(values: dict[str, float], fault: str) -> None:
    with pytest.raises(ts.InputError) as caught:
        Tolerance(**values)
    assert caught.value.problems == (fault,)
    assert Tolerance(absolute=0, relative=0.01) == Tolerance(0.0, 0.01)


def test_a_table_of_tolerances_is_read_to_the_output() -> None:
    content = {"absolute": 0.5, "central": {"relative": 0.002}, "gdp": {"relative": 0.003}}
    found = Tolerances.from_table(content, ["gdp", "imports"])
    assert found.of("imports", "mean") == Tolerance(0.5, 1e-5)
    assert found.of("imports", "central") == Tolerance(1e-6, 0.002)
    assert found.of("gdp", "central") == found.of("gdp", "q05") == Tolerance(0.5, 0.003)


@pytest.mark.parametrize("written", ["0", "2", '"1"', "true", "1.0", "[1]"])
def test_another_format_is_refused_and_reported(folder: Path, written: str) -> None:
    path = folder / "golden.toml"
    text = path.read_text()
    lines = [line for line in text.splitlines() if not line.startswith("format = ")]
    place = next(i for i, line in enumerate(lines) if line.startswith("["))
    path.write_text("\n".join([*lines[:place], f"format = {written}", *lines[place:]]) + "\n")
    with pytest.raises(ts.FileFormatError, match=r"golden\.toml: format is .*; this version reads 1"):
        check(path)


def test_the_first_and_the_last_quarter_and_year_of_a_run_can_be_recorded() -> None:
    run = {"scenarios": ("crackdown",), "start": "2025Q1", "end": "2026Q4"}
    described = Description(**run, quarters=("2025Q1", "2026Q4"), years=(2025, 2026))
    assert described.periods == ("2025Q1", "2026Q4", "2025", "2026")
    assert Description(**run, quarters=("2026q4", "2025Q1"), years=(2026, 2025)) == described
    with pytest.raises(InputError) as caught:
        Description(**run, quarters=("2024Q4", "2025Q5", "2027Q1"), years=(2024, 2027))
    said = "\n".join(caught.value.problems)
    for outside in ("quarters names 2024Q4", "quarters names 2027Q1", "years names 2024", "years names 2027"):
        assert f"{outside}, " in said
    assert len(caught.value.problems) == 5


@pytest.mark.parametrize("value", [True, False, "0.1", None, -1e-12, math.inf, math.nan])
@pytest.mark.parametrize("name", ["absolute", "relative"])
def test_a_tolerance_is_a_number_from_nothing(name: str, value: object) -> None:
    with pytest.raises(InputError, match=f"{name} is .*; it must be a number"):
        Tolerance(**{name: value})  # type: ignore[arg-type]


def test_a_relative_tolerance_ends_at_a_hundredth() -> None:
    assert Tolerance(absolute=1e300, relative=0.01).relative == 0.01
    with pytest.raises(InputError, match=r"relative is 0.0100001; it must be a number from 0 to 0.01"):
        Tolerance(relative=0.0100001)
