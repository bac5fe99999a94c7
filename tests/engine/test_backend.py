"""`backend="auto"`: what it takes, the same bits in any company, and a run where llvmlite is missing."""

from __future__ import annotations

import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.engine import backend as backends
from tajsim.engine import compiled, path_kernel
from tajsim.engine.backend import COMPILED_FROM, NOTE, NOTED_FROM, importable, notes, used
from tajsim.engine.block import kernel_for, with_kernel
from tajsim.engine.program import machine
from tajsim.engine.request import RunOptions, read
from tajsim.engine.run import prepare
from tajsim.engine.swap import Swap

needs_llvm = pytest.mark.skipif(not importable(), reason="needs llvmlite: pip install 'tajsim[compiled]'")
HERE = "compiled" if importable() else "numpy"
SHORT: dict[str, Any] = {
    "draws": COMPILED_FROM,
    "seed": 3,
    "end": "2027Q1",
    "outputs": ["gdp", "imports_usd"],
}


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """llvmlite as where it is not installed."""
    for name in ("llvmlite", "llvmlite.binding"):
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.parametrize("draws", [None, 1, COMPILED_FROM - 1, COMPILED_FROM, 10 * COMPILED_FROM])
def test_auto_goes_by_draws_alone(draws: int | None) -> None:
    large = draws is not None and draws >= COMPILED_FROM
    assert used("auto", draws) == (HERE if large else "numpy")
    assert used("auto", draws, numpy_only=True) == "numpy"
    assert (used("numpy", draws), used("compiled", draws)) == ("numpy", "compiled")


def test_without_llvmlite_auto_is_numpy(missing: None) -> None:
    assert not importable()
    assert used("auto", 10**6) == "numpy"
    r = ts.run("crackdown", **SHORT)
    assert r.manifest.backend == "numpy"
    assert r == ts.run("crackdown", backend="numpy", **SHORT)


