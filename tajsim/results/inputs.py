"""The inputs of a result, found again from its manifest: parameters, scenarios and outlook.

Which parameters and scenarios ran, for reports, workbooks, golden files and runs from a manifest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tajsim.errors import InputError
from tajsim.quarters import Quarter, quarter_range
from tajsim.store import data_path

if TYPE_CHECKING:
    from tajsim.drivers.outlook import Outlook
    from tajsim.engine.condition import Origin
    from tajsim.engine.swap import Swap
    from tajsim.judgements.judgement import Judgement
    from tajsim.parameters import Parameters
    from tajsim.results.like import ResultLike
    from tajsim.results.manifest import Manifest
    from tajsim.scenarios import Scenario

_MADE = ("none", "history")  # baselines that a run makes by itself


def parameters_used(result: ResultLike) -> Parameters | None:
    """The parameter set that ran: the one in the manifest, or the shipped one of its name.

    None when neither has the content that ran, as its SHA-256 shows.
    """
    try:
        return as_it_ran(result.manifest, parameters_given(result.manifest))
    except InputError:
        return None


def as_it_ran(manifest: Manifest, asked: Parameters) -> Parameters | None:
    """The set that ran where `asked` was asked for; None when that is not what the manifest describes.

    A run from a past year puts the figures of the year before in their place. Raises InputError where those
    cannot be found.
    """
    from tajsim.past import parameters_of

    found = asked
    if found.digest() != manifest.vintage_sha256 and manifest.vintage != found.name:
        found = parameters_of(Quarter.parse(manifest.start).year - 1, found)
    return found if found.digest() == manifest.vintage_sha256 else None


def scenarios_used(result: ResultLike) -> Mapping[str, Scenario]:
    """The scenarios that ran, by name: of the run, of the manifest, or shipped ones of the same content."""
    return scenarios_in(result.manifest) if result.rerun is None else result.rerun.scenarios


def scenarios_in(manifest: Manifest) -> Mapping[str, Scenario]:
    """The scenarios that a manifest defines, or names with the content of shipped ones."""
    found = {}
    for name in manifest.scenarios:
        try:
            found[name] = scenario_used(manifest, name)
        except InputError:
            continue
    return found


def parameters_given(manifest: Manifest) -> Parameters:
    """The parameter set that a run was asked for: from the text in the manifest, or shipped.

    Whether it is as it was, its digest shows. Raises InputError saying why there is none.
    """
    from tajsim.parameters import parameters
    from tajsim.parameters.loading import parameter_set_path, parse_parameters

    name = manifest.vintage_given or manifest.vintage
    if manifest.vintage_toml is not None:
        return parse_parameters(manifest.vintage_toml, name)
    if manifest.format == 1:  # it has no name of its own for the set asked for
        name = name.partition(" in ")[0]
    if parameter_set_path(name) is None:
        raise InputError(f"the parameter set {name!r} does not ship with the library{_not_held(manifest)}")
    return parameters(name)


def scenario_used(manifest: Manifest, name: str) -> Scenario:
    """The scenario that ran under a name: from the text in the manifest, shipped, or made by the run.

    Raises InputError saying why there is none of the content that ran.
    """
    from tajsim.scenarios import scenario
    from tajsim.scenarios.library import names_shipped, parse_scenario

    then = manifest.scenarios[name]
    if name in manifest.definitions:
        found = parse_scenario(manifest.definitions[name], name)
        if (found.name, found.digest()) != (name, then):
            raise InputError(f"the text of the scenario {name!r} does not match its SHA-256; it was altered")
        return found
    outlook = own_outlook(manifest) if name == manifest.baseline else None
    if outlook is not None:
        found = baseline_following(outlook)
    elif name == manifest.baseline and name in _MADE:
        found = _made(manifest, name)
    elif names_shipped(name):
        found = scenario(name)
    else:
        raise InputError(f"the scenario {name!r} does not ship with the library{_not_held(manifest)}")
    if found.digest() != then:
        raise InputError(
            f"the shipped scenario {name!r} has changed since: SHA-256 {then[:12]} then, "
            f"{found.digest()[:12]} now"
        )
    return found


def own_outlook(manifest: Manifest) -> Outlook | None:
    """The outlook of a user's own that the baseline followed; None for a shipped one, or the past.

    Raises InputError for a text in the manifest that is none.
    """
    from tajsim.drivers.outlook import parse_outlook

    return None if manifest.outlook_toml is None else parse_outlook(manifest.outlook_toml, manifest.baseline)


def judgement_used(manifest: Manifest) -> Judgement | None:
    """The judgement that the run was given, from the text in the manifest; None for a run without.

    Raises InputError for a text that is none.
    """
    from tajsim.judgements.reading import parse_judgement

    return None if manifest.judgement_toml is None else parse_judgement(manifest.judgement_toml)


def swaps_used(manifest: Manifest) -> tuple[Swap, ...]:
    """The outputs that the run was given, and what moved in their place.

    Raises InputError for a text that holds none.
    """
    from tajsim.engine.swap import parse_swaps

    return () if manifest.swaps_toml is None else parse_swaps(manifest.swaps_toml)


def figures_origin(manifest: Manifest) -> Origin | None:
    """Where the figures that the run was given come from; None where there are none or it is not known.

    Raises InputError for a text that holds none.
    """
    from tajsim.engine.condition import parse_origin

    return None if manifest.given_toml is None else parse_origin(manifest.given_toml)


def outlook_name(manifest: Manifest) -> str | None:
    """The outlook that the baseline followed, None for a run over the past."""
    from tajsim.drivers.outlook import OUTLOOKS

    if manifest.outlook_toml is not None:
        return manifest.baseline
    return next((name for name in OUTLOOKS if _outlook_file(name) in manifest.data), None)


def outlook_used(manifest: Manifest) -> Outlook | None:
    """The outlook that the baseline followed: of a user's own, or shipped and still as it was."""
    from tajsim.drivers.outlook import outlook

    own = own_outlook(manifest)
    name = outlook_name(manifest)
    if own is not None or name is None:
        return own
    file = _outlook_file(name)
    return outlook(name) if digest_of(file) == manifest.data[file] else None


