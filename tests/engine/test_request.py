"""The options of a run: one object behind every public function, checked when it becomes a request."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.policy import mixes
from tajsim.analysis.policy.levers import Lever
from tajsim.analysis.thresholds.stress import read_stress_test
from tajsim.drivers import outlook as outlooks
from tajsim.engine import baseline
from tajsim.engine import run as engine
from tajsim.engine.repeat import restored
from tajsim.engine.request import Request, RunOptions, Settings, read
from tajsim.engine.run import computed, prepare, run_options
from tajsim.errors import InputError, Problems
from tajsim.golden.description import Description
from tajsim.golden.runs import resolve
from tests import of_2024

SHORT: dict[str, Any] = {"draws": 6, "end": "2026Q4", "outputs": ["gdp"]}
PACKAGE = Path(ts.__file__).parent
OUTLOOK = (
    'title = "Mine"\nnarrative = "Of my own."\nextends = "baseline"\ndrop = ["remittances_growth"]\n'
    '[targets.gdp_growth]\nvalues = { 2025 = 6.0 }\nsource = "mine"\n'
    '[targets.consumption]\nvalues = { 2026 = 120000.0 }\nsource = "mine"\nby = "remittances"\n'
)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(OUTLOOK, encoding="utf-8")
    return path


def same(one: ts.Result, two: ts.Result) -> None:
    assert one.manifest == two.manifest
    for kind in ("quarterly", "annual", "central", "central_annual"):
        for name, values in getattr(one, kind).items():
            np.testing.assert_array_equal(values, getattr(two, kind)[name], err_msg=f"{kind} {name}")


def test_the_defaults_are_those_of_run() -> None:
    signature = {name: p.default for name, p in inspect.signature(ts.run).parameters.items()}
    assert {field.name: field.default for field in dataclasses.fields(RunOptions)} == signature


def test_a_run_of_options_is_the_run_of_their_arguments() -> None:
    arguments = SHORT | {"scenarios": "crackdown", "seed": 4, "keep": "summary", "baseline": "none"}
    by_options, by_arguments = run_options(of_2024.options(**arguments)), of_2024.run(**arguments)
    same(by_options, by_arguments)
    assert by_options.manifest.keep == "summary"


def test_an_iterator_can_be_read_again() -> None:
    def names(*given: str) -> Iterator[str]:
        yield from given

    options = of_2024.options(scenarios=names("crackdown"), outputs=names("gdp", "gdp"), end="2026Q4")  # type: ignore[arg-type]
    for _ in range(2):
        request = read(dataclasses.replace(options, draws=None))
        assert [s.name for s in request.scenarios] == ["crackdown"]
        assert request.outputs == ("gdp",)


BAD: dict[str, Any] = {
    "draws": 0,
    "seed": -1,
    "executor": 5,
    "keep": "some",
    "memory_limit": 0.0,
    "progress": "x",
    "backend": "fast",
}


def test_every_setting_has_a_bad_value_here() -> None:
    assert BAD.keys() == {field.name for field in dataclasses.fields(Settings)}


@pytest.mark.parametrize("name", BAD)
def test_no_request_has_a_setting_that_cannot_be(name: str) -> None:
    good = read(of_2024.options(**SHORT))
    (message,) = Settings(**{name: BAD[name]}).faults()
    assert message.startswith(f"{name} is {BAD[name]!r}; ")
    with pytest.raises(InputError, match=re.escape(message)):
        dataclasses.replace(good, **{name: BAD[name]})
    assert Settings().faults() == []


def test_numbers_of_numpy_become_plain_ones() -> None:
    request = read(of_2024.options(**SHORT | {"draws": np.int64(6), "seed": np.uint8(4)}))
    assert (type(request.draws), type(request.seed)) == (int, int)
    assert (request.draws, request.seed) == (6, 4)


def test_settings_and_names_are_reported_together() -> None:
    with pytest.raises(InputError) as caught:
        of_2024.run(**BAD | {"scenarios": "crackdwon", "outputs": "gpd"})
    assert len(caught.value.problems) == len(BAD) + 2


# runs from a manifest


@pytest.mark.parametrize("name", ["executor", "memory_limit", "progress"])
def test_a_rerun_refuses_a_setting_that_cannot_be(name: str) -> None:
    manifest = of_2024.run(**SHORT).manifest
    with pytest.raises(InputError, match=f"cannot rerun the manifest: {name} is "):
        ts.rerun(manifest, **{name: BAD[name]})
    altered = dataclasses.replace(manifest, vintage="gone")
    with pytest.raises(InputError, match=f"2 problems(.|\n)*{name} is (.|\n)*'gone'"):
        ts.rerun(altered, **{name: BAD[name]})


def test_a_manifest_gives_the_options_that_made_it() -> None:
    result = of_2024.run("crackdown", seed=4, baseline="none", **SHORT)
    again = restored(result.manifest)
    same(result, run_options(again.options))
    same(result, again.run())
    with pytest.raises(InputError, match="executor is 5"):
        again.run(5)  # type: ignore[arg-type]


def test_a_result_does_not_hold_on_to_executor_and_progress() -> None:
    shown: list[Any] = []
    result = of_2024.run("crackdown", progress=lambda *steps: shown.append(steps), **SHORT)
    assert result.rerun is not None
    shown.clear()
    result.rerun.run(tuple(result.rerun.scenarios.values())[1:], ("gdp",))
    assert shown == []


def test_a_shock_without_effect_is_warned_of_where_the_run_was_asked_for() -> None:
    idle = ts.Scenario("idle", [ts.Shock("rub_per_usd", multiply=1.0)])
    with pytest.warns(UserWarning, match="has no effect") as caught:
        result = ts.run(idle, "calibrated-2024", **SHORT)
    assert [warning.filename for warning in caught] == [__file__]
    with pytest.warns(UserWarning, match="has no effect") as caught:
        ts.rerun(result.manifest)
    assert [warning.filename for warning in caught] == [__file__]


# read and computed once


def test_an_outlook_file_is_read_once(mine: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    read_files: list[Path] = []
    plain = outlooks.read_toml
    monkeypatch.setattr(outlooks, "read_toml", lambda path: (read_files.append(Path(path)), plain(path))[1])
    read(of_2024.options(baseline=mine, **SHORT))
    assert [path for path in read_files if path == mine] == [mine]
    read_files.clear()
    golden = Description(scenarios=("crackdown",), baseline="mine.toml")
    made = resolve(golden, tmp_path / "golden.toml", Problems("x"))
    assert made is not None
    assert made.names == ("mine", "crackdown")
    assert [path for path in read_files if path == mine] == [mine]


def test_a_golden_file_reports_a_broken_baseline_with_the_rest(mine: Path, tmp_path: Path) -> None:
    mine.write_text("title = ", encoding="utf-8")
    problems = Problems("x")
    golden = Description(scenarios=("nope",), baseline="mine.toml")
    assert resolve(golden, tmp_path / "golden.toml", problems) is None
    message = "\n".join(problems.found)
    assert "unknown scenario 'nope'" in message
    assert "mine.toml" in message


def test_the_goals_of_an_outlook_are_found_once(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    plain = engine.goals_of
    for place in (engine, baseline):
        monkeypatch.setattr(place, "goals_of", lambda view: (asked.append(view.name), plain(view))[1])
    request = read(of_2024.options(baseline=mine, draws=None, end="2026Q4", outputs=["consumption"]))
    result = computed(request, prepare(request))
    assert asked == ["mine"]
    assert result.central_annual["consumption"][1, 0] == pytest.approx(120_000.0, rel=1e-8)


# analyses make the same runs


PAST: dict[str, Any] = {"baseline": "none", "start": "2015Q1", "end": "2017Q4", "draws": 12, "seed": 3}


def weak_rouble(size: float = 1.0) -> ts.Scenario:
    return ts.Scenario("weak", [ts.Shock("rub_per_usd", multiply=ts.step(1.3, start="2016Q1"))]).scale(size)


@pytest.mark.parametrize("where", [PAST, {"end": "2026Q4", "draws": 12, "seed": 3}])
def test_a_stress_test_makes_the_run_that_run_makes(where: dict[str, Any]) -> None:
    found = of_2024.solve(weak_rouble(), "gdp < 0 from baseline", 0.5, span=(0.0, 1.0), **where)
    run = of_2024.run(weak_rouble(), outputs="gdp", **where)
    assert found.manifest == run.manifest
    test, _ = read_stress_test(
        Problems("x"), [weak_rouble()], of_2024.options(**where), until="gdp < 1", prob=0.5, at=None
    )
    same(test.first(weak_rouble()), run)


def test_a_policy_search_makes_the_run_that_run_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[ts.Result] = []
    monkeypatch.setattr(
        mixes, "run_options", lambda options: (made.append(run_options(options)), made[-1])[1]
    )
    lever = ts.Scenario("lever", [ts.Shock("fiscal_stimulus", add=ts.step(0.01, start="2016Q1"))])
    of_2024.policy_search(weak_rouble(), [Lever(lever, 1.0, "mine", (1.0,))], "gdp > 0", 0.5, **PAST)
    run = of_2024.run(dataclasses.replace(weak_rouble(), name="weak with mix 0"), outputs="gdp", **PAST)
    (result,) = made
    np.testing.assert_array_equal(result.draws("gdp", "Q")[:, :2], run.draws("gdp", "Q"))
    assert result.manifest.data == run.manifest.data


# the shape of the code


def arguments_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    every = function.args
    return {one.arg for one in (*every.posonlyargs, *every.args, *every.kwonlyargs)}


def test_only_public_functions_spell_the_arguments_of_a_run_out() -> None:
    names = {field.name for field in dataclasses.fields(RunOptions)}
    found = {
        node.name
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and len(arguments_of(node) & names) > 5
    }
    assert found <= set(ts.__all__)
    assert "run" in found


def test_a_request_is_made_of_every_setting() -> None:
    settings = {field.name for field in dataclasses.fields(Settings)}
    assert settings < {field.name for field in dataclasses.fields(Request)}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        request = read(of_2024.options(**SHORT | {"keep": "auto", "memory_limit": 2, "seed": 9}))
    assert (request.keep, request.memory_limit, request.seed) == ("auto", 2, 9)
