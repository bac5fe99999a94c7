"""An outlook of a user's own: what it says is met, to the year; what it cannot say is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import tajsim as ts
from tajsim.drivers.outlook import Outlook, format_outlook, parse_outlook, read_outlook
from tajsim.errors import FileFormatError, InputError
from tajsim.store import data_path
from tests import of_2024
from tests.of_2024 import main

HEAD = 'title = "Mine"\nnarrative = "Of my own."\nextends = "baseline"\n'


def write(folder: Path, text: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def target(name: str, values: str, by: str = "") -> str:
    text = f'by = "{by}"\n' if by else ""
    return f'[targets.{name}]\nvalues = {{ {values} }}\nsource = "mine"\n{text}'


def central(result: ts.Result, name: str, year: int) -> float:
    return float(result.central_annual[name][result.years.index(year), 0])


def test_what_it_gives_is_met_and_the_rest_follows_the_published_one(tmp_path: Path) -> None:
    path = write(tmp_path, target("gdp_growth", "2025 = 6.0, 2026 = 4.5"))
    mine, published = (of_2024.run(baseline=b, draws=None) for b in (path, "baseline"))
    assert mine.baseline == "mine"
    assert central(mine, "gdp_growth", 2025) == pytest.approx(6.0, abs=1e-8)
    for year in (2026, 2027, 2030):  # the last figure holds
        assert central(mine, "gdp_growth", year) == pytest.approx(4.5, abs=1e-8)
    for name in ("inflation", "rub_per_usd"):
        np.testing.assert_allclose(mine.central_annual[name], published.central_annual[name], rtol=1e-9)
    assert central(mine, "consumption", 2026) < central(published, "consumption", 2026)


@pytest.mark.parametrize(
    ("name", "by", "instead_of", "share"),
    [
        ("reserves_usd", "imports", "current_account_gdp", 1.1),  # the end of the year
        ("remittances_usd", "remittances", "remittances_growth", 0.9),  # a sum of seasonal quarters
        ("consumption", "demand", "gdp_growth", 0.97),  # a sum
        ("unemployment_rate", "demand", "gdp_growth", 1.02),  # a mean
        ("remittances_gdp", "remittances", "remittances_growth", 1.1),  # a ratio of sums
        ("imports_usd", "imports", "current_account_gdp", 1.02),
    ],
)
def test_any_output_can_be_given(tmp_path: Path, name: str, by: str, instead_of: str, share: float) -> None:
    base = of_2024.run(baseline="baseline", draws=None)
    wanted = share * central(base, name, 2027)
    text = f'drop = ["{instead_of}"]\n' + target(name, f"2027 = {wanted!r}", by)
    mine = of_2024.run(baseline=write(tmp_path, text), draws=None, end="2028Q2")
    assert central(mine, name, 2027) == pytest.approx(wanted, rel=1e-8)
    # a run that ends within the year of a figure follows the same path
    short = of_2024.run(baseline=write(tmp_path, text), draws=None, end="2027Q2")
    np.testing.assert_array_equal(short.central[name], mine.central[name][: len(short.quarters)])


def test_an_output_needs_the_add_factor_that_meets_it(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match=r"unknown target 'reserves_usd'.*any other output needs by"):
        of_2024.run(baseline=write(tmp_path, target("reserves_usd", "2026 = 5000.0")), draws=None)


def test_two_outputs_are_met_together_and_shocks_are_deviations_from_them(tmp_path: Path) -> None:
    text = 'drop = ["current_account_gdp", "gdp_growth"]\n'
    text += target("reserves_usd", "2026 = 4800.0, 2027 = 5000.0", "imports")
    text += target("consumption", "2026 = 150000.0, 2027 = 155000.0", "demand")
    mine = of_2024.run("crackdown", baseline=write(tmp_path, text), draws=5, end="2027Q4")
    assert central(mine, "reserves_usd", 2027) == pytest.approx(5000.0, rel=1e-8)
    assert central(mine, "consumption", 2026) == pytest.approx(150_000.0, rel=1e-8)
    assert central(mine, "consumption", 2027) == pytest.approx(155_000.0, rel=1e-8)
    assert mine.delta("crackdown", "consumption", "Y").central[2] < 0
    assert mine.check()["worst"].max() < 1e-9


def test_the_manifest_holds_it_and_a_rerun_needs_no_file(tmp_path: Path) -> None:
    path = write(tmp_path, target("gdp_growth", "2025 = 6.0"))
    first = of_2024.run("crackdown", baseline=path, draws=5, end="2026Q4")
    path.unlink()
    assert ts.rerun(first.manifest) == first
    content = json.loads(first.manifest.to_json())
    assert content["baseline"] == "mine"
    assert "gdp_growth" in content["outlook_toml"]
    assert not any(file.startswith("outlooks/") for file in content["data"])
    content["outlook_toml"] = content["outlook_toml"].replace("2025 = 6.0", "2025 = 6.1")
    changed = ts.rerun(type(first.manifest).from_dict(content))  # a text of one's own may be edited
    assert central(changed, "gdp_growth", 2025) == pytest.approx(6.1, abs=1e-8)


def test_a_golden_follows_it(tmp_path: Path) -> None:
    write(tmp_path, target("gdp_growth", "2025 = 6.0"))
    golden = tmp_path / "golden.toml"
    golden.write_text(
        '[run]\nscenarios = ["crackdown"]\nbaseline = "mine.toml"\nvintage = "world-bank-2024"\n'
        'years = [2026]\ndraws = 5\noutputs = ["gdp_growth"]\n'
    )
    assert ts.check(golden, update=True).passed
    assert ts.check(golden).passed
    write(tmp_path, target("gdp_growth", "2025 = 6.2"))
    moved = ts.check(golden)
    assert not moved.passed
    assert any(reason == "data outlook mine: changed" for reason in moved.reasons)


@pytest.mark.usefixtures("unpainted")
def test_a_report_shows_its_figures(tmp_path: Path) -> None:
    text = 'drop = ["current_account_gdp"]\n' + target("reserves_usd", "2026 = 5000.0", "imports")
    run = of_2024.run("crackdown", baseline=write(tmp_path, text), draws=20, end="2027Q4")
    page = run.report(tmp_path / "report.html").read_text(encoding="utf-8")
    row = page[page.index("What the baseline is made to follow") :]
    assert "Reserves" in row
    assert "5,000" in row
    assert "Of my own." in page


def test_the_text_of_an_outlook_reads_back_equal(tmp_path: Path) -> None:
    text = 'drop = ["current_account_gdp"]\n' + target("reserves_usd", "2026 = 5000.0", "imports")
    mine = read_outlook(write(tmp_path, text))
    assert isinstance(mine, Outlook)
    assert parse_outlook(format_outlook(mine), "mine") == mine
    for name in ("baseline", "none"):
        shipped = read_outlook(data_path("outlooks", f"{name}.toml"))
        assert parse_outlook(format_outlook(shipped), name) == shipped


@pytest.mark.parametrize(
    ("text", "fragments"),
    [
        (target("gdp_grwth", "2025 = 6.0"), ["unknown target 'gdp_grwth'", "did you mean 'gdp_growth'"]),
        (target("reserves", "2026 = 1.0", "imports"), ["unknown target 'reserves'", "'reserves_usd'"]),
        (
            target("reserves_usd", "2026 = 5000.0", "imports"),
            ["imports would have to meet both 'current_account_gdp' and 'reserves_usd'", "drop = [...]"],
        ),
        (target("reserves_usd", "2026 = 5000.0", "import"), ["by is 'import'; did you mean 'imports'"]),
        (target("gdp_growth", "2026 = 5.0", "demand"), ["target 'gdp_growth' is met without by"]),
        (
            'drop = ["current_acount_gdp", "gdp_growth"]\n',
            ["drop: 'current_acount_gdp' is no target of 'baseline'; did you mean 'current_account_gdp'"],
        ),
        ("drop = 5\n", ["drop is 5; it must be a list of targets"]),
        (
            'drop = ["gdp_growth"]\n' + target("gdp", "2026 = 1e12", "demand"),
            ["cannot be reached in 2026", "gdp = 1e+12 by demand"],
        ),
        (
            'drop = ["gdp_growth"]\n' + target("gdp", "2024 = 150000.0", "demand"),
            ["has 'gdp' for 2024, of which the run does not have all quarters; it begins in 2025Q1"],
        ),
        (target("gdp_growth", "2026 = nan"), ["nan is not a finite number"]),
        ("shocks = []\n[drivers]\n", ["unknown key 'shocks'"]),
    ],
)
def test_what_it_cannot_say_is_refused_by_name(tmp_path: Path, text: str, fragments: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        of_2024.run(baseline=write(tmp_path, text), draws=None, end="2026Q4")
    for fragment in fragments:
        assert fragment in str(caught.value)


def test_what_it_extends_must_ship_and_its_name_be_its_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(HEAD.replace('"baseline"', '"basline"'))
    with pytest.raises(InputError, match="unknown outlook 'basline'; did you mean 'baseline'"):
        of_2024.run(baseline=path, draws=None)
    path.write_text('title = "T"\nnarrative = "N"\n' + target("gdp_growth", "2025 = 6.0"))
    with pytest.raises(InputError, match="driver 'rub_per_usd' is missing"):
        of_2024.run(baseline=path, draws=None)
    for name in ("none", "history", "baseline"):
        with pytest.raises(InputError, match=f"cannot be called '{name}'; rename its file"):
            of_2024.run(baseline=write(tmp_path, "", f"{name}.toml"), draws=None)


def test_the_command_line_follows_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, target("gdp_growth", "2025 = 6.0, 2026 = 4.5"))
    asked = ["crackdown", "--baseline", str(path), "--draws", "0", "--end", "2027Q4"]
    assert main(["run", *asked, "--out", str(tmp_path / "out"), "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["baseline"] == "mine"
    written = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert "2026 = 4.5" in written["outlook_toml"]
    assert main(["decompose", "crackdown", "gdp", *asked[1:], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["manifest"]["baseline"] == "mine"


def test_a_scenario_file_is_still_a_scenario(tmp_path: Path) -> None:
    path = ts.scenario("crackdown").to_toml(tmp_path / "harsh.toml")
    assert of_2024.run(baseline=path, draws=None, end="2026Q4").baseline == "crackdown"
