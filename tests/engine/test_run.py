"""What a run keeps and says: single path, summaries, memory, progress, manifest, files."""

from __future__ import annotations

import dataclasses
import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.engine.sampling import BLOCK
from tajsim.quarters import quarter_range
from tajsim.store import data_path
from tests.of_2024 import run

from .conftest import DRAWS, END, OUTPUTS, PARAMETER_SET, SCENARIOS


def test_axes_are_labelled(drawn: ts.Result) -> None:
    assert drawn.scenarios == ("baseline", *SCENARIOS)
    assert drawn.quarters == quarter_range("2025Q1", END)
    assert set(drawn.kept) == set(OUTPUTS)
    for name in OUTPUTS:
        assert drawn[name].values.shape == (len(drawn.quarters), 4, DRAWS)
        assert drawn[name].unit == drawn.infos[name].unit


def test_without_draws_the_one_path_is_the_central_one(path: ts.Result) -> None:
    assert path.manifest.draws is None
    for name in path.kept:
        assert path.quarterly[name].shape[-1] == 1
        np.testing.assert_array_equal(path.quarterly[name][..., 0], path.central[name].astype(np.float32))
        np.testing.assert_array_equal(path.annual[name][..., 0], path.central_annual[name].astype(np.float32))


def test_the_central_path_does_not_depend_on_draws(path: ts.Result) -> None:
    r = run(["crackdown", "rouble-shock"], PARAMETER_SET, draws=32, seed=99)
    for name in r.kept:
        np.testing.assert_array_equal(r.central[name], path.central[name])
        np.testing.assert_array_equal(r.central_annual[name], path.central_annual[name])


def test_draws_lie_around_the_central_path(drawn: ts.Result) -> None:
    for name in ("gdp", "consumption", "remittances_tjs"):
        low, high = np.quantile(drawn.quarterly[name], [0.05, 0.95], axis=-1)
        assert (low < drawn.central[name]).all(), name
        assert (drawn.central[name] < high).all(), name


def test_uncertainty_widens_with_time(drawn: ts.Result) -> None:
    spread = drawn.quarterly["remittances_tjs"][:, 0].std(axis=-1)
    assert spread[-1] > 1.2 * spread[0]


def test_paired_deviations_are_tighter_than_levels(drawn: ts.Result) -> None:
    delta = drawn.delta("crackdown", "gdp").values
    level = drawn.quarterly["gdp"][:, 0]
    assert delta[-1].std() < 0.7 * (100.0 * level[-1] / level[-1].mean()).std()


@pytest.fixture(scope="module")
def summary() -> ts.Result:
    return run(SCENARIOS, PARAMETER_SET, draws=DRAWS, seed=7, end=END, outputs=OUTPUTS, keep="summary")


def test_summaries_keep_no_draws(summary: ts.Result) -> None:
    assert not summary.quarterly
    assert set(summary.kept) == set(OUTPUTS)
    with pytest.raises(ts.InputError, match="were not kept"):
        summary["gdp"]


@pytest.mark.parametrize("freq", ["Q", "Y"])
def test_quantiles_of_summaries_are_those_of_draws_within_monte_carlo_error(
    drawn: ts.Result, summary: ts.Result, freq: str
) -> None:
    error = 3.0 / np.sqrt(DRAWS)
    for name in OUTPUTS:
        for p in (0.05, 0.25, 0.5, 0.75, 0.95):
            found = summary.table(name, freq=freq, quantiles=(p,))[p]
            width = error * np.sqrt(p * (1.0 - p))
            bounds = drawn.table(name, freq=freq, quantiles=(p - width, p + width))
            slack = 1e-6 * found.abs()
            assert (found >= bounds[p - width] - slack).all(), (name, p)
            assert (found <= bounds[p + width] + slack).all(), (name, p)


def test_means_and_central_paths_of_summaries_are_exact(drawn: ts.Result, summary: ts.Result) -> None:
    for name in OUTPUTS:
        np.testing.assert_allclose(
            summary.distribution(name, "Q").mean(), drawn.distribution(name, "Q").mean(), rtol=1e-6
        )
        np.testing.assert_array_equal(summary.central[name], drawn.central[name])


