"""Levers: what Tajikistan can do, as scenarios with a cost and the sizes they can be taken in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tajsim.arguments import items, number, text
from tajsim.errors import FileFormatError, InputError, Problems, nearest, quoted
from tajsim.labels import repeated
from tajsim.scenarios import Scenario, check_targets, scenario
from tajsim.scenarios.library import Reader
from tajsim.scenarios.target import target_problems, targets
from tajsim.store import Shipped, read_toml, stem_of

if TYPE_CHECKING:
    import pandas as pd

SIZES = (0.0, 0.5, 1.0)
SHIPPED = Shipped("lever", "levers")
_KEYS = ("cost", "cost_source", "sizes")
_UNBUILT = "unbuilt"  # in the place of a scenario with faults, so that the rest is checked all the same


@dataclass(frozen=True)
class Lever:
    """A measure that can be taken in several sizes.

    Parameters
    ----------
    scenario : Scenario
        What it does at size 1.
    cost : float
        Million TJS a year at 2024 prices per unit of size, of at least 0.
    cost_source : str, default ""
        Where the cost comes from.
    sizes : sequence of float, default (0.0, 0.5, 1.0)
        Those that may be taken; 0, which leaves it, is always among them.

    Attributes
    ----------
    name : str
        The name of the scenario.

    Raises
    ------
    InputError
        Naming every problem.

    See Also
    --------
    tajsim.levers : Those that ship.
    tajsim.policy_search : Takes them.

    Examples
    --------
    >>> import tajsim as ts
    >>> from tajsim.analysis.policy.levers import Lever
    >>> lever = Lever(ts.scenario("organised-recruitment"), cost=100.0, sizes=(1.0,))
    >>> lever.name, lever.sizes
    ('organised-recruitment', (0.0, 1.0))
    """

    scenario: Scenario
    cost: float
    cost_source: str = ""
    sizes: Sequence[float] = SIZES

    def __post_init__(self) -> None:
        problems = Problems("not a lever")
        given: Any = self.scenario
        if not isinstance(given, Scenario):
            problems.add(f"scenario is {quoted(given)}; it must be a Scenario")
        text(problems, "cost_source", self.cost_source)
        object.__setattr__(self, "cost", number(problems, "cost (million TJS a year)", self.cost, 0.0))
        sizes_given: Any = self.sizes
        if isinstance(sizes_given, str) or not isinstance(sizes_given, Iterable):
            problems.add(f"sizes are {quoted(sizes_given)}; give numbers of at least 0")
        else:
            sizes = {number(problems, "a size", size, 0.0) for size in self.sizes} | {0.0}
            object.__setattr__(self, "sizes", tuple(sorted(sizes)))
            for size in (s for s in self.sizes if s > 0.0 and isinstance(given, Scenario)):
                problems.attempt(lambda size=size: given.scale(size))  # type: ignore[misc]
        problems.raise_if_any()

    @property
    def name(self) -> str:
        """The name of the scenario."""
        return self.scenario.name

    def at(self, size: float) -> Scenario:
        """What it does at one size.

        Parameters
        ----------
        size : float
            Above 0.

        Returns
        -------
        Scenario
            That of size 1, scaled.
        """
        return self.scenario.scale(size)


def lever_names() -> tuple[str, ...]:
    """The names of the shipped levers, sorted."""
    return tuple(SHIPPED.files())


def levers() -> pd.DataFrame:
    """The shipped levers of policy, one a row.

    Returns
    -------
    pandas.DataFrame
        Columns name, title, narrative, cost (million TJS a year at size 1), cost_source, sizes.

    Examples
    --------
    >>> import tajsim as ts
    >>> "reintegration" in set(ts.levers()["name"])
    True
    """
    import pandas as pd

    shipped = [lever(name) for name in lever_names()]
    rows = [(m.name, m.scenario.title, m.scenario.narrative, m.cost, m.cost_source, m.sizes) for m in shipped]
    return pd.DataFrame(rows, columns=["name", "title", "narrative", "cost", "cost_source", "sizes"])


def lever(name_or_path: str | Path) -> Lever:
    """A shipped lever by name, or one from a file: a scenario file with a table [lever].

    The table has cost, cost_source and, if wanted, sizes. Raises UnknownNameError, or FileFormatError with
    every fault.
    """
    return _read(SHIPPED.find(name_or_path))


def choose(given: Any, cost: Any, problems: Problems) -> tuple[Lever, ...]:
    """The levers asked for, with costs replaced by those of `cost`; every problem is noted.

    given: names, files, Lever or Scenario objects, or a mapping of a name to sizes. A Scenario needs a cost.
    """
    sizes = dict(given) if isinstance(given, Mapping) else {}
    if isinstance(given, str | Path | Lever | Scenario):
        given = (given,)
    before = len(problems.found)
    given = items(problems, "levers", tuple(sizes) if sizes else given, "names, levers, or names to sizes")
    if len(problems.found) > before:
        return ()
    if cost is not None and not isinstance(cost, Mapping):
        problems.add(
            f"cost is {quoted(cost)}; give a mapping of a lever's name to million TJS a year at size 1"
        )
        cost = None
    costs = dict(cost or {})
    found: list[Lever] = []
    for item in given:
        one = problems.attempt(lambda item=item: _one(item, costs, sizes.get(item) if sizes else None))  # type: ignore[misc]
        if one is not None:
            problems.attempt(lambda one=one: check_targets([one.scenario]))  # type: ignore[misc]
            found.append(one)
    names = [one.name for one in found]
    for name in sorted(repeated(names)):
        problems.add(f"lever {quoted(name)} is given more than once")
    for name in costs:
        if name not in names and len(found) == len(list(given)):
            problems.add(
                f"cost of {quoted(name)}, which is no lever of this search; {nearest(str(name), names)}"
            )
    if not names and not problems.found:
        problems.add("there is no lever; name at least one")
    return tuple(found)


def _one(item: Any, costs: Mapping[str, float], sizes: Any) -> Lever:
    if isinstance(item, Scenario):
        if item.name not in costs:
            raise InputError(
                f"the scenario {quoted(item.name)} has no cost; give cost={{{quoted(item.name)}: ...}}"
            )
        found = Lever(item, costs[item.name], "user")
    elif isinstance(item, Lever):
        found = item
    elif isinstance(item, str | Path):
        found = lever(item)
    else:
        raise InputError(
            f"a lever is {quoted(item)}; give a name, a file, a Lever or a Scenario with its cost"
        )
    if found.name in costs:
        found = replace(found, cost=costs[found.name], cost_source="user")
    return found if sizes is None else replace(found, sizes=sizes)


def _read(path: Path) -> Lever:
    content = read_toml(path)
    problems = Problems(f"lever file {path}")
    own = content.pop("lever", None)
    if not isinstance(own, dict):
        fault = "[lever] is missing" if own is None else f"lever is {quoted(own)}, not a table"
        problems.add(f"{fault}; it needs cost and cost_source")
        own = {"cost": 0.0, "cost_source": ""}  # so that the rest is checked all the same
    for key in own:
        if key not in _KEYS:
            problems.add(f"[lever] unknown key {quoted(key)}; {nearest(key, _KEYS)}")
    for key in ("cost", "cost_source"):
        if key not in own:
            problems.add(f"[lever] {key} is missing")
    known = targets()
    reader = Reader(problems, lookup=scenario, check=lambda shock: target_problems(shock, known))
    what = reader.scenario(content, stem_of(path))
    given = {"cost": 0.0, **{key: own[key] for key in _KEYS if key in own}}
    try:
        found = Lever(what or Scenario(_UNBUILT), **given)
    except InputError as error:
        problems.found += [f"[lever] {problem}" for problem in error.problems or (error.heading,)]
    problems.raise_if_any(FileFormatError)
    return found
