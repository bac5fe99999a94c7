"""`tajsim decompose`: the parts in words and figures, JSON, the files, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

import tajsim as ts
from tajsim.analysis.decomposition.decompose import Decomposition
from tests import of_2024

from .conftest import Call

BOTH = "crackdown + reintegration"
SMALL = ("--vintage", "world-bank-2024", "--draws", "40", "--end", "2027Q4", "--seed", "3")


@pytest.fixture(scope="module")
def parts() -> Decomposition:
    r = ts.run(BOTH, "world-bank-2024", draws=40, end="2027Q4", seed=3, outputs=["gdp"])
    return r.decompose(BOTH, "gdp", relative=True)


def test_the_parts_are_those_of_the_library(call: Call, parts: Decomposition, tmp_path: Path) -> None:
    done = call("decompose", BOTH, "gdp", "--relative", *SMALL)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == f"gdp in {BOTH} against baseline, 2027, by shock: % of baseline."
    expected = parts.table()
    for part in ("crackdown", "reintegration", "total"):
        (row,) = [line.split() for line in lines if line.startswith(f"{part} ")]
        numbers = [float(cell) for cell in row if cell not in (part, "to")]
        own = expected.loc[(part, 2027), ["mean", 0.5, 0.05, 0.95]]
        assert numbers == pytest.approx(own.tolist(), rel=5e-3), part
    assert "40 draws, seed 3" in done.out
    assert max(map(len, lines)) <= 100
    assert list(tmp_path.iterdir()) == []


def test_json_is_one_object_and_says_what_the_files_say(
    call: Call, parts: Decomposition, tmp_path: Path
) -> None:
    done = call("decompose", BOTH, "gdp", "--relative", *SMALL, "--json", "--out", "why")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    asked = {"scenario": BOTH, "output": "gdp", "at": "2027", "by": "shock", "relative": True}
    assert {key: found[key] for key in asked} == asked
    assert [part["part"] for part in found["parts"]] == ["crackdown", "reintegration"]
    assert sum(part["mean"] for part in found["parts"]) == pytest.approx(found["total"]["mean"])
    table = parts.table()
    for part in (*found["parts"], found["total"]):
        own = table.loc[part["part"], 2027]
        assert [part["central"], part["mean"], part["q05"]] == [own["central"], own["mean"], own[0.05]]
    assert found["manifest"]["vintage"] == "world-bank-2024"
    assert found["files"] == [
        f"why/{name}" for name in ("decomposition.csv", "decomposition.png", "manifest.json")
    ]
    rows = list(csv.DictReader(io.StringIO((tmp_path / "why" / "decomposition.csv").read_text())))
    assert len(rows) == 3 * 3  # two parts and the total, three years
    for row in rows:
        assert float(row["q50"]) == table.loc[(row["part"], int(row["period"])), 0.5]
    assert (tmp_path / "why" / "decomposition.png").read_bytes().startswith(b"\x89PNG")
    manifest = json.loads((tmp_path / "why" / "manifest.json").read_text())
    assert manifest["asked"] == asked
    assert manifest["seed"] == 3


def test_the_central_path_in_a_quarter(call: Call) -> None:
    where = ("decompose", "crackdown", "gdp", "--draws", "0", "--end", "2027Q4", "--at", "2026q4")
    done = call(*where, "--by", "policy", "--json")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    assert [part["part"] for part in found["parts"]] == ["shocks alone", "reserves", "fiscal rule"]
    assert all(part.keys() == {"part", "central"} for part in found["parts"])
    r = of_2024.run("crackdown", draws=None, end="2027Q4", outputs=["gdp"])
    path = r.central["gdp"][[str(q) for q in r.quarters].index("2026Q4")]
    assert found["total"]["central"] == pytest.approx(path[1] - path[0])
    shown = call(*where, "--by", "channel", "--out", "o")
    assert shown.code == 0
    assert "single path" in shown.out
    assert shown.out.endswith("\nWrote o/decomposition.csv, o/decomposition.png, o/manifest.json.\n")


@pytest.mark.parametrize(
    ("arguments", "messages"),
    [
        (["crackdown"], ["arguments are required: OUTPUT"]),
        (
            ["crackdwn", "gdpp", "--by", "shok", "--draws", "few"],
            [
                "unknown scenario 'crackdwn'; did you mean 'crackdown'",
                "unknown output 'gdpp'; did you mean 'gdp'",
                "--by is 'shok'; did you mean 'shock'",
                "--draws is 'few'",
            ],
        ),
        (["crackdown", "gdp,imports"], ["OUTPUT is 'gdp,imports'; name one output"]),
        (["crackdown", "all"], ["OUTPUT is 'all'; name one output"]),
        (["baseline", "gdp"], ["there is nothing to compare with 'baseline'"]),
        (["crackdown", "gdp", "--at", "2040"], ["2040 is not a full calendar year"]),
        (["crackdown", "reserves_months", "--by", "channel", "--draws", "0"], ["reserves_months"]),
        (["crackdown", "gdp", "--out", "taken"], ["taken is not a folder"]),
        (["crackdown", "gdp", "--relativ"], ["did you mean '--relative'"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_bad_input(arguments: list[str], messages: list[str], call: Call, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    done = call("decompose", *arguments)
    assert (done.code, done.out) == (2, "")
    for message in messages:
        assert message in done.err
    assert "Traceback" not in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
