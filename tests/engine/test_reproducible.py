"""The same numbers to the last bit: for any executor, order or choice of scenarios, and number of blocks."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.engine.sampling import blocks_of, replaced
from tajsim.parameters.blocks import Blocks
from tests.of_2024 import run

from .conftest import DRAWS, END, OUTPUTS, PARAMETER_SET, SCENARIOS

TOLERANCE = 1e-5
"""How far numbers of other machines and versions may be, in parts of an output's largest value."""


def again(scenarios: Any = SCENARIOS, **changes: Any) -> ts.Result:
    """The run of the fixture `drawn`, with some arguments changed."""
    return run(
        scenarios, PARAMETER_SET, **({"draws": DRAWS, "seed": 7, "end": END, "outputs": OUTPUTS} | changes)
    )


def same_paths(one: ts.Result, other: ts.Result, scenario: str) -> bool:
    """Whether a scenario has the same bits in both results."""
    i, j = one.position(scenario), other.position(scenario)
    return all(
        np.array_equal(one.quarterly[name][:, i], other.quarterly[name][:, j])
        and np.array_equal(one.annual[name][:, i], other.annual[name][:, j])
        and np.array_equal(one.central[name][:, i], other.central[name][:, j])
        for name in OUTPUTS
    )


def spawned() -> Executor:
    return ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn"))


def test_same_seed_gives_the_same_bits(drawn: ts.Result) -> None:
    assert again() == drawn


@pytest.mark.parametrize("pool", [lambda: ThreadPoolExecutor(2), spawned], ids=["threads", "processes"])
def test_any_executor_gives_the_same_bits(drawn: ts.Result, pool: Any) -> None:
    with pool() as executor:
        assert again(executor=executor) == drawn


def test_summaries_do_not_depend_on_the_executor() -> None:
    settings = {"keep": "summary", "outputs": ["gdp"], "end": "2025Q1"}
    alone = again((), **settings)
    with ThreadPoolExecutor(2) as executor:
        assert again((), executor=executor, **settings) == alone


def test_another_seed_gives_other_draws(drawn: ts.Result) -> None:
    other = again(seed=8)
    for name in OUTPUTS:
        assert not np.array_equal(other.quarterly[name], drawn.quarterly[name]), name
        np.testing.assert_array_equal(other.central[name], drawn.central[name])


def test_order_of_scenarios_makes_no_difference(drawn: ts.Result) -> None:
    turned = again(SCENARIOS[::-1])
    assert turned.scenarios == ("baseline", *SCENARIOS[::-1])
    for scenario in drawn.scenarios:
        assert same_paths(turned, drawn, scenario)


@pytest.mark.parametrize("chosen", [("mass-deportation",), ("crackdown", "reintegration")])
def test_a_subset_has_the_numbers_of_the_whole(drawn: ts.Result, chosen: tuple[str, ...]) -> None:
    few = again(chosen)
    for scenario in ("baseline", *chosen):
        assert same_paths(few, drawn, scenario)


def test_another_scenario_changes_nothing_else(drawn: ts.Result) -> None:
    more = again(["friction", *SCENARIOS])
    for scenario in drawn.scenarios:
        assert same_paths(more, drawn, scenario)


def test_keeping_fewer_outputs_changes_nothing(drawn: ts.Result) -> None:
    few = again(outputs=["gdp"])
    assert few.kept == ("gdp",)
    np.testing.assert_array_equal(few.quarterly["gdp"], drawn.quarterly["gdp"])


def test_a_scenario_without_effect_is_the_baseline_to_the_bit() -> None:
    null = ts.Scenario("nothing", [ts.Shock("rub_per_usd", multiply=1.0), ts.Shock("removals", add=0.0)])
    with pytest.warns(UserWarning, match="'nothing' has no effect"):
        r = run([ts.Scenario("empty"), null], draws=64, end="2026Q4", outputs="all")
    for scenario in ("empty", "nothing"):
        for name in r.kept:
            delta = r.delta(scenario, name, relative=False)
            assert not delta.values.any(), (scenario, name)
            assert not delta.central.any(), (scenario, name)


