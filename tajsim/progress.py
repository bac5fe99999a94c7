"""What long work tells of itself: a function that is called with (steps done, steps in all).

It is called after every step, never with fewer steps done than before, and last with all of them done. An
error that it raises ends the work.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tajsim.errors import Problems, quoted

Progress = Callable[[int, int], object]


def check_progress(problems: Problems, progress: Any) -> None:
    """Note a progress function that is none."""
    if progress is not None and not callable(progress):
        problems.add(f"progress is {quoted(progress)}; it must be a function of (done, total) or None")
