"""The manifest of a run: everything needed to repeat it, and nothing that changes when it is repeated."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from tajsim.errors import FileFormatError, InputError, Problems, is_writable, nearest, quoted
from tajsim.frozen import FrozenMap
from tajsim.labels import repeated
from tajsim.quarters import quarter_range
from tajsim.store import read_text

FORMAT = 4
LARGEST = 64  # MiB that the text of a manifest may take
MOST_DRAWS = 10**9
_ADDED = {
    2: ("keep", "vintage_given", "vintage_toml", "definitions"),
    3: ("outlook_toml",),
    4: ("given_toml", "judgement_toml", "swaps_toml"),
}
_NAMED, _DIGITS = 6, 12  # scenarios, and digits of a SHA-256, that a short text shows
_HEADING = "cannot read the manifest"


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The inputs of a run; `tajsim run --manifest` runs it again. Every result has one.

    Attributes
    ----------
    version, python, numpy, scipy : str
        Versions of the library and of what it ran on.
    vintage, vintage_sha256 : str
        Name and digest of the parameter set that ran.
    scenarios : mapping of str to str
        Name -> SHA-256, the baseline among them.
    baseline : str
        Its name.
    seed : int or None
        Root of the random streams; None for the single path alone.
    draws : int or None
        How many; None for the single path alone.
    start, end : str
        First and last quarter.
    outputs : tuple of str
        The outputs kept.
    data : mapping of str to str
        File -> SHA-256.
    backend : str
        "numpy" or "compiled": what computed the draws.
    keep : str
        "draws" or "summary", what was kept of them; "auto" where it is not known.
    vintage_given : str
        The parameter set that was asked for, whose figures a run from a past year replaces; empty when it is
        the one that ran.
    vintage_toml : str or None
        The text of the parameter set, None when it ships with the library.
    definitions : mapping of str to str
        Name -> text of every scenario that does not ship with the library.
    outlook_toml : str or None
        The text of the outlook that the baseline follows, None when it ships with the library.
    given_toml : str or None
        The figures that the run was given, with the name and digest of their file; None for a run without.
    judgement_toml : str or None
        The text of the judgement, None for a run without.
    swaps_toml : str or None
        The outputs that were given a path and what moved in their place, None for a run without.
    format : int
        Of this record; 1 had none of the last eight, 2 no outlook_toml, 3 no given_toml, judgement_toml or
        swaps_toml, and before 3 a shock that `set` a driver moved its central path alone.

    See Also
    --------
    tajsim.rerun : Runs it again.

    Examples
    --------
    >>> import tajsim as ts
    >>> m = ts.run("crackdown", draws=None, end="2026Q1").manifest
    >>> m.baseline, list(m.scenarios), m.end
    ('baseline', ['baseline', 'crackdown'], '2026Q1')
    >>> type(m).from_json(m.to_json()) == m
    True
    """

    version: str
    python: str
    numpy: str
    scipy: str
    vintage: str
    vintage_sha256: str
    scenarios: Mapping[str, str]
    baseline: str
    seed: int | None
    draws: int | None
    start: str
    end: str
    outputs: tuple[str, ...]
    data: Mapping[str, str]
    backend: str = "numpy"
    keep: str = "draws"
    vintage_given: str = ""
    vintage_toml: str | None = None
    definitions: Mapping[str, str] = FrozenMap({})
    outlook_toml: str | None = None
    given_toml: str | None = None
    judgement_toml: str | None = None
    swaps_toml: str | None = None
    format: int = FORMAT

    def __post_init__(self) -> None:
        problems = Problems("not a manifest")
        for field in fields(self):
            value = getattr(self, field.name)
            if not _is(dict(value) if isinstance(value, Mapping) else value, str(field.type)):
                problems.add(f"field {field.name!r} is {_shown(value)}; it must be {field.type}")
        problems.raise_if_any()
        for name in ("scenarios", "data", "definitions"):
            object.__setattr__(self, name, FrozenMap(getattr(self, name)))
        object.__setattr__(self, "outputs", tuple(self.outputs))

    def __repr__(self) -> str:
        draws = "the single path" if self.draws is None else f"{self.draws:,} draws, seed {self.seed}"
        names = ", ".join(list(self.scenarios)[:_NAMED])
        more = f", and {len(self.scenarios) - _NAMED} more" if len(self.scenarios) > _NAMED else ""
        return (
            f"<Manifest of tajsim {self.version}: {names}{more}; {self.start} to {self.end}; {draws}; "
            f"{self.vintage} {self.vintage_sha256[:_DIGITS]}>"
        )

    @classmethod
    def of_run(cls, **what: Any) -> Manifest:
        """A manifest with the versions of this process filled in.

        Parameters
        ----------
        **what : object
            The other attributes.

        Returns
        -------
        Manifest
            Of a run made here.
        """
        everything: dict[str, Any] = what | versions()
        return cls(**everything)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        values = {name: value for name, value in values.items() if name not in _later(self.format)}
        plain = {name: dict(value) for name, value in values.items() if isinstance(value, Mapping)}
        return values | plain | {"outputs": list(self.outputs), "data": dict(sorted(self.data.items()))}

    def to_json(self) -> str:
        """Indented JSON; the same run gives the same text."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def read(cls, path: str | Path) -> Manifest:
        """The manifest in a file.

        Parameters
        ----------
        path : str or Path
            A JSON file, as `to_json` writes.

        Returns
        -------
        Manifest
            What it holds.

        Raises
        ------
        FileFormatError
            Naming the file and every fault.
        """
        try:
            return cls.from_json(read_text(path))
        except FileFormatError as error:
            if not error.heading.startswith(_HEADING):  # it names the file
                raise
            heading = f"{_HEADING} {path}{error.heading.removeprefix(_HEADING)}"
            raise FileFormatError(heading, error.problems) from None

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Read what `to_json` wrote.

        Parameters
        ----------
        text : str
            JSON.

        Returns
        -------
        Manifest
            What it holds.

        Raises
        ------
        FileFormatError
            Naming every fault.
        """
        if not isinstance(text, str):
            raise FileFormatError(f"{_HEADING}: {_shown(text)} is not its text")
        if len(text) > LARGEST * 2**20:
            raise FileFormatError(f"{_HEADING}: it is longer than {LARGEST} MiB")
        twice: list[str] = []

        def table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
            twice.extend(sorted(repeated(name for name, _ in pairs)))
            return dict(pairs)

        try:
            values = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=table)
        except (ValueError, RecursionError) as error:
            raise FileFormatError(f"{_HEADING}: not JSON ({error})") from None
        return cls._checked(values, twice)

    @classmethod
    def from_dict(cls, values: object) -> Manifest:
        """Build from plain values.

        Parameters
        ----------
        values : mapping
            As `to_dict` gives.

        Returns
        -------
        Manifest
            What they say.

        Raises
        ------
        FileFormatError
            Naming every fault.
        """
        return cls._checked(values, [])

    @classmethod
    def _checked(cls, values: object, twice: list[str]) -> Manifest:
        if not isinstance(values, dict):
            raise FileFormatError(f"{_HEADING}: a {type(values).__name__}, not a table")
        problems = Problems(_HEADING)
        version = values.get("format")
        if isinstance(version, int) and version > FORMAT:
            problems.add(f"format {version} is newer than {FORMAT}; upgrade tajsim to read it")
            problems.raise_if_any(FileFormatError)
        for name in twice:
            problems.add(f"{_shown(name)} is given twice")
        kinds = {field.name: str(field.type) for field in fields(cls)}
        values = {"backend": "numpy", **values}
        if type(version) is int:
            kinds = {name: kind for name, kind in kinds.items() if name not in _later(version)}
        for name in sorted(values.keys() - kinds.keys(), key=str):
            problems.add(f"unknown field {_shown(name)}; {nearest(str(name)[:100], kinds)}")
        right: dict[str, Any] = {}
        for name, kind in kinds.items():
            if name not in values:
                problems.add(f"field {name!r} is missing")
            elif not _is(values[name], kind):
                problems.add(f"field {name!r} is {_shown(values[name])}; it must be {kind}")
            else:
                right[name] = values[name]
        for problem in _value_problems(right):
            problems.add(problem)
        problems.raise_if_any(FileFormatError)
        if version == 1:
            right["keep"] = "auto"
        return cls(**right)


