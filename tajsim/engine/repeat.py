"""A run again, from its manifest: the same numbers, or an error that names what has changed since."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

from tajsim.arguments import Progress
from tajsim.defaults import MEMORY_LIMIT
from tajsim.drivers.declared import DRIVERS
from tajsim.drivers.outlook import Outlook
from tajsim.engine.backend import COMPILED, NUMPY, importable
from tajsim.engine.condition import parse_conditions, parse_origin
from tajsim.engine.plan import Plan
from tajsim.engine.provenance import manifest_of
from tajsim.engine.request import Request, RunOptions, Settings, read
from tajsim.engine.run import computed, prepare
from tajsim.engine.swap import parse_swaps
from tajsim.errors import InputError, Problems, quoted
from tajsim.parameters import Parameters
from tajsim.results.inputs import (
    digest_of,
    judgement_used,
    made_by_the_run,
    outlook_digest,
    own_outlook,
    parameters_given,
    scenario_used,
)
from tajsim.results.manifest import Manifest, versions
from tajsim.results.result import Result
from tajsim.results.storage import load
from tajsim.scenarios import Scenario
from tajsim.store import has_suffix

_HEADING = "cannot rerun the manifest"
_SET_PINS = 3  # the first format in which `set` gives a driver one value in every draw
_ALTERED = "does not match its SHA-256; it was altered"


def rerun(
    manifest: Manifest | str | Path,
    *,
    executor: Executor | None = None,
    memory_limit: float = MEMORY_LIMIT,
    progress: Progress | None = None,
) -> Result:
    """Run again what a manifest describes; the numbers are the same to the bit.

    On another machine, with other versions of NumPy and SciPy, or without llvmlite where the run was made
    with it, which a warning names, numbers agree within 1e-5 of the size of each output.

    Parameters
    ----------
    manifest : Manifest, str or Path
        A manifest, the path of a manifest.json, or that of a saved result (.npz).
    executor : concurrent.futures.Executor, optional
        As for `run`.
    memory_limit : float, default 4.0
        GiB, as for `run`.
    progress : callable, optional
        As for `run`.

    Returns
    -------
    Result
        The same as the first run gave.

    Raises
    ------
    InputError
        Naming every shipped scenario, parameter set or data file that has changed since, and everything that
        a manifest of format 1 does not hold.
    FileFormatError
        For a file that is no manifest.

    Examples
    --------
    >>> import tajsim as ts
    >>> first = ts.run("crackdown", draws=20, seed=7, end="2026Q4", outputs=["gdp"])
    >>> again = ts.rerun(first.manifest)
    >>> bool((again["gdp"].values == first["gdp"].values).all())
    True
    """
    settings = Settings(executor=executor, memory_limit=memory_limit, progress=progress)
    return restored(manifest, settings.faults()).run(executor, memory_limit, progress)


@dataclass(frozen=True, eq=False)
class RestoredRun:
    """A run that a manifest describes, read and checked, ready to be computed."""

    manifest: Manifest
    options: RunOptions
    request: Request
    plan: Plan

    def run(
        self,
        executor: Executor | None = None,
        memory_limit: float = MEMORY_LIMIT,
        progress: Progress | None = None,
    ) -> Result:
        """The result; the arguments are those of `run`."""
        request = replace(self.request, executor=executor, memory_limit=memory_limit, progress=progress)
        return computed(request, self.plan)


def restored(given: Manifest | str | Path, faults: Sequence[str] = ()) -> RestoredRun:
    """The run that a manifest describes. Raises InputError as `rerun` does; other versions are warned of.

    faults: what is wrong beside the manifest, to be reported with what is wrong in it.
    """
    manifest = _manifest(given)
    problems = Problems(_HEADING)
    for name, then in manifest.data.items():
        now = digest_of(name)
        if now != then:
            problems.add(f"the data file {name!r} {_moved(then, now)}")
    data_moved = bool(problems.found)
    for fault in faults:
        problems.add(fault)
    p = problems.attempt(lambda: parameters_given(manifest))
    outlook = problems.attempt(lambda: own_outlook(manifest))
    judgement = problems.attempt(lambda: judgement_used(manifest))
    made = made_by_the_run(manifest)
    own = [name for name in manifest.scenarios if not (made and name == manifest.baseline)]
    scenarios = {name: problems.attempt(lambda name=name: _scenario(manifest, name)) for name in own}  # type: ignore[misc]
    baseline: Outlook | Scenario | str | None = outlook
    if manifest.outlook_toml is None:
        baseline = manifest.baseline if made else scenarios[manifest.baseline]
    if manifest.seed is None:
        problems.add("it has no seed")
    if p is None or baseline is None or manifest.seed is None:
        problems.raise_if_any()
        raise AssertionError("a part is missing although no problem was noted")
    options = replace(_options(manifest, p, baseline, manifest.seed), judgement=judgement)
    request = problems.attempt(lambda: read(options))
    if request is not None and not (data_moved and request.behaviour):
        now = request.parameters.digest()
        if now != manifest.vintage_sha256:
            name = manifest.vintage_given or manifest.vintage
            if manifest.vintage_toml is None:
                problems.add(f"the shipped parameter set {name!r} {_moved(manifest.vintage_sha256, now)}")
            else:
                problems.add(f"the text of the parameter set {name!r} {_ALTERED}")
    problems.raise_if_any()
    if request is None:
        raise InputError(_HEADING)
    chosen = tuple(s for name, s in scenarios.items() if s is not None and name != manifest.baseline)
    swaps = () if manifest.swaps_toml is None else parse_swaps(manifest.swaps_toml)
    origin = None if manifest.given_toml is None else parse_origin(manifest.given_toml)
    request = replace(request, scenarios=chosen, swaps=swaps, origin=origin)
    plan = prepare(request)
    _same(manifest, manifest_of(plan, request, manifest.keep))
    _note_versions(manifest)
    return RestoredRun(manifest, replace(options, scenarios=chosen, swaps=swaps), request, plan)


def _manifest(given: Manifest | str | Path) -> Manifest:
    if isinstance(given, Manifest):
        return Manifest.from_dict(given.to_dict())  # checked like one that was read
    if not isinstance(given, str | Path):
        raise InputError(f"manifest is {quoted(given)}; give a Manifest, a manifest.json or a saved result")
    return load(given).manifest if has_suffix(given, ".npz") else Manifest.read(given)


def _scenario(manifest: Manifest, name: str) -> Scenario:
    found = scenario_used(manifest, name)
    if name in manifest.definitions:
        _means_the_same(manifest, found)
    return found


def _means_the_same(manifest: Manifest, found: Scenario) -> None:
    """Refuse a shock whose meaning has changed since the format of the manifest."""
    if manifest.format >= _SET_PINS or manifest.draws is None:
        return
    drivers = {driver.name for driver in DRIVERS}
    moved = sorted({s.target for s in found.shocks if s.operation == "set" and s.target in drivers})
    if moved:
        raise InputError(
            f"the scenario {found.name!r} sets {', '.join(moved)}: in a manifest of format {manifest.format} "
            "that moved the central path alone; now it holds in every draw, and set_mean is what it was"
        )


def _options(manifest: Manifest, p: Parameters, baseline: Scenario | Outlook | str, seed: int) -> RunOptions:
    """What was asked for, without the scenarios, which the manifest holds as they ran."""
    return RunOptions(
        parameters=p,
        baseline=baseline,
        start=manifest.start,
        end=manifest.end,
        draws=manifest.draws,
        seed=seed,
        outputs=manifest.outputs,
        keep=manifest.keep,
        backend=_backend(manifest),
        given=None if manifest.given_toml is None else parse_conditions(manifest.given_toml),
    )


def _backend(manifest: Manifest) -> str:
    """What computed the run, or NumPy where the compiled step it had cannot be had."""
    return NUMPY if manifest.backend == COMPILED and not importable() else manifest.backend


def _same(manifest: Manifest, now: Manifest) -> None:
    """Refuse a run that rests on other things than the one in the manifest, whatever they are."""
    problems = Problems(_HEADING)
    tables: tuple[tuple[str, Mapping[str, str], Mapping[str, str]], ...] = (
        ("the scenario", manifest.scenarios, now.scenarios),
        ("the data file", manifest.data, now.data),
        ("the outlook", _digest_of_text(manifest), _digest_of_text(now)),
    )
    for what, before, after in tables:
        for name in dict.fromkeys((*before, *after)):
            if before.get(name) != after.get(name):
                problems.add(f"{what} {name!r} {_moved(before.get(name, ''), after.get(name, ''))}")
    if manifest.outputs != now.outputs:
        problems.add(f"its outputs are not in the order of the model: {', '.join(manifest.outputs)}")
    problems.raise_if_any()


def _digest_of_text(manifest: Manifest) -> dict[str, str]:
    """The SHA-256 of the outlook in a manifest, by its name; of none, nothing."""
    digest = outlook_digest(manifest)
    return {manifest.baseline: digest} if digest else {}


def _moved(then: str, now: str) -> str:
    if not now:
        return "is gone"
    if not then:
        return "is needed now and was not then"
    return f"has changed since: SHA-256 {then[:12]} then, {now[:12]} now"


def _note_versions(manifest: Manifest) -> None:
    moved = [
        f"{'tajsim' if name == 'version' else name} {getattr(manifest, name)} (now {now})"
        for name, now in versions().items()
        if getattr(manifest, name) != now
    ]
    if moved:
        warnings.warn(
            f"the run was made with {', '.join(moved)}: numbers may differ in their last digits", stacklevel=3
        )
    if manifest.draws is not None and _backend(manifest) != manifest.backend:
        warnings.warn(
            "the run was made with the compiled step, which takes pip install 'tajsim[compiled]'; NumPy "
            "computes it now, and numbers agree within 1e-5 of the size of each output",
            stacklevel=3,
        )
