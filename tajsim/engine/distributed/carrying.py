"""The plan of a run, sent to each worker once: tasks carry its digest, and a worker keeps what it has seen.

A worker that has not seen the plan answers `WithoutPlan`, and the task is sent again with it.
"""

from __future__ import annotations

import hashlib
import pickle
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

from tajsim.engine.plan import Plan
from tajsim.errors import TajsimError

ATTEMPTS = 3  # that are made at what may go well the next time
PAUSE = 0.2  # s before another attempt, and longer before the one after


class Source(Protocol):
    """Where a worker finds the plan."""

    def opened(self) -> Plan | None:
        """The plan; None where the worker has never seen it."""
        ...


@dataclass(frozen=True, eq=False)
class Here:
    """A plan in the memory of this process."""

    plan: Plan

    def opened(self) -> Plan:
        return self.plan


@dataclass(frozen=True, eq=False)
class Sent:
    """A plan on its way to a worker: its digest alone, or with the pickled plan."""

    digest: str
    payload: bytes | None

    def opened(self) -> Plan | None:
        kept = _kept(self.digest)
        if not kept and self.payload is not None:
            kept.append(pickle.loads(self.payload))
        return kept[0] if kept else None


@lru_cache(maxsize=2)
def _kept(digest: str) -> list[Plan]:  # noqa: ARG001
    """The plan of a digest in this process, once it was sent."""
    return []


class WithoutPlan:
    """The answer of a worker that has not seen the plan."""


@dataclass(frozen=True)
class Job:
    """What workers do with each item of a run, small enough to travel with every task."""

    plan: Source
    function: Callable[[Plan, Any], Any]

    def __call__(self, item: Any) -> Any:
        plan = self.plan.opened()
        return WithoutPlan() if plan is None else persistent(self.function, plan, item)


@dataclass(frozen=True)
class Carrier:
    """A job in its two forms: with the plan, for a worker that has not seen it, and without."""

    loaded: Job
    empty: Job

    @classmethod
    def of(cls, plan: Plan, function: Callable[[Plan, Any], Any]) -> Carrier:
        """The job `function(plan, item)`, for workers that are sent everything."""
        payload = pickle.dumps(plan, protocol=5)
        sent = Sent(hashlib.sha256(payload).hexdigest(), payload)
        return cls(Job(sent, function), Job(replace(sent, payload=None), function))

    @classmethod
    def same(cls, job: Any) -> Carrier:
        """A job that needs nothing sent."""
        return cls(job, job)


def persistent(function: Callable[[Plan, Any], Any], plan: Plan, item: Any) -> Any:
    """The result of `function`; what the system refuses is tried again a few times.

    Raises TajsimError naming the item in the end.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return function(plan, item)
        except OSError as error:
            if attempt == ATTEMPTS:
                what = f"block {item} of draws" if isinstance(item, int) else str(item)
                raise TajsimError(f"{what} failed {ATTEMPTS} times; the last time: {error}") from error
            time.sleep(PAUSE * attempt)
    raise AssertionError("not reached")
