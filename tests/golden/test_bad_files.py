"""Every way a golden file can be wrong, each with what is told."""

from __future__ import annotations

from pathlib import Path

import pytest

import tajsim as ts
from tajsim.golden.check import check
from tajsim.golden.file import LARGEST

from .conftest import Edit

LINE = r'(\[values."mine".gdp\]\n)2026Q4 = [^\n]+'
BAD = {
    "no number": (LINE, r'\g<1>2026Q4 = ["a", 1.0, 1.0, 1.0, 1.0]', "must be a list of finite numbers"),
    "not finite": (LINE, r"\g<1>2026Q4 = [nan, 1.0, 1.0, 1.0, 1.0]", "must be a list of finite numbers"),
    "too long for a float": (LINE, rf"\g<1>2026Q4 = [1{'0' * 400}, 1, 1, 1, 1]", "finite numbers"),
    "short": (LINE, r"\g<1>2026Q4 = [1.0]", "2026Q4 has 1 numbers for 5 statistics"),
    "no list": (LINE, r"\g<1>2026Q4 = 1.0", "must be a list of finite numbers"),
    "outside": (LINE, r"\g<1>2031Q4 = [1.0, 1.0, 1.0, 1.0, 1.0]", "'2031Q4' is not a period"),
    "missing line": (LINE + r"\n", r"\g<1>", "values of 'mine' gdp lack 2026Q4"),
    "unknown output": (r'"mine"\.gdp\]', '"mine".gpd]', "not an output of [run]; did you mean 'gdp'"),
    "unknown scenario": (r'"mine"\.gdp\]', '"mime".gdp]', "which the run does not have; did you mean 'mine'"),
    "given twice": (r'\[values\."mine"\.imports\]', '[values."mine".gdp]', "not valid TOML"),
    "conflict": (r"\n\[tolerance\]", "\n<<<<<<< ours\n[tolerance]", "not valid TOML"),
    "newer": ("format = 1", "format = 2", "format is 2; this version reads 1"),
    "format": ("format = 1", 'format = "one"', "format is 'one'"),
    "unknown table": (
        r"\n\[tolerance\]",
        "\n[tolerances]",
        "unknown table or key 'tolerances'; did you mean",
    ),
    "unknown key": ("seed = 0", "sed = 0", "unknown key 'sed'; did you mean 'seed'"),
    "seed": ("seed = 0", "seed = -1", "seed is -1; it must be a whole number"),
    "draws": ("draws = 32", 'draws = "many"', "draws is 'many'; it must be a whole number"),
    "start": (r'start = "2025Q1"', 'start = "2025"', "not a quarter: '2025'"),
    "order": (r'start = "2025Q1"', 'start = "2031Q1"', "the end 2027Q4 is before the start 2031Q1"),
    "quarter": (r'"2026Q4", "2027Q4"', '"2026Q4", "2031Q4"', "quarters names 2031Q4, outside the run"),
    "quarter twice": (r'"2026Q4", "2027Q4"', '"2026Q4", "2026Q4"', "quarters names '2026Q4' 2 times"),
    "year": (r"quarters = [^\n]+", "years = [2031]", "years names 2031, not a full year"),
    "years": (r"quarters = [^\n]+", "years = 2026", "years is 2026; it must be a list of years"),
    "output": ('  "gdp",', '  "gpd",', "unknown output 'gpd'; did you mean 'gdp'"),
    "output twice": ('  "gdp",', '  "gdp",\n  "gdp",', "outputs names 'gdp' 2 times"),
    "scenario twice": (
        '  "crackdown",',
        '  "crackdown",\n  "crackdown",',
        "scenarios names 'crackdown' 2 times",
    ),
    "scenario": ('  "crackdown",', '  "crackdwn",', "unknown scenario 'crackdwn'; did you mean 'crackdown'"),
    "scenario file": ('"mine.toml"', '"absent.toml"', "absent.toml: No such file"),
    "vintage": ('vintage = "own.toml"', 'vintage = "kremlin"', "unknown vintage 'kremlin'; did you mean"),
    "baseline": ('baseline = "baseline"', 'baseline = "basline"', "did you mean 'baseline'"),
    "statistic": ('"q05"', '"q5"', "unknown statistic 'q5'; allowed: central, mean, quantiles as q05"),
    "other statistics": ('"q05"', '"q10"', "its values are the statistics central mean q05 q50 q95"),
    "negative": (
        "relative = 1e-05",
        "relative = -1.0",
        "relative is -1.0; it must be a number from 0 to 0.01",
    ),
    "huge": ("relative = 1e-05", "relative = 0.5", "relative is 0.5; it must be a number from 0 to 0.01"),
    "infinite": ("absolute = 1e-05", "absolute = inf", "absolute is inf; it must be a number of at least 0"),
    "hides all": ("absolute = 1e-05", "absolute = 50.0", "'poverty_rate' is more than 1% of its largest"),
    "no tolerance": (
        "absolute = 1e-05",
        "absolut = 1e-05",
        "'absolut' is neither a key nor a recorded output; did you mean 'absolute'",
    ),
    "central": (r"tolerance.central\]", "tolerance.centre]", "did you mean 'central'"),
    "central key": (
        r"central\]\nabsolute",
        r"central]\nabsolut",
        "[tolerance.central] unknown key 'absolut'",
    ),
    "made with": ('tajsim = "', 'tajsin = "', "unknown key 'tajsin'; did you mean 'tajsim'"),
    "parameter": (r'("banks\.[a-z_]+") = \[', r"\g<1> = [true, ", "it must be [value, distribution]"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused(name: str, folder: Path, edit: Edit) -> None:
    pattern, new, message = BAD[name]
    edit("golden.toml", pattern, new)
    with pytest.raises(ts.InputError) as caught:
        check(folder / "golden.toml")
    assert message in str(caught.value)


def test_every_problem_is_told_at_once(folder: Path, edit: Edit) -> None:
    edit("golden.toml", "seed = 0", "seed = -1\nsed = 2")
    edit("golden.toml", '  "gdp",', '  "gpd",')
    edit("golden.toml", 'tajsim = "', 'tajsin = "')
    with pytest.raises(ts.FileFormatError) as caught:
        check(folder / "golden.toml")
    assert len(caught.value.problems) == 4


def test_unknown_names_are_told_with_faults_of_values(folder: Path, edit: Edit) -> None:
    edit("golden.toml", '  "crackdown",', '  "crackdwn",')
    edit("golden.toml", "own.toml", "kremlin")
    edit("golden.toml", LINE, r"\g<1>2026Q4 = [1.0]")
    with pytest.raises(ts.FileFormatError) as caught:
        check(folder / "golden.toml")
    told = str(caught.value)
    assert all(text in told for text in ("'crackdwn'", "'kremlin'", "has 1 numbers for 5"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the table [run] is missing"),
        (b"run = 1\n", "the table [run] is missing"),
        (b"[run]\n", "scenarios is missing"),
        (b'[run]\nscenarios = "crackdown"\n', "scenarios is 'crackdown'; it must be a list of texts"),
        (b'[run]\nscenarios = ["crackdown"]\n', "it holds no values yet"),
        (b'[run]\nscenarios = []\ndraws = 0\nstatistics = ["mean"]\n', "without draws only"),
        (b"\xff\xfe", "it is UTF-16 or UTF-32 text; save it as UTF-8"),
        (b"\xff\xff", "not UTF-8"),
        (b"[" * 5000, "not valid TOML"),
    ],
)
def test_what_is_no_golden_file(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    with pytest.raises(ts.FileFormatError) as caught:
        check(path)
    assert message in str(caught.value)
    assert path.read_bytes() == content


def test_a_file_that_is_not_there_or_too_large(tmp_path: Path) -> None:
    with pytest.raises(ts.FileFormatError, match="No such file"):
        check(tmp_path / "absent.toml")
    with pytest.raises(ts.FileFormatError, match="No such file"):
        check(tmp_path / "absent.toml", update=True)
    path = tmp_path / "large.toml"
    with path.open("wb") as stream:
        stream.truncate(LARGEST + 1)
    with pytest.raises(ts.FileFormatError, match="more than 16,777,216 bytes"):
        check(path)
    path.write_text('[run]\nscenarios = []\nstart = "2025Q1"\nend = "9999Q4"\n')
    with pytest.raises(ts.FileFormatError, match="at most 200,000"):
        check(path, update=True)


def test_an_update_does_not_write_what_cannot_be_read(folder: Path, edit: Edit) -> None:
    edit("golden.toml", r"\[made_with\].*", "")
    edit("golden.toml", "absolute = 1e-05", "absolute = 50.0")
    before = (folder / "golden.toml").read_bytes()
    with pytest.raises(ts.FileFormatError, match="more than 1% of its largest"):
        check(folder / "golden.toml", update=True)
    assert (folder / "golden.toml").read_bytes() == before


@pytest.mark.parametrize("path", [None, 3, b"golden.toml"])
def test_what_is_no_path(path: object) -> None:
    with pytest.raises(ts.InputError, match="it must be the path of a golden file"):
        check(path)  # type: ignore[arg-type]