def outlook_digest(manifest: Manifest) -> str:
    """The SHA-256 of the text of an outlook of a user's own; "" where the baseline follows none."""
    text = manifest.outlook_toml
    return "" if text is None else hashlib.sha256(text.encode()).hexdigest()


def data_file(name: str) -> Path | None:
    """The shipped file of a name in a manifest; None when there is none."""
    folder, _, file = name.partition("/")
    if folder not in ("outlooks", "history") or not data_path(folder).is_dir():
        return None
    return {path.name: path for path in data_path(folder).iterdir()}.get(file)


def digest_of(name: str) -> str:
    """The SHA-256 of a shipped data file; "" when there is none of that name."""
    path = data_file(name)
    if path is None:
        return ""
    stat = path.stat()
    return _digest(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=64)
def _digest(path: Path, date: int, size: int) -> str:  # noqa: ARG001
    """The SHA-256 of a file, kept as long as it stays as it is."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def made_by_the_run(manifest: Manifest) -> bool:
    """Whether the run made its baseline: the past, a projection, or one that follows an outlook file."""
    return manifest.baseline in _MADE or manifest.outlook_toml is not None


def baseline_following(outlook: Outlook) -> Scenario:
    """The baseline that follows an outlook of a user's own."""
    from tajsim.scenarios import Scenario

    return Scenario(outlook.name, title=outlook.title, narrative=outlook.narrative)


def _made(manifest: Manifest, name: str) -> Scenario:
    """The baseline of a run over the past, with what rules and borders did, or that of a projection."""
    from tajsim.past.episodes import enforcement
    from tajsim.scenarios import Scenario

    if name == "none":
        return Scenario(name)
    first = Quarter(Quarter.parse(manifest.start).year, 1)
    return enforcement(quarter_range(first, manifest.end), name)


def _not_held(manifest: Manifest) -> str:
    return "; a manifest of format 1 does not hold its text" if manifest.format == 1 else ""


def _outlook_file(name: str) -> str:
    return f"outlooks/{name}.toml"
