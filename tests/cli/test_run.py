"""`tajsim run`: the table, the picture, the files, JSON, and what the numbers are."""

from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path

import pytest

import tajsim as ts
from tajsim.cli.run import COLUMNS, ComparisonRow, render
from tajsim.cli.workers import default_workers, progress_bar
from tajsim.defaults import BASE_SET
from tajsim.scenarios import scenario_names
from tests import of_2024

from .conftest import Call

PNG = b"\x89PNG\r\n\x1a\n"


def test_without_arguments_compares_every_shipped_scenario(call: Call, tmp_path: Path) -> None:
    done = call("run", "--draws", "0")
    assert done.code == 0
    assert done.err == ""
    for name in scenario_names()[1:]:
        assert ts.scenario(name).title.split()[0] in done.out
    assert "Baseline: the published outlook (baseline)." in done.out
    assert f"Parameters: {BASE_SET}. Single path only. 2025Q1 to 2030Q4." in " ".join(done.out.split())
    assert "worst relative violation" in done.out
    assert max(len(line) for line in done.out.splitlines()) <= 100
    assert [path.name for path in tmp_path.iterdir()] == ["comparison.png"]
    assert (tmp_path / "comparison.png").read_bytes().startswith(PNG)


def test_the_default_number_of_draws_and_the_band(call: Call) -> None:
    done = call("run", "rouble-shock", "--draws", "200", "--seed", "3")
    assert "median, and under it 5 % / 95 % of draws" in done.out
    assert "200 draws, seed 3" in done.out
    result = of_2024.run("rouble-shock", draws=200, seed=3)
    median = result.delta("rouble-shock", "remittances_usd", "Y").table().loc[2027, 0.5]
    row = next(line for line in done.out.splitlines() if line.startswith("Rouble shock"))
    assert row.split()[3] == f"{median:+,.0f}"


def test_what_is_shown_is_the_same_whether_other_outputs_are_kept_or_not(call: Call, tmp_path: Path) -> None:
    asked = ["run", "rouble-shock", "crackdown", "--draws", "60", "--backend", "numpy"]
    shown, written = call(*asked), call(*asked, "--out", "folder")
    assert shown.out.splitlines()[:-1] == written.out.splitlines()[:-1]
    assert (tmp_path / "comparison.png").read_bytes() == (tmp_path / "folder" / "comparison.png").read_bytes()
    with (tmp_path / "folder" / "summary.csv").open() as file:
        assert len({row["variable"] for row in csv.DictReader(file)}) > len(COLUMNS)


def test_json_is_one_object_and_nothing_else(call: Call, tmp_path: Path) -> None:
    done = call("run", "crackdown", "--draws", "100", "--at", "2026", "--json")
    found = json.loads(done.out)
    assert done.code == 0
    assert done.err == ""
    assert found["baseline"] == "baseline"
    assert [s["name"] for s in found["scenarios"]] == ["crackdown"]
    assert [row["variable"] for row in found["rows"]] == list(COLUMNS)
    assert {row["period"] for row in found["rows"]} == {"2026"}
    assert all(row["q05"] <= row["q50"] <= row["q95"] for row in found["rows"])
    assert found["manifest"]["draws"] == 100
    assert found["files"] == []
    assert list(tmp_path.iterdir()) == []
    delta = of_2024.run("crackdown", draws=100).delta("crackdown", "gdp", "Y").table()
    gdp = next(row for row in found["rows"] if row["variable"] == "gdp")
    assert gdp["q95"] == pytest.approx(delta.loc[2026, 0.95])


def test_a_central_path_has_no_quantiles_in_json(call: Call) -> None:
    rows = json.loads(call("run", "crackdown", "--draws", "0", "--json").out)["rows"]
    assert all(row["q50"] is None and isinstance(row["central"], float) for row in rows)


