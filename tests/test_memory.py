"""What does not fit into memory is refused with its size before anything large is made."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim import memory
from tajsim.engine.given import run_given
from tajsim.engine.request import read
from tajsim.engine.run import prepare
from tajsim.errors import InputError, OutOfMemoryError, TajsimError
from tajsim.memory import available_memory, check_memory, enough_memory
from tests import of_2024

BILLION = 10**9


def with_threads() -> object:
    with ThreadPoolExecutor(1) as executor:
        return of_2024.run("crackdown", draws=BILLION, memory_limit=1e9, executor=executor)


def many_scenarios() -> object:
    many = [ts.Scenario(f"s{i}", [ts.Shock("rub_per_usd", multiply=1 + i / 1e3)]) for i in range(1, 40)]
    return of_2024.run(many, draws=BILLION, keep="summary", outputs="all")


def given() -> object:
    asked = read(of_2024.options(end="2025Q4", draws=None, outputs="all"))
    central = ts.parameters("calibrated-2024").values()["pass_through_year"]
    return run_given(prepare(asked), {"pass_through_year": np.full(200_000, central)})


def frame() -> object:
    return of_2024.run((), draws=20_000, end="2030Q4", outputs=["gdp", "gini"]).to_frame()


LARGE: dict[str, tuple[Callable[[], object], str]] = {
    "draws": (lambda: of_2024.run("crackdown", draws=BILLION, memory_limit=1e9), "of 1,000,000,000 draws"),
    "threads": (with_threads, "keeping"),
    "summaries": (many_scenarios, r"summarising \d+ outputs in 40"),
    "a posterior": (lambda: ts.calibrate(draws=9_000_000), "draws of the"),
    "plausibility": (lambda: of_2024.plausibility("crackdown", draws=9_000_000), "judging by 9,000,000"),
    "given values": (given, "running 200,000 draws of given"),
    "a table": (frame, "a table of"),
}  # fmt: skip


@pytest.mark.parametrize(("ask", "expected"), LARGE.values(), ids=LARGE)
def test_what_is_too_large_is_refused_with_its_size(
    ask: Callable[[], object], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "available_memory", lambda: 0.02)
    with pytest.raises(InputError, match=rf"{expected} .*needs [\d,]+\.\d GiB, this process may use 0\.0; "):
        ask()


def test_a_billion_draws_with_a_raised_limit() -> None:
    """On the machine as it is: 4.7 TiB fit into none."""
    with pytest.raises(InputError, match=r"needs [\d,]+\.\d GiB"):
        of_2024.run((), draws=BILLION, memory_limit=float("inf"))


def test_what_fits_is_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    check_memory(2.0, "it", "wait")
    monkeypatch.setattr(memory, "available_memory", lambda: 3.0)
    check_memory(3.0, "it", "wait")
    with pytest.raises(InputError, match=re.escape("it needs 3.1 GiB, this process may use 3.0; wait")):
        check_memory(3.1, "it", "wait")
    monkeypatch.setattr(memory, "available_memory", lambda: None)
    check_memory(1e9, "it", "wait")


def test_the_memory_of_a_process_is_that_of_its_own_limit() -> None:
    pytest.importorskip("resource")
    found = available_memory()
    assert found is not None
    assert found > 0.1
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31));"
        "from tajsim.memory import available_memory; print(available_memory())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(done.stdout) == 2.0


def test_memory_that_runs_out_is_an_error_of_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> Any:
        raise MemoryError

    monkeypatch.setattr("tajsim.engine.block.sample", none)
    for keep in ("draws", "summary"):
        with pytest.raises(TajsimError, match="out of memory; take fewer draws, fewer scenarios") as caught:
            of_2024.run((), draws=10, end="2025Q1", keep=keep)
        assert isinstance(caught.value, MemoryError)
    with pytest.raises(OutOfMemoryError, match="the first"), enough_memory("b"), enough_memory("the first"):
        raise MemoryError
