"""The file of `--given`: figures that a run knows."""

from __future__ import annotations

from pathlib import Path

from tajsim.engine.condition import Condition, parse_conditions
from tajsim.published.observations import observations
from tajsim.store import has_suffix, read_text


def figures(file: str | None) -> tuple[Condition, ...]:
    """The conditions in a TOML file, or those that published figures in a CSV file make; none without a file.

    Raises InputError with everything that is wrong.
    """
    if file is None:
        return ()
    if has_suffix(file, ".toml"):
        return parse_conditions(read_text(Path(file)))
    return observations(file).conditions()
