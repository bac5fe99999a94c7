"""Names that a package loads from its modules when they are first asked for, as PEP 562 allows."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any


def loader(
    package: str, homes: Mapping[str, Sequence[str]], renamed: Mapping[str, str] | None = None
) -> Callable[[str], Any]:
    """The `__getattr__` of a package.

    package: its full name. homes: the names that each of its modules defines, by the full name of the module.
    renamed: earlier names, each with the present one; they go on working, with a FutureWarning.
    """
    home_of = {name: module for module, names in homes.items() for name in names}

    earlier = dict(renamed or {})

    def load(name: str) -> Any:
        if name in earlier:
            present = earlier[name]
            warnings.warn(
                f"{package}.{name} is now called {package}.{present}; the earlier name will be removed",
                FutureWarning,
                stacklevel=2,
            )
            name = present
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(importlib.import_module(home_of[name]), name)

    return load
