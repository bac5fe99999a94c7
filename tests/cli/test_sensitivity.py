"""`tajsim sensitivity`: the table, JSON, the files, and what is refused."""

from __future__ import annotations

import csv
import inspect
import json
from pathlib import Path

import pytest

from tajsim.cli.parser import command_parser
from tests.of_2024 import sensitivity

from .conftest import Call

SMALL = ("sensitivity", "crackdown", "gdp", "--base-samples", "64")
NAMES = ("--names", "absorption_nine_months, return_rate")
FILES = ["indices.csv", "indices.png", "manifest.json", "path.csv", "path.png", "tornado.csv", "tornado.png"]


def test_the_table_and_what_is_worth_knowing(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = sensitivity("crackdown", "gdp", base_samples=64)
    monkeypatch.setattr("tajsim.cli.sensitivity.Study.run", lambda study, progress: found)
    done = call(*SMALL)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert max(map(len, lines)) <= 100
    assert [line.split()[0] for line in lines[2:22]] == list(found.table()["parameter"])
    top = found.top()
    for name, share in zip(top["parameter"], top["variance_gone"], strict=True):
        assert any(line.startswith(f"  {100 * share:.1f} % {name}: ") for line in lines)
    assert "Correlation is ignored" in " ".join(done.out.split())
    assert list(tmp_path.iterdir()) == []


def test_json_is_one_object(call: Call) -> None:
    done = call(*SMALL, *NAMES, "--json", "--seed", "2", "--at", "2028Q2", "--of", "level")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    asked = ("scenario", "baseline", "output", "at", "vintage", "base_samples", "seed")
    assert [found[key] for key in asked] == ["crackdown", None, "gdp", "2028Q2", "calibrated-2024", 64, 2]
    assert found["unit"] == "million TJS at 2024 prices"
    names = ["absorption_nine_months", "return_rate"]
    expected = sensitivity("crackdown", "gdp", "2028Q2", names=names, base_samples=64, seed=2, of="level")
    assert found["indices"] == expected.table().to_dict("records")
    assert {row["parameter"] for row in found["indices"]} == set(names)
    assert len(found["path"]) == 2 * 6
    assert all(
        isinstance(row["swing"], float) and isinstance(row["varied"], bool) for row in found["tornado"]
    )
    assert found["files"] == []


def test_out_writes_whole_files_that_are_the_same_each_time(call: Call, tmp_path: Path) -> None:
    for folder in ("a/b", "again"):
        done = call(*SMALL, *NAMES, "--out", folder)
        assert (done.code, done.err) == (0, "")
    folder = tmp_path / "a" / "b"
    assert sorted(path.name for path in folder.iterdir()) == FILES
    for name in FILES:
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
    with (folder / "indices.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    names = ["absorption_nine_months", "return_rate"]
    expected = sensitivity("crackdown", "gdp", names=names, base_samples=64)
    assert [float(row["first"]) for row in rows] == list(expected.table()["first"])
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["factors"] == {name: [name] for name in names}
    assert manifest["vintage_sha256"] == expected.parameters.digest()


def test_nothing_is_written_when_one_file_cannot_be_made(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("tajsim.analysis.sensitivity.pictures.path", fail)
    done = call(*SMALL, *NAMES, "--out", "o")
    assert done.code == 1
    assert list(tmp_path.iterdir()) == []


def test_the_ensemble_as_one_factor(call: Call) -> None:
    done = call(*SMALL, "--groups", "ensemble")
    assert done.code == 0
    assert any(line.startswith("behaviour as calibrated") for line in done.out.splitlines())


def test_the_defaults_are_those_of_the_library() -> None:
    typed = vars(command_parser("sensitivity").read(["crackdown", "gdp"]))
    library = {name: p.default for name, p in inspect.signature(sensitivity).parameters.items()}
    for option in ("at", "of", "names", "groups", "baseline", "start", "end"):
        assert typed[option] == library[option]
    assert (int(typed["base_samples"]), int(typed["seed"])) == (library["base_samples"], library["seed"])
    assert typed["vintage"] == library["parameters"]


def test_every_problem_is_reported_at_once(call: Call, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    done = call(
        *("sensitivity", "crackdwn", "gpd", "--at", "x", "--of", "lvel", "--names", "stock_rusia"),
        *("--groups", "ensembl", "--base-samples", "many", "--seed", "s", "--vintage", "calibrated-24"),
        *("--baseline", "basline", "--out", "taken"),
    )
    assert (done.code, done.out) == (2, "")
    for wrong in (
        *("'crackdown'", "'gdp'", "'x'", "'level'", "'stock_russia'", "'ensemble'", "'many'", "'s'"),
        *("'calibrated-2024'", "'baseline'", "taken is not a folder"),
    ):
        assert wrong in done.err
    assert len(done.err.splitlines()) == 11


def test_a_missing_argument_and_an_unmoved_outcome_are_reported_in_one_line(call: Call) -> None:
    done = call("sensitivity", "crackdown")
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert "OUTPUT" in done.err
    done = call(*SMALL, "--names", "prices_residual")
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert "does not change" in done.err


def test_a_quarter_has_no_path_and_two_pictures(call: Call, tmp_path: Path) -> None:
    done = call(*SMALL, *NAMES, "--at", "2028Q2", "--end", "2028Q2", "--out", "o")
    assert (done.code, done.err) == (0, "")
    found = sensitivity("crackdown", "gdp", names=NAMES[1].split(", "), base_samples=64, at="2028Q2")
    pictures = sorted(path.stem for path in (tmp_path / "o").glob("*.png"))
    assert pictures == (["indices", "path", "tornado"] if found.years else ["indices", "tornado"])
