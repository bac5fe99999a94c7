"""The drivers of an outlook and the add-factors that meet it, made once for all that they follow from.

Runs of one parameter set and outlook over the same quarters need the same ones, whatever their scenarios,
draws and seed: a process solves them once, and those of shipped files are kept for the next process as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tajsim.cache import as_shipped, remembered
from tajsim.drivers.outlook import OUTLOOKS, Annual, Outlook
from tajsim.drivers.stochastic import DriverModel
from tajsim.engine.plan import Plan
from tajsim.model.state import AddFactors
from tajsim.parameters import Parameters
from tajsim.parameters.loading import ships
from tajsim.past import ObservedDrivers

Floats = NDArray[np.float64]
Solved = tuple[AddFactors, ...]


def once(plan: Plan, whole: Mapping[str, Floats], solve: Callable[[], Solved]) -> Solved:
    """What `solve` gives for the outlook of a plan: solved, or remembered from when it was.

    whole: the paths of the drivers that it is solved on. Raises what `solve` raises, each time.
    """
    if plan.past is not None or plan.given is not None or not plan.outlook.targets or not as_shipped():
        return solve()
    digest = _digest(_parts(plan, whole))
    held = _held(digest)
    if not held:
        held.append(_kept(digest, solve) if _ships(plan) else solve())
    return held[0]


@lru_cache(maxsize=16)
def _held(digest: bytes) -> list[Solved]:  # noqa: ARG001
    """The place in memory for what has the digest."""
    return []


def _kept(digest: bytes, solve: Callable[[], Solved]) -> Solved:
    found = remembered("add-factors", [digest], lambda: {"quarters": np.array(solve())})
    return tuple(AddFactors(*row) for row in found["quarters"].tolist())


def driver_paths(
    p: Parameters,
    view: Outlook | ObservedDrivers,
    years: range,
    starts: Mapping[str, float],
    model: DriverModel | None,
    gone: int,
) -> dict[str, Floats]:
    """`view.driver_paths` of these years, starts and quarters gone; those of shipped files are kept."""
    if not (isinstance(view, Outlook) and view.name in OUTLOOKS and ships(p)):
        return view.driver_paths(years, starts, model, gone)
    asked = repr((years, gone, sorted(starts.items()))).encode()
    content = [asked, *_of_series(view.drivers), *_of_series(view.targets), *_of_model(model)]
    held = _held_paths(_digest(content))
    if not held:
        held |= remembered("driver-paths", content, lambda: view.driver_paths(years, starts, model, gone))
    return {name: path.copy() for name, path in held.items()}


@lru_cache(maxsize=16)
def _held_paths(digest: bytes) -> dict[str, Floats]:  # noqa: ARG001
    """The place in memory for the paths that have the digest."""
    return {}


def _digest(parts: Iterable[bytes]) -> bytes:
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "little"))
        total.update(part)
    return total.digest()


def _parts(plan: Plan, whole: Mapping[str, Floats]) -> Iterator[bytes]:
    """Everything that the add-factors of a plan follow from."""
    yield plan.parameters.digest().encode()
    yield f"{plan.outlook.name} {plan.quarters[0]} {plan.quarters[-1]} {plan.missed}".encode()
    yield from _of_series(plan.outlook.targets)
    for name, path in whole.items():
        yield name.encode()
        yield np.ascontiguousarray(path, dtype=np.float64).tobytes()
    yield from _of_model(plan.path_model)


def _of_series(series: Mapping[str, Annual]) -> Iterator[bytes]:
    for name, annual in series.items():
        yield repr((name, [_plain(getattr(annual, one.name)) for one in fields(Annual)])).encode()


def _of_model(model: DriverModel | None) -> Iterator[bytes]:
    for one in () if model is None else fields(model):
        yield np.asarray(getattr(model, one.name), dtype=np.float64).tobytes()


def _plain(value: object) -> object:
    return list(value.items()) if isinstance(value, Mapping) else value


def _ships(plan: Plan) -> bool:
    """Whether the outlook and the parameter set of a plan are shipped ones, so that few are kept on disk."""
    return plan.outlook.name in OUTLOOKS and ships(plan.parameters)
