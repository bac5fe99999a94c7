"""How far a number may move before it counts as moved.

The same model, inputs and versions give the same bits on one machine. Elsewhere elementary functions differ
in their last bits, some 1e-12 of a value after a run, and draws are kept as float32, so that this may push a
draw over to the next number that float32 has: 1.2e-7 of its value. The default allows 1e-6 of the
recorded number, and a millionth of the output's unit for numbers near zero (one somoni, a millionth of a
percentage point). A change of 0.1 % of a coefficient that matters moves something by far more.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from tajsim.errors import InputError, Problems, nearest
from tajsim.frozen import FrozenMap

DEFAULT = 1e-6
LARGEST = 0.01
_KEYS = ("absolute", "relative")


@dataclass(frozen=True)
class Tolerance:
    """How much: `absolute`, in the output's unit, or `relative` to the recorded number; the larger holds.

    Raises InputError when one is not a number of at least 0, or `relative` is above 0.01.
    """

    absolute: float = DEFAULT
    relative: float = DEFAULT

    def __post_init__(self) -> None:
        problems = Problems("cannot use the tolerance")
        for name, highest in (("absolute", math.inf), ("relative", LARGEST)):
            value = getattr(self, name)
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not number or not 0 <= value <= highest or not math.isfinite(value):
                limit = f"from 0 to {highest:g}" if math.isfinite(highest) else "of at least 0"
                problems.add(f"{name} is {value!r}; it must be a number {limit}")
            else:
                object.__setattr__(self, name, float(value))
        problems.raise_if_any()

    def allowed(self, recorded: float) -> float:
        """How far a number may be from `recorded`, in its unit."""
        return max(self.absolute, self.relative * abs(recorded))


@dataclass(frozen=True)
class Tolerances:
    """The tolerance of every output: its own in `outputs`, else `default`."""

    default: Tolerance = field(default_factory=Tolerance)
    outputs: Mapping[str, Tolerance] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "outputs", FrozenMap(self.outputs))

    def of(self, output: str) -> Tolerance:
        """The tolerance of one output."""
        return self.outputs.get(output, self.default)

    @classmethod
    def from_table(cls, table: object, outputs: Collection[str]) -> Tolerances:
        """Read the table [tolerance]: absolute, relative, and a table for each output that has its own.

        Raises InputError with every problem.
        """
        if not isinstance(table, Mapping):
            raise InputError(f"tolerance is {table!r}; it must be a table")
        problems = Problems("cannot use [tolerance]")
        general = {key: value for key, value in table.items() if key in _KEYS}
        default = _one(general, Tolerance(), "", problems)
        own = {}
        for name, given in table.items():
            if name in _KEYS:
                continue
            if name not in outputs:
                problems.add(f"[tolerance.{name}] is of no recorded output; {nearest(name, outputs)}")
            elif not isinstance(given, Mapping):
                problems.add(f"{name} is {given!r}; write a table [tolerance.{name}]")
            else:
                for key in given:
                    if key not in _KEYS:
                        problems.add(f"[tolerance.{name}] unknown key {key!r}; {nearest(key, _KEYS)}")
                own[name] = _one(given, default, f"[tolerance.{name}] ", problems)
        problems.raise_if_any()
        return cls(default, own)

    def problems(self, largest: Mapping[str, float]) -> list[str]:
        """Absolute tolerances that would hide what matters, given the largest size of each output."""
        return [
            f"the absolute tolerance {self.of(name).absolute:g} of {name!r} is more than {LARGEST:.0%} of "
            f"its largest recorded size, {size:.6g}"
            for name, size in largest.items()
            if self.of(name).absolute > max(DEFAULT, LARGEST * size)
        ]


def _one(table: Mapping[str, object], default: Tolerance, where: str, problems: Problems) -> Tolerance:
    given = {key: table.get(key, getattr(default, key)) for key in _KEYS}
    try:
        return Tolerance(**given)  # type: ignore[arg-type]
    except InputError as error:
        problems.found += [f"{where}{problem}" for problem in error.problems]
        return default