def test_composition_does_not_depend_on_order_to_the_bit() -> None:
    one, other = ts.scenario("rouble-shock"), ts.scenario("crackdown")
    r = run([one + other, other + one], draws=32, outputs="all")
    for name in r.kept:
        np.testing.assert_array_equal(r.quarterly[name][:, 1], r.quarterly[name][:, 2])
        np.testing.assert_array_equal(r.central[name][:, 1], r.central[name][:, 2])


def test_whole_blocks_of_draws_are_a_prefix_of_longer_runs() -> None:
    short, long = (run("crackdown", draws=n, end="2026Q1", outputs=["gdp", "banned"]) for n in (4096, 8192))
    for name in short.kept:
        np.testing.assert_array_equal(long.quarterly[name][..., :4096], short.quarterly[name])
        assert not np.array_equal(long.quarterly[name][..., 4096:], short.quarterly[name])


def test_a_later_start_shows_the_same_numbers() -> None:
    settings: dict[str, Any] = {"draws": 32, "end": "2027Q4", "outputs": "all"}
    whole, late = run("crackdown", **settings), run("crackdown", start="2026Q2", **settings)
    assert [str(q) for q in late.quarters[:2]] == ["2026Q2", "2026Q3"]
    assert late.years == (2027,)
    for name in whole.kept:
        np.testing.assert_array_equal(late.quarterly[name], whole.quarterly[name][5:])
        np.testing.assert_array_equal(late.annual[name], whole.annual[name][2:])
        np.testing.assert_array_equal(late.central[name], whole.central[name][5:])


@pytest.mark.parametrize(
    ("baseline", "end"), [("baseline", "2028Q2"), ("baseline", "2026Q1"), ("none", "2027Q4")]
)
def test_an_earlier_end_shows_the_same_numbers(end: str, baseline: str) -> None:
    whole = run("crackdown", baseline=baseline, draws=8, outputs="all")
    short = run("crackdown", baseline=baseline, draws=8, outputs="all", end=end)
    count = len(short.quarters)
    assert str(short.quarters[-1]) == end
    for name in whole.kept:
        scale = np.abs(whole.central[name]).max()
        np.testing.assert_allclose(
            short.central[name], whole.central[name][:count], rtol=1e-8, atol=1e-8 * scale, err_msg=name
        )
        np.testing.assert_allclose(
            short.quarterly[name], whole.quarterly[name][:count], rtol=1e-5, atol=1e-5 * scale, err_msg=name
        )


@pytest.mark.parametrize("begin", ["2025Q1", "2026Q1", "2026Q3"])
def test_a_scenario_is_the_same_whatever_it_is_compared_with(begin: str) -> None:
    """Beside one baseline it shares its first quarters with it, beside the other it shares none."""
    shocked = ts.Scenario("shocked", [ts.Shock("rub_per_usd", multiply=ts.step(1.2, start=begin))])
    early = ts.Scenario("early", [ts.Shock("removals", add=ts.pulse(500.0, start="2025Q1"))])
    settings: dict[str, Any] = {"draws": 16, "start": "2025Q3", "end": "2027Q4", "outputs": "all"}
    one, other = (run(shocked, baseline=against, **settings) for against in ("baseline", early))
    assert other.baseline == "early"
    for name in one.kept:
        np.testing.assert_array_equal(one.quarterly[name][:, 1], other.quarterly[name][:, 1], err_msg=name)
        np.testing.assert_array_equal(one.annual[name][:, 1], other.annual[name][:, 1], err_msg=name)
        np.testing.assert_array_equal(one.central[name][:, 1], other.central[name][:, 1], err_msg=name)


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*fork")
def test_forked_processes_give_the_same_bits(drawn: ts.Result) -> None:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as executor:
        assert again(executor=executor) == drawn


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_blocks_computed_in_any_portions_give_the_same_bits(size: int) -> None:
    """A worker may take the blocks in any order, and as few draws more as it likes."""
    settings: dict[str, Any] = {"draws": 4096 + size, "end": "2025Q2", "outputs": ["gdp", "npl_ratio"]}
    with ThreadPoolExecutor(2) as executor:
        alone, beside = (
            run((), PARAMETER_SET, **settings),
            run((), PARAMETER_SET, executor=executor, **settings),
        )
    assert alone == beside
    one = run((), PARAMETER_SET, **settings | {"draws": 4096})
    for name in one.kept:
        np.testing.assert_array_equal(alone.quarterly[name][..., :4096], one.quarterly[name])