def _later(version: int) -> set[str]:
    """The fields that records of a format do not have yet."""
    return {name for since, names in _ADDED.items() if since > version for name in names}


def versions() -> dict[str, str]:
    """The versions that a manifest holds, of this process."""
    import platform

    packages = {"version": "tajsim", "numpy": "numpy", "scipy": "scipy"}
    found = {name: _version_of(package) for name, package in packages.items()}
    return found | {"python": platform.python_version()}


def _value_problems(values: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with values of the right kind."""
    digests = {"vintage_sha256": values.get("vintage_sha256", "0" * 64)}
    for table in ("scenarios", "data"):
        digests |= {f"{table}.{name}": digest for name, digest in values.get(table, {}).items()}
    for name, digest in digests.items():
        if not re.fullmatch("[0-9a-f]{64}", digest):
            yield f"field {_shown(name)} is {_shown(digest)}; it must be a SHA-256, 64 hexadecimal digits"
    for name, allowed in (("backend", ("numpy", "compiled")), ("keep", ("draws", "summary"))):
        if values.get(name, allowed[0]) not in allowed:
            yield f"field {name!r} is {_shown(values[name])}; allowed: {', '.join(map(repr, allowed))}"
    for name, least, most in (("seed", 0, None), ("draws", 1, MOST_DRAWS), ("format", 1, FORMAT)):
        value = values.get(name)
        if value is not None and not (least <= value and (most is None or value <= most)):
            upto = "" if most is None else f" and at most {most:,}"
            yield f"field {name!r} is {_shown(value)}; it must be at least {least}{upto}"
    try:
        quarter_range(values.get("start", "2025Q1"), values.get("end", values.get("start", "2025Q1")))
    except InputError as error:
        yield f"fields 'start' and 'end': {str(error)[:200]}"
    scenarios = values.get("scenarios")
    if scenarios is not None:
        if "baseline" in values and values["baseline"] not in scenarios:
            yield f"field 'baseline' is {_shown(values['baseline'])}, which is not among its scenarios"
        for name in values.get("definitions", {}).keys() - scenarios.keys():
            yield f"field 'definitions' holds {_shown(name)}, which is not among its scenarios"
    outputs = values.get("outputs", [""])
    if not outputs or _repeats(outputs):
        yield f"field 'outputs' is {_shown(outputs)}; it must name outputs, each once"


def _is(value: object, kind: str) -> bool:
    """Whether a JSON value is of the declared `kind`."""
    if kind.startswith("Mapping"):
        return isinstance(value, dict) and all(map(is_writable, (*value, *value.values())))
    if kind.startswith("tuple"):
        return isinstance(value, list | tuple) and all(map(is_writable, value))
    if kind.endswith("| None") and value is None:
        return True
    if kind.startswith("str"):
        return is_writable(value)
    return isinstance(value, int) and not isinstance(value, bool)


def _shown(value: object) -> str:
    return quoted(value, 100)


def _repeats(names: list[str] | tuple[str, ...]) -> bool:
    return len(set(names)) < len(names)


@cache
def _version_of(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:  # used from a source tree that was never installed
        return "unknown"