def test_out_writes_three_whole_files(call: Call, tmp_path: Path) -> None:
    done = call("run", "crackdown", "--draws", "50", "--out", "new/folder", "--outputs", "gdp,poverty_gap")
    folder = tmp_path / "new" / "folder"
    assert done.code == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "comparison.png",
        "manifest.json",
        "summary.csv",
    ]
    with (folder / "summary.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["scenario", "variable", "unit", "period", "statistic", "value", "freq"]
    assert {row["variable"] for row in rows} == {"gdp", "poverty_gap"}
    assert {"q05", "q50", "q95", "delta_q50", "central"} <= {row["statistic"] for row in rows}
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["draws"] == 50
    assert (folder / "comparison.png").read_bytes().startswith(PNG)
    assert "Poverty" in done.out
    assert "Remit-" not in done.out


def test_the_same_call_writes_the_same_bytes(call: Call, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        assert call("run", "hedging", "--draws", "20", "--out", folder).code == 0
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_composition_file_and_other_baseline(call: Call, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        'title = "My own"\nnarrative = "The rouble loses a fifth."\nsources = ["none"]\n'
        '[[shocks]]\ntarget = "rub_per_usd"\nmultiply = 1.25\nshape = "step"\nstart = "2026Q1"\n'
    )
    done = call(
        "run", "mine.toml", "crackdown + reintegration", "--baseline", "crackdown", "--draws", "0", "--json"
    )
    found = json.loads(done.out)
    assert found["baseline"] == "crackdown"
    assert [s["title"] for s in found["scenarios"]] == ["My own", "Crackdown + Reintegration"]


def test_the_model_itself_as_baseline(call: Call) -> None:
    done = call("run", "crackdown", "--baseline", "none", "--draws", "0")
    assert done.code == 0
    assert "Baseline: the model's own projection (none)." in done.out


def test_a_short_run_is_compared_at_its_last_full_year(call: Call) -> None:
    found = json.loads(call("run", "crackdown", "--end", "2026Q4", "--draws", "0", "--json").out)
    assert found["at"] == "2026"
    found = json.loads(
        call("run", "crackdown", "--start", "2025Q3", "--end", "2026Q2", "--draws", "0", "--json").out
    )
    assert found["at"] == "2026Q2"


def test_another_parameter_set_gives_other_numbers(call: Call) -> None:
    arguments = ("run", "rouble-shock", "--draws", "0", "--json", "--outputs", "consumption")
    rows = [
        json.loads(call(*arguments, "--vintage", parameter_set).out)["rows"][0]["central"]
        for parameter_set in ("world-bank-2024", "kremlin-2024")
    ]
    assert rows[0] < min(rows[1], 0)  # remittances are a seventh of output in the second, half in the first


def test_wide_numbers_and_long_titles_stay_aligned() -> None:
    title = "A scenario with a title that needs three lines"
    rows = [
        ComparisonRow("s", title, name, "% of baseline", "2027", -1.0, -123.4, -1.04, 12.3)
        for name in COLUMNS
    ]
    lines = render(rows).splitlines()
    assert len({len(line) for line in lines if "-1.0" in line or "/" in line}) == 1
    assert "-123/+12" in lines[6]
    assert " ".join(line[:19].strip() for line in lines[5:]) == title


def test_numbers_that_round_to_zero_have_no_sign() -> None:
    text = render([ComparisonRow("s", "S", "gdp", "% of baseline", "2027", -0.01, None, None, None)])
    assert text.splitlines()[-1].split() == ["S", "0.0"]


@pytest.mark.parametrize(
    ("draws", "scenarios", "alone"), [(4096, 100, True), (5000, 2, True), (8192, 16, False)]
)
def test_only_large_runs_start_processes(
    draws: int, scenarios: int, alone: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tajsim.cli.workers._cores", lambda: 64)
    assert default_workers(draws, scenarios) == (1 if alone else 2)


def test_a_bar_is_shown_to_people_only_and_only_in_long_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    with progress_bar("block", 25) as show:
        assert show is None
    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    for steps in (0, 1):
        with progress_bar("block", steps) as show:
            assert show is None
    for steps in (2, None):  # the number of steps may be shown only when they are counted
        with progress_bar("block", steps) as show:
            assert show is not None
            time.sleep(1.1)
            show(1, 2)
            show(2, 2)
    assert screen.getvalue().count("1/2") == 2


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True
