"""Scenarios by name: the shipped ones, files, and expressions such as `crackdown + reintegration`."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tajsim.errors import FileFormatError, InputError, Problems, UnknownNameError, quoted, unknown_name
from tajsim.scenarios.composition import Scenario, compose
from tajsim.scenarios.file import Reader
from tajsim.scenarios.target import target_problems, targets
from tajsim.shipped import Shipped
from tajsim.store import as_path, find_file, has_suffix, parse_toml, read_toml, stem_of

SHIPPED = Shipped("scenario", "scenarios")
_PLUSES = 20  # that the name of one file may hold


def scenario(name_or_path: str | Path) -> Scenario:
    """A shipped scenario by name, one from a file (a path that ends in .toml), or a sum of such.

    Parameters
    ----------
    name_or_path : str or Path
        As "crackdown", "mine.toml", "crackdown + reintegration" or "mine.toml + crackdown". Where the name of
        a file holds a plus, the longest name of a file that exists is taken.

    Returns
    -------
    Scenario
        The scenario.

    Raises
    ------
    UnknownNameError
        Listing every unknown name.
    FileFormatError
        Listing every fault of a file.

    Examples
    --------
    >>> import tajsim as ts
    >>> ts.scenario("crackdown + reintegration").name
    'crackdown + reintegration'
    """
    if isinstance(name_or_path, os.PathLike):
        return read_scenario(name_or_path)
    if not isinstance(name_or_path, str):
        raise unknown_name("scenario", name_or_path, scenario_names())
    return named(name_or_path)


def named(text: str, folders: Sequence[Path] = (Path(),)) -> Scenario:
    """What a name or a sum of names stands for; files are looked for in the `folders`, the first one first.

    Raises as `scenario` does.
    """
    terms = _terms(text, folders)
    problems, found = Problems(f"scenario {quoted(text)}"), []
    error_type: type[InputError] = UnknownNameError
    for term in terms:
        try:
            found.append(_shipped(term, True, ()) if isinstance(term, str) else read_scenario(term))
        except InputError as error:
            if len(terms) == 1:
                raise
            problems.add(str(error))
            error_type = error_type if isinstance(error, UnknownNameError) else FileFormatError
    problems.raise_if_any(error_type)
    return found[0] if len(found) == 1 else compose(" + ".join(s.name for s in found), found)


def as_scenario(given: object, what: str = "a scenario") -> Scenario:
    """A scenario as it is, or the one of a name, a sum of names or a path. `what` names it in errors.

    Raises InputError for anything else, and as `scenario` does.
    """
    if isinstance(given, Scenario):
        return given
    if isinstance(given, str | Path):
        return scenario(given)
    raise InputError(f"{what} is {quoted(given)}; give a Scenario, a shipped name or a TOML file")


def scenario_names() -> tuple[str, ...]:
    """The names of the shipped scenarios, the baseline first, the others sorted."""
    return tuple(sorted(SHIPPED.files(), key=lambda name: (name != "baseline", name)))


def names_shipped(name: str) -> bool:
    """Whether a name is that of a shipped scenario, or a sum of such."""
    return {term.strip() for term in name.split("+")} <= set(scenario_names())


def read_scenario(path: str | Path, check_targets: bool = True) -> Scenario:
    """Read a scenario file; with `check_targets` every target must be a driver or a parameter.

    Raises FileFormatError naming the file and listing every fault.
    """
    return _read(as_path(path), check_targets, ())


def parse_scenario(text: str, name: str) -> Scenario:
    """The scenario called `name` in the text of a scenario file that holds its components whole.

    Raises FileFormatError listing every fault.
    """
    heading = f"the scenario {quoted(name)}"

    def by_name(component: str) -> Scenario:
        raise InputError(f"component {quoted(component)} is a name; it must be whole")

    return _built(parse_toml(text, heading), name, heading, by_name, check_targets=True)


def _terms(text: str, folders: Sequence[Path]) -> list[str | Path]:
    """The terms of a sum: names, and the paths of names that end in .toml."""
    pieces = text.split("+")
    terms: list[str | Path] = []
    start = 0
    while start < len(pieces):
        longest = min(len(pieces), start + _PLUSES + 1)
        files = [end for end in range(longest, start, -1) if has_suffix(pieces[end - 1].rstrip(), ".toml")]
        for end in files:
            name = "+".join(pieces[start:end]).strip()
            place = find_file(name, folders)
            if end == start + 1 or os.path.isfile(place):
                terms.append(place)
                start = end
                break
        else:
            terms.append(pieces[start].strip())
            start += 1
    return terms


def _shipped(name: str, check_targets: bool, within: tuple[str, ...]) -> Scenario:
    """A shipped scenario; `within` are the files being read, which it must not be one of."""
    return _read(SHIPPED.path(name, scenario_names), check_targets, within)


def _read(path: Path, check_targets: bool, within: tuple[str, ...]) -> Scenario:
    where = os.path.realpath(path)
    if where in within:
        raise FileFormatError(f"scenario file {path}: it is a component of itself")

    def shipped(name: str) -> Scenario:
        return _shipped(name, check_targets, (*within, where))

    return _built(read_toml(path), stem_of(path), f"scenario file {path}", shipped, check_targets)


def _built(
    table: dict[str, Any], name: str, heading: str, lookup: Callable[[str], Scenario], check_targets: bool
) -> Scenario:
    problems = Problems(heading)
    known = targets() if check_targets else {}
    reader = Reader(
        problems, lookup, check=lambda shock: target_problems(shock, known) if check_targets else []
    )
    result = reader.scenario(table, name)
    problems.raise_if_any(FileFormatError)
    if result is None:  # a scenario that cannot be built has left a problem
        raise FileFormatError(f"{heading}: it holds no scenario")
    return result
