"""What a result was made of, found again from its manifest: the parameters and the scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tajsim.errors import InputError
from tajsim.quarters import Quarter

if TYPE_CHECKING:
    from tajsim.parameters import Parameters
    from tajsim.results.manifest import Manifest
    from tajsim.results.result import Result
    from tajsim.scenarios import Scenario


def parameters_behind(result: Result) -> Parameters | None:
    """The parameter set that ran: the one in the manifest, or the shipped one of its name.

    None when neither has the content that ran, as its SHA-256 tells.
    """
    from tajsim.parameters import parameters
    from tajsim.parameters.vintage import parse_parameters, vintage_names
    from tajsim.past import parameters_of

    m = result.manifest
    name = m.vintage_given or m.vintage
    if m.vintage_toml is None and name not in vintage_names():
        return None
    try:
        found = parameters(name) if m.vintage_toml is None else parse_parameters(m.vintage_toml, name)
        if m.vintage_given:  # a run from a past year puts the figures of that year in their place
            found = parameters_of(Quarter.parse(m.start).year - 1, found)
    except InputError:
        return None
    return found if found.digest() == m.vintage_sha256 else None


def scenarios_behind(result: Result) -> Mapping[str, Scenario]:
    """The scenarios that ran, by name: of the run, of the manifest, or shipped ones of the same content."""
    return scenarios_in(result.manifest) if result.rerun is None else result.rerun.scenarios


def scenarios_in(manifest: Manifest) -> Mapping[str, Scenario]:
    """The scenarios that a manifest defines, or names with the content of shipped ones."""
    from tajsim.scenarios.library import parse_scenario

    found = {}
    for name, digest in manifest.scenarios.items():
        text = manifest.definitions.get(name)
        try:
            one = shipped_scenario(name) if text is None else parse_scenario(text, name)
        except InputError:
            continue
        if one is not None and one.digest() == digest:
            found[name] = one
    return found


def shipped_scenario(name: str) -> Scenario | None:
    """The shipped scenario, or sum of such, of that name; "none" and "history" hold no shock."""
    from tajsim.scenarios import Scenario, scenario
    from tajsim.scenarios.library import names_shipped

    if name in ("none", "history"):
        return Scenario(name)
    return scenario(name) if names_shipped(name) else None
