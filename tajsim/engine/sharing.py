"""Draws shared between processes: workers write their block into one memory segment, nothing is pickled."""

from __future__ import annotations

from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.shared_memory import SharedMemory
from types import TracebackType

import numpy as np

from tajsim.engine.block import Violation, part, run_block
from tajsim.engine.plan import Plan
from tajsim.engine.recording import Target
from tajsim.engine.streams import BLOCK


def shares_memory(executor: Executor) -> bool:
    """Whether an executor's workers run on this machine as processes and can attach to shared memory."""
    return isinstance(executor, ProcessPoolExecutor)


def layout(plan: Plan) -> tuple[int, int, int]:
    """Numbers of quarterly and annual values of one output, and bytes of all."""
    columns = len(plan.scenarios) * (plan.draws or 0)
    quarterly, annual = len(plan.reported) * columns, len(plan.years) * columns
    return quarterly, annual, 4 * len(plan.outputs) * (quarterly + annual)


def views(plan: Plan, memory: SharedMemory) -> Target:
    """The target arrays laid over the segment."""
    quarterly, annual, _ = layout(plan)
    columns = (len(plan.scenarios), plan.draws or 0)
    flat = np.ndarray(layout(plan)[2] // 4, dtype=np.float32, buffer=memory.buf)
    target = Target({}, {})
    first: dict[str, np.ndarray] = {}
    second: dict[str, np.ndarray] = {}
    for i, name in enumerate(plan.outputs):
        begin = i * (quarterly + annual)
        middle = begin + quarterly
        first[name] = flat[begin:middle].reshape(len(plan.reported), *columns)
        second[name] = flat[middle : middle + annual].reshape(len(plan.years), *columns)
    return target._replace(quarterly=first, annual=second)


@dataclass(frozen=True)
class Work:
    """What a worker does with a block: attach, compute, write, detach."""

    plan: Plan
    segment: str

    def __call__(self, block: int) -> list[Violation]:
        memory = SharedMemory(name=self.segment)
        try:
            return self._run(memory, block)
        finally:
            memory.close()

    def _run(self, memory: SharedMemory, block: int) -> list[Violation]:
        target = views(self.plan, memory)
        stop = min((block + 1) * BLOCK, self.plan.draws or 0)
        return run_block(self.plan, block, part(target, block * BLOCK, stop))[1]


class SharedTarget:
    """A shared segment for the draws of a run, removed when the run ends, well or not."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.memory = SharedMemory(create=True, size=max(layout(plan)[2], 1))
        self.work = Work(plan, self.memory.name)

    def __enter__(self) -> SharedTarget:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.memory.close()
        self.memory.unlink()

    def copy(self) -> Target:
        """The values in this process's own memory."""
        shared = views(self.plan, self.memory)
        return Target(
            {name: array.copy() for name, array in shared.quarterly.items()},
            {name: array.copy() for name, array in shared.annual.items()},
        )
