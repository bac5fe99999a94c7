"""The pytest fixture, in test runs of its own."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

from .conftest import Edit

PLUGIN = ("-p", "tajsim.golden.plugin", "-p", "no:cacheprovider", "-p", "no:randomly")
TEST = """
import tajsim as ts
from tests import of_2024

def test_mine(tajsim_golden):
    assert tajsim_golden("golden.toml").passed

def test_result(tajsim_golden):
    r = of_2024.run(["mine.toml", "crackdown"], parameters="own.toml", end="2027Q4", draws=32,
               outputs=["gdp", "imports", "poverty_rate"])
    tajsim_golden("golden.toml", result=r)
"""


@pytest.fixture
def inner(folder: Path, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A test run in the folder of the golden file, with warnings as errors."""
    for path in folder.glob("*.toml"):
        (pytester.path / path.name).write_bytes(path.read_bytes())
    pytester.makepyfile(TEST)
    pytester.makeini("[pytest]\nfilterwarnings = error\n")
    return pytester


def test_the_fixture_passes_fails_and_updates(inner: pytest.Pytester) -> None:
    inner.runpytest_inprocess(*PLUGIN).assert_outcomes(passed=2)
    scenario = inner.path / "mine.toml"
    scenario.write_text(scenario.read_text().replace("1.25", "1.26"))
    failed = inner.runpytest_inprocess(*PLUGIN)
    failed.assert_outcomes(failed=2)
    failed.stdout.fnmatch_lines(
        ["*golden.toml: * of 90 numbers moved", "*scenario mine: shock multiply rub_per_usd 1.25 *"]
    )
    inner.runpytest_inprocess(*PLUGIN, "--tajsim-update").assert_outcomes(passed=2)
    inner.runpytest_inprocess(*PLUGIN).assert_outcomes(passed=2)


def test_a_result_makes_a_new_golden(inner: pytest.Pytester) -> None:
    inner.makepyfile(
        """
        import tajsim as ts

        def test_new(tajsim_golden):
            r = ts.run("crackdown", parameters="calibrated-2024", draws=8, end="2026Q4", outputs=["gdp"])
            tajsim_golden("new.toml", result=r)
        """
    )
    missing = inner.runpytest_inprocess(*PLUGIN)
    missing.assert_outcomes(failed=1)
    missing.stdout.fnmatch_lines(["*No such file*"])
    inner.runpytest_inprocess(*PLUGIN, "--tajsim-update").assert_outcomes(passed=1)
    inner.runpytest_inprocess(*PLUGIN).assert_outcomes(passed=1)
    assert '[values."crackdown".gdp]' in (inner.path / "new.toml").read_text()


def test_a_test_run_that_does_not_use_it_does_not_load_the_library(inner: pytest.Pytester) -> None:
    inner.makepyfile(
        """
        import sys

        def test_light():
            loaded = {name for name in sys.modules if name.split(".")[0] == "tajsim"}
            names = ("golden", "golden.plugin", "parameters", "scenarios", "defaults", "lazy", "version")
            assert loaded == {"tajsim", *(f"tajsim.{name}" for name in names)}  # which load nothing
            assert "numpy" not in sys.modules
        """
    )
    inner.runpytest_subprocess(*PLUGIN, "-W", "error").assert_outcomes(passed=1)


def test_the_entry_point_bears_the_name_of_its_module() -> None:
    """So that a conftest may name the plugin as well without loading it twice."""
    declared = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    (entry,) = declared["project"]["entry-points"]["pytest11"].items()
    assert entry == ("tajsim.golden.plugin", "tajsim.golden.plugin")
    assert "tajsim.golden.plugin" in sys.modules


def test_a_path_counts_from_where_pytest_is_configured(inner: pytest.Pytester, edit: Edit) -> None:
    (inner.path / "deep").mkdir()
    (inner.path / "deep" / "test_deep.py").write_text(TEST.split("def test_result")[0])
    next(inner.path.glob("test_*.py")).unlink()
    inner.runpytest_inprocess(*PLUGIN, "deep").assert_outcomes(passed=1)