def test_a_broken_installation_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def find_spec(self, name: str, *_: object) -> None:
            if name.startswith("llvmlite"):
                raise OSError("Could not find/load shared object file")

    for name in ("llvmlite", "llvmlite.binding"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    assert used("auto", 10**6) == "numpy"
    with pytest.raises(ts.MissingExtraError, match=r"tajsim\[compiled\]"):
        ts.run(**SHORT, backend="compiled")


def test_every_default_is_auto_and_the_manifest_names_what_ran() -> None:
    assert RunOptions().backend == "auto"
    few, many = (ts.run(**SHORT | {"draws": n}).manifest.backend for n in (COMPILED_FROM - 1, COMPILED_FROM))
    assert (few, many) == ("numpy", HERE)
    request = read(RunOptions(**SHORT))
    assert (request.asked, request.backend) == ("auto", HERE)
    assert (replace(request, seed=4).asked, replace(request, seed=4).backend) == ("auto", HERE)
    assert ts.run(**SHORT | {"draws": None}).manifest.backend == "numpy"


def test_the_same_bits_alone_and_in_any_company() -> None:
    alone = ts.run("crackdown", **SHORT)
    others = ts.run(
        ["rouble-shock", "crackdown", "reintegration"], **SHORT | {"outputs": "all", "end": "2027Q4"}
    )
    with ThreadPoolExecutor(2) as pool:
        assert ts.run("crackdown", executor=pool, **SHORT) == alone
    i, j, count = alone.position("crackdown"), others.position("crackdown"), len(alone.quarters)
    for name in alone.kept:
        assert np.array_equal(alone.quarterly[name][:, i], others.quarterly[name][:count, j]), name
    split = ts.run("crackdown + rouble-shock", **SHORT).decompose("crackdown + rouble-shock", "gdp")
    assert split.gap() < 1e-9


def test_auto_is_numpy_where_outputs_are_given() -> None:
    held = Swap(output="gdp", by="demand", values=3.4e4, first="2025Q1", last="2025Q1", scenario="crackdown")
    r = ts.run("crackdown", swaps=held, **SHORT)
    assert r.manifest.backend == "numpy"
    assert ts.rerun(r.manifest) == r
    with pytest.raises(ts.InputError, match="by the backend 'numpy' alone; say backend='numpy' or leave it"):
        ts.run("crackdown", swaps=held, backend="compiled", **SHORT)


@needs_llvm
def test_a_manifest_is_run_again_by_what_ran_it() -> None:
    for backend, draws in (("compiled", 12), ("numpy", COMPILED_FROM)):
        first = ts.run("crackdown", backend=backend, **SHORT | {"draws": draws})
        again = ts.rerun(first.manifest)
        assert again == first
        assert again.manifest.backend == backend


@needs_llvm
def test_without_llvmlite_a_compiled_run_is_repeated_by_numpy_with_a_warning(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = ts.run("crackdown", backend="compiled", **SHORT)
    place = first.save(tmp_path / "r.npz")
    for name in ("llvmlite", "llvmlite.binding"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.warns(UserWarning, match=r"compiled step.*tajsim\[compiled\].*NumPy computes it now"):
        again = ts.rerun(place)
    assert again.manifest.backend == "numpy"
    for name, values in first.quarterly.items():
        np.testing.assert_allclose(again.quarterly[name], values, rtol=1e-5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ts.rerun(ts.run("crackdown", **SHORT | {"draws": None}).manifest)


def test_a_large_run_without_llvmlite_says_so_in_one_line(
    missing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = NOTED_FROM // (2 * 24) + 1
    assert notes("auto", size, 2, 24) == (NOTE,)
    assert notes("auto", size, 1, 24) == notes("numpy", size, 2, 24) == notes("auto", None, 2, 24) == ()
    assert notes("auto", COMPILED_FROM - 1, 10**6, 24) == ()
    assert "pip install 'tajsim[compiled]'" in NOTE
    assert "\n" not in NOTE
    assert ts.run("crackdown", **SHORT).notes == ()
    monkeypatch.setattr(backends, "NOTED_FROM", 1)
    r = ts.run("crackdown", **SHORT)
    assert r.notes == (NOTE,)
    assert ts.run("crackdown", backend="numpy", **SHORT).notes == ()


@needs_llvm
def test_a_large_run_with_llvmlite_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "NOTED_FROM", 1)
    assert ts.run("crackdown", **SHORT).notes == ()


@needs_llvm
def test_a_kernel_is_compiled_once_for_runs_of_one_shape() -> None:
    plans = [prepare(read(RunOptions(scenarios=s, **SHORT))) for s in ("crackdown", "rouble-shock")]
    one, other = map(kernel_for, plans)
    assert one.paths is other.paths
    assert one.step is other.step
    chosen = with_kernel(plans[0], "auto").kernel
    assert chosen is not None
    assert chosen.paths is one.paths
    assert with_kernel(plans[0], "numpy").kernel is None
    wider = prepare(read(RunOptions(**SHORT | {"outputs": "all"})))
    assert kernel_for(wider).paths is not one.paths
    assert kernel_for(wider).step is not one.step


@needs_llvm
@pytest.mark.parametrize(("kind", "where"), [("step", compiled), ("paths", path_kernel)])
def test_a_kernel_is_kept_between_processes_and_compiled_anew_when_broken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str, where: ModuleType
) -> None:
    monkeypatch.setenv("TAJSIM_CACHE", str(tmp_path))
    plan = prepare(read(RunOptions(**SHORT)))
    made = []
    plain = machine.machine_code

    def counted(*given: Any) -> bytes:
        made.append(1)
        return plain(*given)

    monkeypatch.setattr(machine, "machine_code", counted)
    kernels = []
    for _ in range(2):
        where._kernel.cache_clear()  # as in a new process
        kernels.append(getattr(kernel_for(plan), kind))
    assert kernels[0] == kernels[1]
    assert len(made) == 1
    (file,) = tmp_path.glob(f"{kind}-*")
    file.write_bytes(file.read_bytes()[:-20])
    where._kernel.cache_clear()
    assert getattr(kernel_for(plan), kind) == kernels[0]
    assert len(made) == 2
    where._kernel.cache_clear()
