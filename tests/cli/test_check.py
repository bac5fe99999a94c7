"""`tajsim check`: exit codes, what is printed, and what continuous integration reads."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from .conftest import Call

RUN = """[run]
scenarios = ["crackdown"]
draws = 0
end = "2027Q4"
outputs = ["gdp", "imports"]
years = [2027]
"""


@pytest.fixture
def golden(call: Call, tmp_path: Path) -> Path:
    """A recorded golden file in the current folder."""
    path = tmp_path / "golden.toml"
    path.write_text(RUN)
    assert call("check", "golden.toml", "--update").code == 0
    return path


def move(path: Path) -> int:
    """Change the imports of crackdown in a golden file; the number of the line."""
    lines = path.read_text().splitlines()
    place = lines.index('[values."crackdown".imports]') + 1
    lines[place] = "2027 = [12345.0]"
    path.write_text("\n".join(lines) + "\n")
    return place + 1


def test_nothing_moved(golden: Path, call: Call) -> None:
    done = call("check", "golden.toml")
    assert done == (0, "golden.toml: all 4 numbers as recorded\n", "")


def test_moved(golden: Path, call: Call) -> None:
    move(golden)
    done = call("check", "golden.toml")
    assert done.code == 1
    assert done.err == ""
    assert done.out.startswith("golden.toml: 1 of 4 numbers moved\n")
    row = next(line for line in done.out.splitlines() if line.startswith("crackdown"))
    assert row.split()[:5] == ["crackdown", "imports", "2027", "central", "12345"]
    assert "Why: no parameter, scenario, data file, module or version that it names differs." in done.out


def test_an_update_prints_the_same_table(golden: Path, call: Call) -> None:
    before = golden.read_bytes()
    move(golden)
    printed = call("check", "golden.toml").out
    done = call("check", "golden.toml", "--update")
    assert done.code == 0
    assert done.out == printed + "Note: the file was written.\n"
    assert golden.read_bytes() == before


def test_the_worst_of_several_is_the_exit_code(golden: Path, call: Call) -> None:
    moved = golden.with_name("moved.toml")
    moved.write_bytes(golden.read_bytes())
    move(moved)
    assert call("check", "golden.toml", "moved.toml").code == 1
    done = call("check", "absent.toml", "golden.toml", "moved.toml")
    assert done.code == 2
    assert done.err.startswith("tajsim: cannot read absent.toml: No such file")
    assert "golden.toml: all 4 numbers as recorded" in done.out
    assert "moved.toml: 1 of 4 numbers moved" in done.out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "tajsim: cannot check bad.toml: "),
        ("[run]\nscenarios = 3\n", "scenarios is 3; it must be a list of texts"),
        ('[run]\nscenarios = ["crackdwn"]\n', "did you mean 'crackdown'"),
        ('[run]\nscenarios = ["crackdown"]\n', "it holds no values yet"),
        ("run = [", "not valid TOML"),
    ],
)
def test_what_cannot_be_compared(content: str, message: str, call: Call, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(content)
    done = call("check", "bad.toml")
    assert done.code == 2
    assert done.out == ""
    assert message in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: GOLDEN"),
        (["golden.toml", "--workers", "0"], "--workers is '0'"),
        (["golden.toml", "golden.toml"], "golden.toml is named 2 times; once is enough"),
        (["golden.toml", "--updat"], "unknown option '--updat'; did you mean '--update'"),
        (["golden.toml", "--junit", "absent/report.xml"], "cannot write absent/report.xml"),
    ],
)
def test_bad_options(arguments: list[str], message: str, golden: Path, call: Call) -> None:
    done = call("check", *arguments)
    assert done.code == 2
    assert message in done.err


def test_junit(golden: Path, call: Call) -> None:
    move(golden)
    bad = golden.with_name("bad.toml")
    bad.write_text('[run]\nscenarios = ["<&\\u0007>"]\n')
    assert call("check", "golden.toml", "bad.toml", "--junit", "report.xml").code == 2
    root = ElementTree.parse(golden.with_name("report.xml")).getroot()
    assert root.tag == "testsuites"
    assert {name: root.get(name) for name in ("tests", "failures", "errors")} == {
        "tests": "5",
        "failures": "1",
        "errors": "1",
    }
    first, second = root.findall("testsuite")
    cases = {(case.get("classname"), case.get("name")): case for case in first.findall("testcase")}
    assert cases.keys() == {
        (f"golden.{scenario}", output)
        for scenario in ("baseline", "crackdown")
        for output in ("gdp", "imports")
    }
    (failed,) = first.iter("failure")
    assert cases["golden.crackdown", "imports"].find("failure") is failed
    assert "crackdown imports 2027 central: 12345 ->" in str(failed.get("message"))
    assert "crackdown" in str(failed.text)
    (error,) = second.iter("error")
    assert "unknown scenario '<&" in str(error.get("message"))


def test_github(golden: Path, call: Call) -> None:
    line = move(golden)
    done = call("check", "golden.toml", "--github")
    (printed,) = [text for text in done.out.splitlines() if text.startswith("::")]
    match = re.fullmatch(
        r"::error file=golden\.toml,line=(\d+),title=imports of crackdown moved::(.*)", printed
    )
    assert match is not None
    assert int(match[1]) == line
    assert match[2].startswith("crackdown imports 2027 central: 12345 -> ")
    assert " %25, " in match[2]

    odd = golden.with_name("a,b.toml")
    odd.write_text("[run]\nsed = 1\n")
    done = call("check", str(odd), "--github")
    (printed,) = [text for text in done.out.splitlines() if text.startswith("::")]
    assert printed.startswith("::error file=a%2Cb.toml,line=1,title=golden file not compared::cannot check ")
    assert "%0A" in printed


def test_github_names_ten_lines_at_most(golden: Path, call: Call) -> None:
    text = golden.read_text().replace("years = [2027]\n", "")
    golden.write_text(text[: text.index("[made_with]")])
    assert call("check", "golden.toml", "--update").code == 0
    golden.write_text(re.sub(r"(Q\d = \[)[^\]]+", r"\g<1>1.0", golden.read_text()))
    printed = [text for text in call("check", "golden.toml", "--github").out.splitlines() if text[:2] == "::"]
    assert [text.split()[0] for text in printed] == ["::error"] * 10 + ["::notice"]
    assert printed[-1].endswith("::38 more lines moved")


def test_json(golden: Path, call: Call) -> None:
    move(golden)
    done = call("check", "golden.toml", "absent.toml", "--json", "--github")
    assert done.code == 2
    content = json.loads(done.out)
    assert content["code"] == 2
    one, other = content["goldens"]
    assert one["passed"] is other["passed"] is False
    assert one["compared"] == 4
    (moved,) = one["moved"]
    assert (moved["scenario"], moved["output"], moved["period"], moved["recorded"]) == (
        "crackdown",
        "imports",
        "2027",
        12345.0,
    )
    assert moved["change"] == moved["now"] - 12345.0
    assert "No such file" in other["error"]
    assert done.err.count("::error ") == 2
