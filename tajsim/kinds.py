"""What kind of value something is: predicates and readings that never fail."""

from __future__ import annotations

import math
from decimal import Decimal
from numbers import Real
from typing import TypeGuard

import numpy as np


def plain(value: object) -> object:
    """What a NumPy array without axes holds; anything else as it is."""
    return value[()] if type(value) is np.ndarray and value.ndim == 0 else value


def as_float(value: object) -> float | None:
    """The float that a real number is, infinite where it is too large for one; None for what is no number.

    Numbers are those of Python and NumPy, also `Decimal`, `Fraction` and arrays without axes; true and false
    are none, nor are lengths of time.
    """
    value = plain(value)
    if isinstance(value, bool | np.bool_ | np.timedelta64) or not isinstance(value, Real | Decimal):
        return None
    try:
        return float(value) + 0.0  # -0.0 becomes 0.0, so that equal values have equal bits
    except OverflowError:  # an integer too long for a float
        return math.inf
    except ValueError:  # a signalling NaN
        return math.nan


def is_finite_number(value: object) -> bool:
    """Whether `value` is a real number, neither a bool nor infinite nor NaN."""
    number = as_float(value)
    return number is not None and math.isfinite(number)


def is_whole(value: object) -> TypeGuard[int]:
    """Whether `value` is an integer of Python or NumPy, and neither a bool nor a length of time."""
    value = plain(value)
    return isinstance(value, int | np.integer) and not isinstance(value, bool | np.timedelta64)


def is_flag(value: object) -> TypeGuard[bool]:
    """Whether `value` is true or false, of Python or NumPy."""
    return isinstance(plain(value), bool | np.bool_)
