"""How cost grows with draws, scenarios, outputs and workers."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import tajsim as ts
from tajsim.defaults import BASE_SET
from tajsim.engine.sampling import BLOCK
from tajsim.model.outputs import OUTPUTS, STANDARD

from .c_source import compiler
from .table import TWO_PROCESSES, Row, Work, work
from .whole_run import BACKENDS, FASTEST, GIB, SCENARIOS, of_c

DRAWS, PER_SCENARIO, PER_OUTPUT, PER_WORKER = (
    f"cost by {what}" for what in ("draws", "scenarios", "outputs", "workers")
)
NAMES = tuple(o.name for o in OUTPUTS)


class Sizes(NamedTuple):
    """How far to go."""

    draws: Sequence[int]
    scenarios: Sequence[int]
    outputs: Sequence[int]
    workers: Sequence[int]
    each: int  # draws where something else grows
    blocks: int  # of draws, for the workers


FULL = Sizes(
    draws=(500, 2_000, 10_000, 50_000),
    scenarios=(1, 4, 8, 16, len(SCENARIOS)),
    outputs=(1, 15, 42, len(NAMES)),
    workers=(1, 2, 4),
    each=BLOCK // 2,
    blocks=64,
)
QUICK = Sizes((500, 2_000, 8_000), (1, 4, 16), (1, 42, len(NAMES)), (1, 2), each=1_000, blocks=4)


@contextmanager
def works(sizes: Sizes, folder: Path) -> Iterator[dict[str, Work]]:
    """Every run; the processes of workers are there as long as this is."""
    with ExitStack() as stack:
        found = _draws(sizes, folder) | _scenarios(sizes) | _outputs(sizes)
        for count in sizes.workers:
            pool = stack.enter_context(_pool(count)) if count > 1 else None
            found |= _workers(sizes, count, pool)
        yield found


def _pool(count: int) -> ProcessPoolExecutor:
    """Processes that have loaded what they need."""
    pool = ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"))
    list(pool.map(_ready, range(4 * count)))
    return pool


def _draws(sizes: Sizes, folder: Path) -> dict[str, Work]:
    found = {}
    c = of_c(BLOCK, folder, count=1) if compiler() is not None else None
    for draws in sizes.draws:
        said = {"draws": draws, "scenarios": 2, "outputs": len(STANDARD), "processes": 1}
        for backend in BACKENDS:
            found[f"draws {draws} {backend}"] = work(
                DRAWS, lambda n=draws, b=backend: _run(1, n, b), backend=backend, **said,
                against=("", "") if c is None else (f"draws {draws} C", "ratio_to_c"),
            )  # fmt: skip
        if c is not None:
            found[f"draws {draws} C"] = work(
                DRAWS, lambda n=draws: c.of(n).draws(), backend="C", **said
            )  # fmt: skip
    return found


def _scenarios(sizes: Sizes) -> dict[str, Work]:
    return {
        f"scenarios {count} {backend}": work(
            PER_SCENARIO, lambda n=count, b=backend: _run(n, sizes.each, b), backend=backend,
            draws=sizes.each, scenarios=count + 1, outputs=len(STANDARD), processes=1,
            against=(f"scenarios {sizes.scenarios[0]} {backend}", "ratio"),
        )
        for count in sizes.scenarios
        for backend in BACKENDS
    }  # fmt: skip


def _outputs(sizes: Sizes) -> dict[str, Work]:
    return {
        f"outputs {count} {backend}": work(
            PER_OUTPUT, lambda n=count, b=backend: _run(4, sizes.each, b, chosen(n)), backend=backend,
            draws=sizes.each, scenarios=5, outputs=count, processes=1,
            against=(f"outputs {sizes.outputs[0]} {backend}", "ratio"),
        )
        for count in sizes.outputs
        for backend in BACKENDS
    }  # fmt: skip


def _workers(sizes: Sizes, count: int, pool: Executor | None) -> dict[str, Work]:
    draws = sizes.blocks * BLOCK
    compared = ("workers 1", "ratio") if count > 1 else ("", "")
    return {
        f"workers {count}": work(
            PER_WORKER, lambda: _summarise(draws, pool), wall=True, backend=FASTEST, draws=draws,
            scenarios=3, outputs=len(STANDARD), processes=count, against=compared,
        )
    }  # fmt: skip


def two_processes(rows: Sequence[Row]) -> list[Row]:
    """The row that says how many times as fast two processes are."""
    return [
        replace(row, what=TWO_PROCESSES, ratio=1.0 / row.ratio, against="one process")
        for row in rows
        if row.what == PER_WORKER and row.processes == 2 and row.ratio
    ]


def chosen(count: int) -> list[str]:
    """So many outputs, the standard ones first."""
    first = [name for name in NAMES if name in STANDARD]
    return (first + [name for name in NAMES if name not in STANDARD])[:count]


def _run(count: int, draws: int, backend: str, outputs: list[str] | None = None) -> None:
    ts.run(
        SCENARIOS[:count], parameters=BASE_SET, draws=draws, seed=7, backend=backend, outputs=outputs,
        memory_limit=GIB,
    )  # fmt: skip


def _summarise(draws: int, executor: Executor | None) -> None:
    ts.run(
        SCENARIOS[:2], parameters=BASE_SET, draws=draws, seed=7, backend=FASTEST, keep="summary",
        executor=executor,
    )  # fmt: skip


def _ready(number: int) -> int:
    from tajsim.engine import run as engine

    time.sleep(0.1)  # so that no worker takes two
    return number + len(engine.__name__)