def test_deviations_of_summaries_are_paired(drawn: ts.Result, summary: ts.Result) -> None:
    for name in ("gdp", "npl_ratio"):
        one, other = (r.delta("crackdown", name) for r in (drawn, summary))
        np.testing.assert_allclose(other.mean(), one.mean(), rtol=1e-5, atol=1e-6)
        spread = np.ptp(one.distribution().quantiles((0.01, 0.99)), axis=0)
        gap = np.abs(other.distribution().quantiles((0.5,)) - one.distribution().quantiles((0.5,)))
        assert (gap <= 0.03 * spread + 1e-9).all(), name
    share = drawn.prob("crackdown", "npl_ratio", ">", 13.0, at="2026")
    assert summary.prob("crackdown", "npl_ratio", ">", 13.0, at="2026") == pytest.approx(share, abs=0.01)


def test_checks_of_summaries_are_those_of_draws(drawn: ts.Result, summary: ts.Result) -> None:
    assert summary.identities == drawn.identities


def test_summaries_of_many_blocks_do_not_depend_on_the_executor() -> None:
    settings: dict[str, Any] = {"draws": 5 * BLOCK - 100, "end": "2025Q2", "outputs": ["gdp"]}
    alone = run(keep="summary", **settings)
    with ThreadPoolExecutor(2) as executor:
        assert run(keep="summary", executor=executor, **settings) == alone
    exact = run(**settings).distribution("gdp", "Q")
    found = alone.distribution("gdp", "Q")
    np.testing.assert_allclose(found.mean(), exact.mean(), rtol=1e-6)
    for p in (0.01, 0.05, 0.5, 0.95, 0.99):
        gap = np.abs(found.quantiles((p,)) - exact.quantiles((p,)))[0]
        error = np.sqrt(p * (1.0 - p) / settings["draws"])  # of a quantile from so many draws, as a share
        low, high = exact.quantiles((p - error, p + error))
        assert (gap < 0.5 * (high - low) / 2.0).all(), p
    np.testing.assert_array_equal(found.quantiles((0, 1)), exact.quantiles((0, 1)))


def test_a_table_of_summaries_ends_where_the_draws_do() -> None:
    settings: dict[str, Any] = {"draws": 2 * BLOCK + 50, "end": "2026Q4", "outputs": ["gdp", "npl_ratio"]}
    summarised, drawn = run("crackdown", keep="summary", **settings), run("crackdown", **settings)
    for name in summarised.kept:
        for freq in ("Q", "Y"):
            ends = [r.table(name, freq, quantiles=(0, 1)) for r in (summarised, drawn)]
            assert ends[0].equals(ends[1]), (name, freq)
        for relative in (True, False):
            deltas = [r.delta("crackdown", name, relative=relative) for r in (summarised, drawn)]
            assert deltas[0].table((0, 1)).equals(deltas[1].table((0, 1))), (name, relative)
    with pytest.warns(UserWarning, match="approximate"):
        summarised.table("gdp", quantiles=(0.00001, 0.5))


def test_too_many_draws_for_memory_are_refused_with_advice() -> None:
    with pytest.raises(ts.InputError) as caught:
        run(["crackdown", "rouble-shock"], draws=10_000_000, outputs="all")
    for advice in ("GiB", "the limit is 4", "outputs=[", "keep='summary'", "memory_limit"):
        assert advice in str(caught.value)


def test_the_memory_limit_can_be_moved() -> None:
    settings: dict[str, Any] = {"draws": 1000, "end": "2025Q4", "outputs": ["gdp"]}
    with pytest.raises(ts.InputError, match="the limit is 1e-06"):
        run(memory_limit=1e-6, **settings)
    assert run(memory_limit=1e-3, **settings).kept == ("gdp",)
    assert run(memory_limit=1e-6, keep="summary", **settings).kept == ("gdp",)
    assert run(memory_limit=1e-6, **(settings | {"draws": None})).kept == ("gdp",)


@pytest.mark.parametrize("keep", ["draws", "summary"])
@pytest.mark.parametrize("threads", [0, 2])
def test_progress_is_reported_after_every_block(keep: str, threads: int) -> None:
    seen: list[tuple[int, int]] = []
    settings: dict[str, Any] = {"draws": 8193, "end": "2025Q1", "outputs": ["gdp"], "keep": keep}

    def note(done: int, blocks: int) -> None:
        seen.append((done, blocks))

    if threads:
        with ThreadPoolExecutor(threads) as executor:
            run(executor=executor, progress=note, **settings)
    else:
        run(progress=note, **settings)
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_an_executor_is_given_two_blocks_a_worker_and_no_more() -> None:
    held: list[int] = []
    waiting: set[Future[Any]] = set()

    class Counting(ThreadPoolExecutor):
        def submit(self, *work: Any, **named: Any) -> Future[Any]:  # type: ignore[override]
            future = super().submit(*work, **named)
            waiting.add(future)
            held.append(len(waiting))
            return future

    def note(done: int, blocks: int) -> None:
        waiting.remove(next(iter(waiting)))  # one result was taken

    with Counting(2) as executor:
        settings: dict[str, Any] = {"draws": 6 * BLOCK, "end": "2025Q1", "outputs": ["gdp"]}
        run(executor=executor, progress=note, keep="summary", **settings)
    assert held[:4] == [1, 2, 3, 4]
    assert max(held) == 4
    assert len(held) == 6


