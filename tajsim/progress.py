"""How long work reports its progress: a function that is called with (steps done, steps in all).

It is called after every step, never with fewer steps done than before, and last with all of them done. An
error that it raises ends the work.
"""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], object]
