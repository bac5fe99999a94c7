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


def test_judgement_of_quarters_that_are_known_is_refused() -> None:
    of_2025 = ts.Judgement(
        "too early",
        [
            ts.AddFactor(
                equation="remittances", values=[0.2], start="2025Q4", fades="2026Q4", author="A. Author",
                date="2025-11-02", why="A strong year.",
            )
        ],
    )  # fmt: skip
    with pytest.raises(ts.InputError, match=r"'remittances' starts in 2025Q4; start it in 2026Q1 or later"):
        ts.run(judgement=of_2025, draws=None, end="2026Q4")


def test_figures_of_an_outlook_that_are_not_followed_are_named(tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    own.write_text(
        'title = "Mine"\nnarrative = "Low growth."\nextends = "baseline"\n[targets.gdp_growth]\n'
        'values = { 2025 = 1.0, 2026 = 6.0, 2027 = 5.5 }\nsource = "judgement: mine"\n'
    )
    with pytest.warns(UserWarning, match=r"knows the quarters to 2025Q4: .* not followed: gdp_growth 2025$"):
        r = ts.run(baseline=own, draws=None, end="2026Q4", outputs=["gdp_growth"])
    assert r.central_annual["gdp_growth"][r.years.index(2026), 0] == pytest.approx(6.0, abs=0.02)
