"""What kind of number a value is: predicates that never fail."""

from __future__ import annotations

import math
from numbers import Real
from typing import TypeGuard

import numpy as np


def is_finite_number(value: object) -> bool:
    """Whether `value` is a real number, neither a bool nor infinite nor NaN."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer too long for a float
        return False


def is_whole(value: object) -> TypeGuard[int]:
    """Whether `value` is an integer of Python or NumPy, and no bool."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)
