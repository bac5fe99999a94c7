"""The inputs of a result: found in the run, in a saved result and in a rerun, also without its files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest

import tajsim as ts
from tajsim.drivers.outlook import outlook, read_outlook
from tajsim.golden.made_with import MadeWith
from tajsim.golden.runs import describe
from tajsim.report.subject import subject
from tajsim.results import Result
from tajsim.results.excel import sheets
from tajsim.results.inputs import (
    as_it_ran,
    made_by_the_run,
    outlook_digest,
    outlook_name,
    outlook_used,
    parameters_used,
    scenarios_used,
)
from tests import of_2024
from tests.engine.test_repeat import RUNS, SMALL
from tests.results.synthetic import manifest_of_format_1

mpl.use("Agg")
MINE = """title = "My storm"
narrative = "Everything at once."

[[shocks]]
target = "rub_per_usd"
multiply = 1.25
shape = "step"
start = "2026Q1"
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """A run of a scenario file and a parameter file of one's own, saved; both files are gone since."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "storm.toml").write_text(MINE, encoding="utf-8")
    ts.parameters("world-bank-2024").replace(migration={"stock_russia": 1_234_567.0}).to_toml(
        folder / "mine.toml"
    )
    found = ts.run(
        ["crackdown", folder / "storm.toml"],
        parameters=folder / "mine.toml",
        draws=20,
        end="2027Q4",
        outputs=["gdp", "consumption"],
    )
    path = found.save(folder / "r.npz")
    for file in folder.glob("*.toml"):
        file.unlink()
    return found, path


@pytest.mark.parametrize("what", RUNS.values(), ids=RUNS)
def test_every_kind_of_run_states_its_provenance(what: dict[str, Any], tmp_path: Path) -> None:
    ran = of_2024.run(**{**SMALL, **what})
    saved = ts.load(ran.save(tmp_path / "r.npz"))
    assert dict(scenarios_used(saved)) == dict(scenarios_used(ran))
    assert list(scenarios_used(saved)) == list(ran.manifest.scenarios)
    for result in (ran, saved):
        found = parameters_used(result)
        assert found is not None
        assert found.digest() == ran.manifest.vintage_sha256


@pytest.mark.usefixtures("unpainted")
def test_a_report_states_the_provenance_of_a_loaded_and_a_rerun_result(
    own: tuple[Result, Path], tmp_path: Path
) -> None:
    ran, path = own
    for i, result in enumerate((ran, ts.load(path), ts.rerun(path))):
        page = (result.report(tmp_path / f"{i}.html")).read_text(encoding="utf-8")
        for expected in ("My storm", "Everything at once.", "1,234,567", "1.25"):
            assert expected in page
        for missing in ("not in the result", "not at hand"):
            assert missing not in page
        assert subject(result, None, None, None, None).title == "2 scenarios for Tajikistan"


def test_a_golden_made_of_a_loaded_result_names_its_shocks_and_parameters(
    own: tuple[Result, Path], tmp_path: Path
) -> None:
    ran, path = own
    made = MadeWith.of(ran, describe(ran))
    assert made.shocks["storm"] == ("multiply rub_per_usd 1.25 step, start 2026Q1",)
    assert made.parameters["migration.stock_russia"][0] == 1_234_567.0
    for result in (ts.load(path), ts.rerun(path)):
        again = MadeWith.of(result, describe(result))
        assert (again.shocks, again.parameters, again.facts) == (made.shocks, made.parameters, made.facts)
    golden = tmp_path / "golden.toml"
    ts.check(golden, update=True, result=ts.load(path))
    text = golden.read_text(encoding="utf-8")
    assert "multiply rub_per_usd 1.25 step" in text
    assert "1234567" in text
    found = ts.check(golden, result=ran)
    assert (found.passed, found.reasons) == (True, ())


def test_a_golden_says_which_shock_of_a_loaded_result_moved(own: tuple[Result, Path], tmp_path: Path) -> None:
    ran, _ = own
    golden = tmp_path / "golden.toml"
    ts.check(golden, update=True, result=ran)
    stronger = ts.Scenario("storm", [ts.Shock("rub_per_usd", multiply=ts.step(1.5, start="2026Q1"))])
    p = parameters_used(ran)
    assert p is not None
    moved = ts.run(["crackdown", stronger], p, draws=20, end="2027Q4", outputs=["gdp", "consumption"])
    loaded = ts.load(moved.save(tmp_path / "m.npz"))
    reasons = ts.check(golden, result=loaded).reasons
    assert reasons == ts.check(golden, result=moved).reasons
    assert any("1.25" in reason and "1.5" in reason for reason in reasons)


def test_a_workbook_holds_what_a_loaded_result_was_made_of(own: tuple[Result, Path]) -> None:
    ran, path = own
    for name in ("scenarios", "shocks", "parameters", "sources"):
        tables = [
            [list(row) for sheet in sheets(result) if sheet.name == name for row in sheet.rows]
            for result in (ran, ts.load(path))
        ]
        assert str(tables[0]) == str(tables[1])
        assert tables[0]


def test_what_a_manifest_does_not_hold_is_not_made_up(own: tuple[Result, Path]) -> None:
    ran, path = own
    loaded = ts.load(path)
    old = replace(loaded, manifest=manifest_of_format_1(ran.manifest))
    assert list(scenarios_used(old)) == ["baseline", "crackdown"]
    assert parameters_used(old) is None
    altered = replace(
        loaded.manifest, definitions={"storm": MINE.replace("1.25", "1.35")}, vintage_sha256="0" * 64
    )
    other = replace(loaded, manifest=altered)
    assert "storm" not in scenarios_used(other)
    assert parameters_used(other) is None


def test_the_set_that_ran_is_found_from_the_one_asked_for() -> None:
    asked = ts.parameters("world-bank-2024")
    other = ts.parameters("kremlin-2024")
    for what in (SMALL, {**SMALL, "baseline": "history", "start": "2014Q1", "end": "2014Q4"}):
        ran = of_2024.run((), **{**what, "parameters": asked})
        found = as_it_ran(ran.manifest, asked)
        assert found is not None
        assert found.digest() == ran.manifest.vintage_sha256
        assert found == parameters_used(ran)
        assert subject(ran, None, None, asked, None).parameters == found
        assert as_it_ran(ran.manifest, other) is None


def test_the_outlook_behind_a_run_is_reported_while_it_is_what_was_read(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('title = "T"\nnarrative = "N"\nextends = "baseline"\ndrop = ["inflation"]\n')
    expected = {"baseline": outlook("baseline"), "none": outlook("none"), str(mine): read_outlook(mine)}
    for baseline, followed in expected.items():
        manifest = of_2024.run((), **{**SMALL, "baseline": baseline}).manifest
        assert outlook_name(manifest) == followed.name
        assert outlook_used(manifest) == followed
        own = baseline == str(mine)
        assert bool(outlook_digest(manifest)) == own
        assert made_by_the_run(manifest) == (own or baseline == "none")
        changed = replace(manifest, data=dict.fromkeys(manifest.data, "0" * 64))
        assert outlook_used(changed) == (followed if own else None)
    past = of_2024.run((), **{**SMALL, "baseline": "history", "start": "2014Q1", "end": "2014Q4"}).manifest
    assert (outlook_name(past), outlook_used(past), outlook_digest(past)) == (None, None, "")
    assert made_by_the_run(past)
