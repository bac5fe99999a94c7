"""The measurements of speed: `python -m tests.benchmarks` (about twenty minutes), `--quick` (two or three).

Writes the table (`speed.csv`), the picture (`speed.png`) and the page (`docs/explanation/speed.md`) of the
repository, or all three to a folder: `--quick` to `out/speed` unless another is named. Ratios are of one
run, in which everything that is compared is timed in turns. Parts by themselves: `python -m
tests.benchmarks.PART`, of model_step, whole_run, memory, analyses, page, waits, distributed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from . import growth, model_step, peers, speed_page, table, whole_run
from .c_source import compiler
from .growth import FULL, QUICK, Sizes
from .machine import described
from .table import Row, measured


class Scale(NamedTuple):
    """How much to measure."""

    rounds: int
    draws: int  # of the whole run
    step_draws: int
    sizes: Sizes
    waits: dict[str, Any]
    on_cluster: Sequence[tuple[float, str]]  # draw-quarters and outputs of runs
    ratio: dict[str, int]  # of the comparison of a cluster with processes
    slow_peers: int = peers.SLOW  # draws
    fast_peers: int = peers.FAST


USUAL = Scale(3, 10_000, 20_480, FULL, {"rounds": 3}, ((1e8, "standard"), (1e9, "headline")), {})
SMALL = Scale(
    rounds=1,
    draws=2_000,
    step_draws=4_096,
    sizes=QUICK,
    waits={"rounds": 1, "only": "tajsim run", "warm_rounds": 1},
    on_cluster=((1e6, "standard"),),
    ratio={"blocks": 8, "rounds": 1},
    slow_peers=20,
    fast_peers=2048,
)


def rows(scale: Scale) -> list[Row]:
    """Every row, those of other modules last."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        works = whole_run.works(scale.draws, folder) | model_step.works(scale.step_draws, folder)
        works |= whole_run.small_works() | peers.works(scale.slow_peers, scale.fast_peers)
        with growth.works(scale.sizes, folder) as grown:
            found = measured(works | grown, scale.rounds)
    found += growth.two_processes(found)
    return [*peers.with_ratios(found), *waits(scale), *on_a_cluster(scale)]


def waits(scale: Scale) -> Iterator[Row]:
    """What a person waits for: rows of what, value, unit and ratio to loading the libraries."""
    module = _module("waits")
    if module is not None:
        for what, value, unit, ratio in module.measured(**scale.waits):
            yield Row(what, value, unit, ratio=ratio, against=module.BASE)


def on_a_cluster(scale: Scale) -> Iterator[Row]:
    """Runs on a local Dask cluster: rows of what, value and unit."""
    module = _module("distributed")
    if module is not None and find_spec("distributed"):
        jobs: list[Callable[[], Any]] = [
            lambda n=n, o=outputs: module.rows(n, outputs=o) for n, outputs in scale.on_cluster
        ]
        for job in [lambda: module.ratio(**scale.ratio), *jobs]:
            for what, value, unit in job():
                yield Row(what, value, unit)


def _module(name: str) -> Any:
    return import_module(f"{__package__}.{name}") if find_spec(f"{__package__}.{name}") else None


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description=(__doc__ or "").partition("\n")[2],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--quick", action="store_true", help="few draws, one repeat: two or three minutes")
    parser.add_argument("--rounds", type=int, help="repeats, beside one that is not counted")
    parser.add_argument("--out", type=Path, help="a folder for all files, instead of their places")
    parser.add_argument(
        "--draw", type=Path, metavar="CSV", help="measure nothing: picture and page of a table"
    )
    given = parser.parse_args(arguments)
    out = given.out or (Path("out") / "speed" if given.quick else None)
    if given.draw:
        speed_page.write(table.read(given.draw), None, out)
        return
    scale = SMALL if given.quick else USUAL
    if given.rounds:
        scale = scale._replace(rounds=given.rounds)
    if compiler() is None:
        print("no C compiler (cc or gcc) on the path: no ratios to C", file=sys.stderr)
    for path in speed_page.write(table.frame(rows(scale)), described(), out):
        print(path)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
