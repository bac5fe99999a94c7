"""Immutable mappings and read-only arrays, so that a result cannot change after it is made."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from tajsim.frozen import FrozenMap

__all__ = ["FrozenMap", "read_only"]


def read_only(values: Any, dtype: DTypeLike) -> NDArray[Any]:
    """A read-only view of `values` as `dtype`; the data are copied only when the type differs."""
    view = np.asarray(values, dtype=dtype).view()
    view.flags.writeable = False
    return view
