"""The manifest of a run: everything needed to repeat it, and nothing that changes when it is repeated."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from tajsim.errors import FileFormatError, Problems, nearest
from tajsim.results.frozen import FrozenMap

FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a run was made of.

    version, python, numpy, scipy: versions. vintage, vintage_sha256: the parameter set. scenarios: name ->
    SHA-256, the baseline among them. seed: root seed. draws: None for the central path alone. start, end:
    first and last quarter. outputs: the outputs kept. data: file -> SHA-256. backend: of the
    draws. format: of this record.
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
    format: int = FORMAT

    def __post_init__(self) -> None:
        object.__setattr__(self, "scenarios", FrozenMap(self.scenarios))
        object.__setattr__(self, "data", FrozenMap(self.data))
        object.__setattr__(self, "outputs", tuple(self.outputs))

    @classmethod
    def of_run(cls, **what: Any) -> Manifest:
        """A manifest with the versions of this process filled in; `what` are the other fields."""
        import platform

        versions: dict[str, Any] = {name: _version_of(name) for name in ("numpy", "scipy")}
        return cls(version=_version_of("tajsim"), python=platform.python_version(), **versions, **what)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return values | {
            "scenarios": dict(self.scenarios),
            "outputs": list(self.outputs),
            "data": dict(sorted(self.data.items())),
        }

    def to_json(self) -> str:
        """Indented JSON; the same run gives the same text."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Read what `to_json` wrote. Raises FileFormatError naming every fault."""
        try:
            values = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise FileFormatError(f"cannot read the manifest: not JSON ({error})") from None
        return cls.from_dict(values)

    @classmethod
    def from_dict(cls, values: object) -> Manifest:
        """Build from plain values. Raises FileFormatError naming every fault."""
        if not isinstance(values, dict):
            raise FileFormatError(f"cannot read the manifest: a {type(values).__name__}, not a table")
        problems = Problems("cannot read the manifest")
        kinds = {field.name: str(field.type) for field in fields(cls)}
        if isinstance(values.get("format"), int) and values["format"] > FORMAT:
            problems.add(f"format {values['format']} is newer than {FORMAT}; upgrade tajsim to read it")
            problems.raise_if_any(FileFormatError)
        values = {"backend": "numpy", **values}
        for name in values.keys() - kinds.keys():
            problems.add(f"unknown field {name!r}; {nearest(str(name), kinds)}")
        for name, kind in kinds.items():
            if name not in values:
                problems.add(f"field {name!r} is missing")
            elif not _is(values[name], kind):
                problems.add(f"field {name!r} is {values[name]!r}; it must be {kind}")
        problems.raise_if_any(FileFormatError)
        return cls(**values)


def _is(value: object, kind: str) -> bool:
    """Whether a JSON value is of the declared `kind`."""
    if kind.startswith("Mapping"):
        return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
    if kind.startswith("tuple"):
        return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
    if kind == "str":
        return isinstance(value, str)
    number = isinstance(value, int) and not isinstance(value, bool)
    return number or (kind == "int | None" and value is None)


def _version_of(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:  # used from a source tree that was never installed
        return "unknown"