def test_noise_of_the_last_digit_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parameters changed by one unit in their last place stand in for another machine's functions."""
    rng = np.random.default_rng(1)

    def noisy(value: Any) -> Any:
        moved = np.asarray(value) * (1.0 + 2.0**-52 * rng.integers(-1, 2, np.shape(value)))
        return moved if np.ndim(value) else float(moved)

    def blocks(*given: Any) -> Blocks:
        exact = blocks_of(*given)
        parts = {field.name: getattr(exact, field.name) for field in fields(exact)}
        changes = {
            name: {field.name: noisy(getattr(part, field.name)) for field in fields(part)}
            for name, part in parts.items()
        }
        return replaced(exact, changes)

    settings: dict[str, Any] = {"draws": 200, "seed": 7, "outputs": "all", "baseline": "none"}
    exact = run(["combined-adverse", "mass-deportation"], **settings)
    for module in ("block", "plan"):
        monkeypatch.setattr(f"tajsim.engine.{module}.blocks_of", blocks)
    moved = run(["combined-adverse", "mass-deportation"], **settings)
    assert 0.0 < farthest(exact, moved, "central") < TOLERANCE / 1e5
    assert farthest(exact, moved, "quarterly") < TOLERANCE


def farthest(one: ts.Result, other: ts.Result, what: str) -> float:
    """The largest difference of an output, in parts of its largest value."""
    found = []
    for name, values in getattr(one, what).items():
        size = float(np.abs(values).max()) or 1.0
        found.append(float(np.abs(values - getattr(other, what)[name]).max()) / size)
    return max(found)


SAVED = """
import sys, warnings
warnings.simplefilter("ignore")
import tajsim as ts
scenarios = ["crackdown", "mass-deportation"]
r = of_2024.run(scenarios, "world-bank-2024", draws=100, seed=7, end="2026Q4", outputs="all")
r.save(sys.argv[1])
"""


def result_of(python: str, path: Path) -> ts.Result:
    """The result of a run in another process."""
    environment = {**os.environ, "PYTHONPATH": str(Path(ts.__file__).parents[1]), "PYTHONHASHSEED": "random"}
    done = subprocess.run([python, "-c", SAVED, str(path)], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return ts.load(path)


def test_other_processes_give_the_same_bits(tmp_path: Path) -> None:
    one, other = (result_of(sys.executable, tmp_path / name) for name in ("one.npz", "other.npz"))
    assert one == other
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "other.npz").read_bytes()


OTHERS = [path for path in os.environ.get("TAJSIM_OTHER_PYTHONS", "").split(os.pathsep) if path]


@pytest.mark.skipif(not OTHERS, reason="TAJSIM_OTHER_PYTHONS names no other interpreters")
@pytest.mark.parametrize("python", OTHERS)
def test_other_pythons_give_the_same_numbers(python: str, tmp_path: Path) -> None:
    """To the bit with the same NumPy and SciPy; other versions compute functions in another way."""
    here, there = result_of(sys.executable, tmp_path / "here.npz"), result_of(python, tmp_path / "there.npz")
    versions = [(r.manifest.numpy, r.manifest.scipy) for r in (here, there)]
    bound = 0.0 if versions[0] == versions[1] else TOLERANCE
    for what in ("quarterly", "annual", "central", "central_annual"):
        assert farthest(here, there, what) <= bound, what
