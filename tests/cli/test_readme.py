"""What the README shows works: its Python, its scenario file, its commands, its lists."""

from __future__ import annotations

import re
import shlex
import warnings
from importlib.util import find_spec
from pathlib import Path

import pytest

import tajsim as ts
from tajsim.cli.parser import COMMANDS, command_parser
from tajsim.parameters.vintage import vintage_names
from tajsim.scenarios import scenario_names

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its head."""
    section = README.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    mpl.use("Agg")
    monkeypatch.chdir(tmp_path)
    assert blocks("python")
    for code in blocks("python"):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            exec(compile(code, "README.md", "exec"), {})
    plt.close("all")
    assert (tmp_path / "run.npz").is_file()


def test_the_scenario_file_reads(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(blocks("toml")[0], encoding="utf-8")
    assert ts.scenario(path).shocks


def test_the_outlook_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "ministry.toml"
    path.write_text(blocks("toml")[1], encoding="utf-8")
    run = ts.run(baseline=path, draws=None, end="2026Q4")
    assert run.baseline == "ministry"
    found = run.table(["gdp_growth", "reserves_usd"], text_names=True)["central"]
    assert found["gdp_growth", "ministry", 2026] == pytest.approx(4.5, abs=1e-8)
    assert found["reserves_usd", "ministry", 2026] == pytest.approx(5000.0, rel=1e-8)


def test_the_golden_file_is_filled_in_and_holds(tmp_path: Path) -> None:
    scenario, _, golden = blocks("toml")
    (tmp_path / "mine.toml").write_text(scenario, encoding="utf-8")
    path = tmp_path / "golden.toml"
    path.write_text(golden, encoding="utf-8")
    assert ts.check(path, update=True).updated
    assert ts.check(path).passed
    assert "2027" in path.read_text(encoding="utf-8")


def test_the_commands_parse() -> None:
    lines = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("tajsim ")]
    assert len(lines) >= 5
    for line in lines:
        _, name, *arguments = shlex.split(line, comments=True)
        options = command_parser(name).read(arguments)
        for scenario in getattr(options, "scenarios", []) or []:
            assert isinstance(scenario, str)
            assert scenario.endswith(".toml") or ts.scenario(scenario)
    assert {shlex.split(line)[1] for line in lines} == set(COMMANDS)


def test_the_lists_are_complete() -> None:
    assert sorted(row[0].strip("`") for row in rows("Scenarios")) == sorted(scenario_names())
    assert sorted(row[0].split("`")[1] for row in rows("Two truths: vintages")) == sorted(vintage_names())


def test_every_module_of_the_economy_exists() -> None:
    for _, module in rows("The economy"):
        assert find_spec(f"tajsim.model.{module.strip('`')}") is not None


def test_every_file_linked_exists() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / target).is_file()
