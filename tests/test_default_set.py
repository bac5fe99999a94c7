"""The set that runs take by default: what was known of 2025, from which results go on."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import tajsim as ts
from tajsim.cli import main
from tajsim.defaults import BASE_SET, PARAMETER_SET


@pytest.fixture(scope="module")
def default() -> ts.Result:
    return ts.run("crackdown", draws=100, seed=1, outputs=["gdp", "inflation", "current_account_gdp"])


def test_it_knows_2025_and_was_made_from_the_set_before() -> None:
    p = ts.parameters()
    assert p.name == PARAMETER_SET
    assert p.parents[0] == BASE_SET
    assert p.known is not None
    assert p.known.last == ts.Quarter(2025, 4)


def test_results_begin_in_the_quarter_that_was_not_over(default: ts.Result) -> None:
    assert default.manifest.vintage == PARAMETER_SET
    assert (str(default.quarters[0]), default.years) == ("2025Q4", (2026, 2027, 2028, 2029, 2030))
    assert default == ts.run(
        "crackdown", PARAMETER_SET, draws=100, seed=1, outputs=["gdp", "inflation", "current_account_gdp"]
    )


def test_its_baseline_goes_on_from_what_is_known(default: ts.Result) -> None:
    years = default.central_annual
    np.testing.assert_allclose(years["inflation"][:, 0], [3.5, 4.5, 5.0, 5.0, 5.0], atol=1e-8)
    assert (np.diff(years["current_account_gdp"][:, 0]) < 0.0).all()


def test_the_command_line_takes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["run", "crackdown", "--draws", "0", "--out", str(out)]) == 0
    assert f"Parameters: {PARAMETER_SET}. Single path only. 2025Q4 to 2030Q4." in " ".join(
        capsys.readouterr().out.split()
    )
    assert json.loads((out / "manifest.json").read_text())["vintage"] == PARAMETER_SET


def test_figures_of_2025_are_for_the_set_before() -> None:
    with pytest.raises(ts.InputError, match=f"give it to '{BASE_SET}'"):
        ts.run(given=ts.known(on="2025-10-31"), draws=100, end="2026Q4")
    past = ts.run(baseline="history", start="2015Q1", end="2015Q4", draws=None, outputs=["gdp"])
    assert past.manifest.vintage.startswith(BASE_SET)