def test_an_error_in_progress_ends_the_run() -> None:
    def stop(done: int, blocks: int) -> None:
        raise KeyboardInterrupt

    with ThreadPoolExecutor(2) as executor, pytest.raises(KeyboardInterrupt):
        run(draws=8193, end="2025Q1", outputs=["gdp"], executor=executor, progress=stop)


def test_the_manifest_says_how_to_repeat_the_run(drawn: ts.Result) -> None:
    m = drawn.manifest
    p = ts.parameters(PARAMETER_SET)
    assert (m.vintage, m.vintage_sha256) == (p.name, p.digest())
    assert m.baseline == "baseline"
    assert dict(m.scenarios) == {name: ts.scenario(name).digest() for name in ("baseline", *SCENARIOS)}
    assert (m.seed, m.draws, m.start, m.end) == (7, DRAWS, "2025Q1", END)
    assert set(m.outputs) == set(OUTPUTS)
    assert m.numpy == np.__version__
    assert m.version == version("tajsim")
    shipped = data_path("outlooks", "baseline.toml").read_bytes()
    assert m.data["outlooks/baseline.toml"] == hashlib.sha256(shipped).hexdigest()


def test_draws_rest_on_history_which_the_manifest_names(drawn: ts.Result, path: ts.Result) -> None:
    assert any(name.startswith("history/") for name in drawn.manifest.data)
    assert not any(name.startswith("history/") for name in path.manifest.data)


def test_the_manifest_of_changed_parameters_differs() -> None:
    p = ts.parameters("calibrated-2024").replace(migration={"return_rate": 0.09})
    one, other = (
        run(parameters=x, draws=None, end="2025Q4").manifest for x in (p, ts.parameters("calibrated-2024"))
    )
    assert one.vintage_sha256 != other.vintage_sha256
    assert (one.vintage_toml is None, other.vintage_toml) == (False, None)
    anonymous = {"vintage": "", "vintage_sha256": "", "vintage_toml": None}
    assert dataclasses.replace(one, **anonymous) == dataclasses.replace(other, **anonymous)


def test_a_whole_number_of_numpy_is_a_whole_number() -> None:
    r = run(draws=np.int64(8), seed=np.int64(3), end="2025Q4", outputs=["gdp"])  # type: ignore[arg-type]
    assert r == run(draws=8, seed=3, end="2025Q4", outputs=["gdp"])
    assert type(r.manifest.draws) is int
    assert type(r.manifest.seed) is int


@pytest.mark.parametrize("which", ["drawn", "everything", "path", "summary"])
def test_a_real_run_comes_back_from_its_file(
    which: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    r: ts.Result = request.getfixturevalue(which)
    back = ts.load(r.save(tmp_path / "run.npz"))
    assert back == r
    assert back.manifest == r.manifest
    assert back.identities == r.identities
    assert back.quarters == r.quarters
    with pytest.raises(ts.InputError, match=r"tajsim\.run"):
        back.accounts("crackdown", "2026Q1")


def test_scenarios_may_be_names_files_objects_and_sums(tmp_path: Path) -> None:
    own = ts.Scenario(
        "own",
        [ts.Shock("oil_price", multiply=ts.step(0.8, start="2026Q1"))],
        title="Own",
        narrative="Cheap oil.",
        sources=["a test"],
    )
    file = own.to_toml(tmp_path / "own.toml")
    r = run([file, "crackdown + reintegration", ts.scenario("friction")], draws=None, outputs=["gdp"])
    assert r.scenarios == ("baseline", "own", "crackdown + reintegration", "friction")
    one = run(own, draws=None, outputs=["gdp"])
    np.testing.assert_array_equal(r.central["gdp"][:, 1], one.central["gdp"][:, 1])
    assert run("crackdown", draws=None, outputs=["gdp"]).scenarios == ("baseline", "crackdown")
    assert run((s for s in ("crackdown",)), draws=None, outputs=["gdp"]).scenarios[1] == "crackdown"
