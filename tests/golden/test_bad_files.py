"""What is wrong with golden files as a whole; faults of one line are in tests/bad_inputs."""

from __future__ import annotations

from pathlib import Path

import pytest

import tajsim as ts
from tajsim.golden.check import check
from tajsim.golden.file import LARGEST

from .conftest import Edit

LINE = r'(\[values."mine".gdp\]\n)2026Q4 = [^\n]+'
BAD = {
    "too long for a float": (LINE, rf"\g<1>2026Q4 = [1{'0' * 400}, 1, 1, 1, 1]", "finite numbers"),
    "seed": ("seed = 0", "seed = -1", "seed is -1; it must be a whole number"),
    "negative": (
        "relative = 1e-05",
        "relative = -1.0",
        "relative is -1.0; it must be a number from 0 to 0.01",
    ),
    "central": (r"tolerance.central\]", "tolerance.centre]", "did you mean 'central'"),
    "central key": (
        r"central\]\nabsolute",
        r"central]\nabsolut",
        "[tolerance.central] unknown key 'absolut'",
    ),
    "parameter": (r'("banks\.[a-z_]+") = \[', r"\g<1> = [true, ", "it must be [value, distribution]"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused(name: str, folder: Path, edit: Edit) -> None:
    pattern, new, message = BAD[name]
    edit("golden.toml", pattern, new)
    with pytest.raises(ts.InputError) as caught:
        check(folder / "golden.toml")
    assert message in str(caught.value)


def test_every_problem_is_reported_at_once(folder: Path, edit: Edit) -> None:
    edit("golden.toml", "seed = 0", "seed = -1\nsed = 2")
    edit("golden.toml", '  "gdp",', '  "gpd",')
    edit("golden.toml", 'tajsim = "', 'tajsin = "')
    with pytest.raises(ts.FileFormatError) as caught:
        check(folder / "golden.toml")
    assert len(caught.value.problems) == 4


def test_unknown_names_are_reported_with_faults_of_values(folder: Path, edit: Edit) -> None:
    edit("golden.toml", '  "crackdown",', '  "crackdwn",')
    edit("golden.toml", "own.toml", "kremlin")
    edit("golden.toml", LINE, r"\g<1>2026Q4 = [1.0]")
    with pytest.raises(ts.FileFormatError) as caught:
        check(folder / "golden.toml")
    message = str(caught.value)
    assert all(text in message for text in ("'crackdwn'", "'kremlin'", "has 1 numbers for 5"))


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
