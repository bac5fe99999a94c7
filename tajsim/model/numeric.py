"""The arithmetic the equations are written in: the same source runs on one path and on many draws.

Decision. Every quantity is annotated `Number`. At run time it is a plain float (one path) or a float64
array of draws (many paths); the equations use only `+ - * /` and the functions of a namespace `xp`, never
branch on a value and never write in place. Rejected: separate code for the single path (two sources of
truth) and a union type (every operation would need a cast without catching one more fault).
"""

from __future__ import annotations

import math
from typing import NamedTuple, Protocol, TypeAlias

Number: TypeAlias = float


class Namespace(Protocol):
    """The functions an equation may use; `numpy` is one, `ScalarMath` another."""

    def exp(self, x: Number, /) -> Number: ...
    def log(self, x: Number, /) -> Number: ...
    def maximum(self, x: Number, y: Number, /) -> Number: ...
    def minimum(self, x: Number, y: Number, /) -> Number: ...


class ScalarMath:
    """Plain-float namespace for a single path."""

    exp = staticmethod(math.exp)
    log = staticmethod(math.log)

    @staticmethod
    def maximum(x: Number, y: Number, /) -> Number:
        """The larger; the built-in `max` gives the same at more than twice the time."""
        return y if y > x else x

    @staticmethod
    def minimum(x: Number, y: Number, /) -> Number:
        """The smaller."""
        return y if y < x else x


class Override(NamedTuple):
    """What a run is given of a quantity that the model determines too: it becomes keep x + level.

    `keep` is 1 where nothing is given and 0 where the value is, so that no equation has to branch.
    """

    keep: Number = 1.0
    level: Number = 0.0


NO_OVERRIDE = Override()


def between(x: Number, low: Number, high: Number, *, xp: Namespace) -> Number:
    """`x` limited to the range from `low` to `high`."""
    return xp.minimum(xp.maximum(x, low), high)


def positive(x: Number, xp: Namespace) -> Number:
    """The positive part of `x`."""
    return xp.maximum(x, 0.0)
