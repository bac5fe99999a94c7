"""`tajsim observations`: what was known, what each figure measures, and files that are bad."""

from __future__ import annotations

import json
from pathlib import Path

import tajsim as ts

from .conftest import Call

HEADER = "series,period,value,unit,source,published\n"


def test_what_was_known_on_a_day(call: Call) -> None:
    done = call("observations", "--on", "2025-10-31")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0].endswith(" figures known on 2025-10-31.")
    assert max(map(len, lines)) <= 100
    (line,) = [line for line in lines if line.startswith("imports_usd")]
    assert line.split() == [
        "imports_usd", "2025Q1", "to", "2025Q2", "growth", "10.519", "exact", "goods_imports_customs",
        "2025-H1",
    ]  # fmt: skip
    assert any(line.startswith("monetary_base 2025-09") for line in lines)
    assert not any("2024-12" in line for line in lines)


def test_the_object_says_the_same(call: Call) -> None:
    found = json.loads(call("observations", "--on", "2025-10-31", "--json").out)
    known = ts.known(on="2025-10-31")
    assert (found["on"], found["digest"], found["warnings"]) == ("2025-10-31", known.digest, [])
    assert [(c["name"], c["first"], c["value"]) for c in found["conditions"]] == [
        (c.name, str(c.first), c.value) for c in known.conditions()
    ]
    assert len(found["figures"]) == len(known.table(first="2025Q1"))


def test_a_file_of_ones_own_with_a_warning(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(HEADER + "remittances_reported,2025Q1,18,US$ billion,ADB,2025-09\n")
    done = call("observations", str(file))
    assert done.code == 0
    assert "1 figures known on 2025-09-30." in done.out
    assert "warning: " in done.out
    assert "further than the series has moved before" in " ".join(done.out.split())
    file.write_text(HEADER + "imports_usd,2024Q3,1800,million USD,own,2025-01\n")
    assert "imports_usd" not in call("observations", str(file)).out
    assert "outside the quarters of the run" in call("observations", str(file), "--all").out
    assert "1,800" in call("observations", str(file), "--first", "2024Q1", "--last", "2024Q4").out


def test_everything_wrong_is_said_and_the_code_is_2(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(HEADER + "importsusd,2024Q3,1800,million USD,own,2025-01\ngini,2024,200,%,own,2023-01\n")
    done = call("observations", str(file), "--on", "soon")
    assert (done.code, done.out) == (2, "")
    for text in (
        "did you mean 'imports_usd'",
        "before its period was over",
        "on is 'soon'; it must be a day",
    ):
        assert text in done.err
    assert call("observations", "--first", "2025Q5").code == 2
    assert call("observations", "--on", "2025-10-31", "--first", "2026Q1", "--last", "2025Q1").code == 2
    assert call("observations", str(tmp_path / "none.csv")).code == 2
