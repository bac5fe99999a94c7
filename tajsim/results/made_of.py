"""What a result was made of, found again from its manifest: the parameters and the scenarios.

The one answer to what stands behind a result, for reports, workbooks, golden files and runs from a manifest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tajsim.errors import InputError
from tajsim.quarters import Quarter, quarter_range

if TYPE_CHECKING:
    from tajsim.drivers.outlook import Outlook
    from tajsim.parameters import Parameters
    from tajsim.results.like import ResultLike
    from tajsim.results.manifest import Manifest
    from tajsim.scenarios import Scenario

_MADE = ("none", "history")  # baselines that a run makes by itself


def parameters_behind(result: ResultLike) -> Parameters | None:
    """The parameter set that ran: the one in the manifest, or the shipped one of its name.

    None when neither has the content that ran, as its SHA-256 tells.
    """
    from tajsim.past import parameters_of

    m = result.manifest
    try:
        found = parameters_given(m)
        if found.digest() != m.vintage_sha256 and m.vintage != found.name:
            # a run from a past year puts the figures of the year before in their place
            found = parameters_of(Quarter.parse(m.start).year - 1, found)
    except InputError:
        return None
    return found if found.digest() == m.vintage_sha256 else None


def scenarios_behind(result: ResultLike) -> Mapping[str, Scenario]:
    """The scenarios that ran, by name: of the run, of the manifest, or shipped ones of the same content."""
    return scenarios_in(result.manifest) if result.rerun is None else result.rerun.scenarios


def scenarios_in(manifest: Manifest) -> Mapping[str, Scenario]:
    """The scenarios that a manifest defines, or names with the content of shipped ones."""
    found = {}
    for name in manifest.scenarios:
        try:
            found[name] = scenario_behind(manifest, name)
        except InputError:
            continue
    return found


def parameters_given(manifest: Manifest) -> Parameters:
    """The parameter set that a run was asked for: from the text in the manifest, or shipped.

    Whether it is as it was, its digest tells. Raises InputError saying why there is none.
    """
    from tajsim.parameters import parameters
    from tajsim.parameters.vintage import parse_parameters, vintage_path

    name = manifest.vintage_given or manifest.vintage
    if manifest.vintage_toml is not None:
        return parse_parameters(manifest.vintage_toml, name)
    if manifest.format == 1:  # it has no name of its own for the set asked for
        name = name.partition(" in ")[0]
    if vintage_path(name) is None:
        raise InputError(f"the vintage {name!r} does not ship with the library{_not_held(manifest)}")
    return parameters(name)


def scenario_behind(manifest: Manifest, name: str) -> Scenario:
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
