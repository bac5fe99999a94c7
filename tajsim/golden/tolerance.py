"""How far a number may move before it counts as moved.

The same model, inputs and versions give the same bits on one machine. On another, elementary functions
differ in their last bits: the single path by some 1e-12 of a value. It is allowed 1e-6, more than the nine
digits kept. The draws follow drivers whose model is estimated by iteration, which versions of SciPy end at
slightly other points, and are kept as float32: between the lowest and the newest supported versions a draw
differs by 1e-8 of its value as a rule, a quantile by 8e-7 at worst. Statistics of draws are allowed 1e-5. For
numbers near zero the same holds in the output's unit: ten somoni, a hundred-thousandth of a percentage point.
A change of 0.1 % of any elasticity moves the single path of a headline output by nine tolerances or more.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from tajsim.errors import InputError, Problems, nearest, quoted
from tajsim.frozen import FrozenMap

DRAWS = 1e-5
CENTRAL = 1e-6
LARGEST = 0.01
_KEYS = ("absolute", "relative")


@dataclass(frozen=True)
class Tolerance:
    """How much: `absolute`, in the output's unit, or `relative` to the recorded number; the larger holds.

    Raises InputError when one is not a number of at least 0, or `relative` is above 0.01.
    """

    absolute: float = DRAWS
    relative: float = DRAWS

    def __post_init__(self) -> None:
        problems = Problems("cannot use the tolerance")
        for name, highest in (("absolute", math.inf), ("relative", LARGEST)):
            value = getattr(self, name)
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not number or not 0 <= value <= min(highest, sys.float_info.max):
                limit = f"from 0 to {highest:g}" if math.isfinite(highest) else "of at least 0"
                problems.add(f"{name} is {quoted(value)}; it must be a number {limit}")
            else:
                object.__setattr__(self, name, float(value))
        problems.raise_if_any()

    def allowed(self, recorded: float) -> float:
        """How far a number may be from `recorded`, in its unit."""
        return max(self.absolute, self.relative * abs(recorded))


@dataclass(frozen=True)
class Tolerances:
    """The tolerance of every number: that of its output, if it has its own; `central` or `draws` if not."""

    draws: Tolerance = field(default_factory=Tolerance)
    central: Tolerance = field(default_factory=lambda: Tolerance(CENTRAL, CENTRAL))
    outputs: Mapping[str, Tolerance] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "outputs", FrozenMap(self.outputs))

    def of(self, output: str, statistic: str) -> Tolerance:
        """The tolerance of one statistic of one output."""
        return self.outputs.get(output, self.central if statistic == "central" else self.draws)

    @classmethod
    def from_table(cls, table: object, outputs: Collection[str]) -> Tolerances:
        """Read the table [tolerance].

        It has absolute and relative for statistics of draws, a table `central` with those of the central
        path, and a table for each output that has its own. Raises InputError with every problem.
        """
        if not isinstance(table, Mapping):
            raise InputError(f"tolerance is {quoted(table)}; it must be a table")
        problems = Problems("cannot use [tolerance]")
        draws = _one({key: table[key] for key in _KEYS if key in table}, Tolerance(), "", problems)
        found = {}
        for name, given in table.items():
            if name in _KEYS:
                continue
            if name not in (*outputs, "central"):
                tail = nearest(name, [*_KEYS, "central", *outputs])
                problems.add(f"{quoted(name)} is neither a key nor a recorded output; {tail}")
            elif not isinstance(given, Mapping):
                problems.add(f"{name} is {quoted(given)}; write a table [tolerance.{name}]")
            else:
                default = cls().central if name == "central" else draws
                found[name] = _one(given, default, f"[tolerance.{name}] ", problems)
        problems.raise_if_any()
        return cls(draws, found.pop("central", cls().central), found)

    def problems(self, largest: Mapping[str, float]) -> list[str]:
        """Absolute tolerances that would hide what matters, given the largest size of each output."""
        found = []
        for name, size in largest.items():
            absolute = max(self.of(name, statistic).absolute for statistic in ("mean", "central"))
            if absolute > max(DRAWS, LARGEST * size):
                found.append(
                    f"the absolute tolerance {absolute:g} of {quoted(name)} is more than {LARGEST:.0%} of "
                    f"its largest recorded size, {size:.6g}"
                )
        return found


def _one(table: Mapping[str, object], default: Tolerance, where: str, problems: Problems) -> Tolerance:
    for key in table:
        if key not in _KEYS:
            problems.add(f"{where}unknown key {quoted(key)}; {nearest(key, _KEYS)}")
    given = {key: table.get(key, getattr(default, key)) for key in _KEYS}
    try:
        return Tolerance(**given)  # type: ignore[arg-type]
    except InputError as error:
        problems.found += [f"{where}{problem}" for problem in error.problems]
        return default
