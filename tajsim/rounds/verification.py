"""A round run again from its folder: the same to the bit, or what differs and by how much."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tajsim.arguments import Progress
from tajsim.results import Result
from tajsim.results.inputs import digest_of
from tajsim.rounds.folder import Round, as_round, here


@dataclass(frozen=True)
class Verification:
    """Whether a round gives the same again. Built by `tajsim.verify_round`.

    Attributes
    ----------
    name : str
        The round.
    differences : tuple of str
        Outputs that are not the same to the bit, each with how many numbers differ and by how much.
    versions : tuple of str
        What the round was made with and what runs now, where they are not the same.
    numbers : int
        How many were compared.
    passed : bool
        Whether all are the same to the bit.

    See Also
    --------
    tajsim.verify_round : Makes one.

    Examples
    --------
    >>> from tajsim.rounds.verification import Verification
    >>> print(Verification("october", (), (), 1000))
    october: all 1,000 numbers are the same to the bit
    """

    name: str
    differences: tuple[str, ...]
    versions: tuple[str, ...]
    numbers: int

    @property
    def passed(self) -> bool:
        """Whether all are the same to the bit."""
        return not self.differences

    def __str__(self) -> str:
        if self.passed:
            lines = [f"{self.name}: all {self.numbers:,} numbers are the same to the bit"]
        else:
            lines = [f"{self.name}: {len(self.differences)} outputs are not the same"]
            lines += [f"  - {text}" for text in self.differences]
        return "\n".join([*lines, *(f"  {text}" for text in self.versions)])


def verify_round(
    path: Round | str | Path,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Run a round again from what its folder holds, and compare every number of the forecast.

    Parameters
    ----------
    path : Round, str or Path
        The round or its folder.
    executor : concurrent.futures.Executor, optional
        As for `run`.
    progress : callable, optional
        As for `run`.

    Returns
    -------
    Verification
        What differs; `.passed` when nothing does.

    Raises
    ------
    FileFormatError
        Naming every file that is missing or was altered.
    InputError
        When its inputs do not run under this version.

    Examples
    --------
    >>> import tajsim as ts
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     made = ts.new_round(Path(folder) / "october", draws=None, end="2025Q4")
    ...     ts.verify_round(made.path).differences
    ()
    """
    made = as_round(path, "path")
    again = made.inputs.run(executor, progress)
    then, now = _arrays(made.forecast), _arrays(again)
    differences = [_difference(name, then.get(name), now.get(name)) for name in sorted(then.keys() | now)]
    present = here()
    moved = [
        f"{'the code' if name == 'code' else name}: {_short(old)} then, {_short(present.get(name, ''))} now"
        for name, old in made.made_with.items()
        if present.get(name) != old
    ]
    for name, digest in made.forecast.manifest.data.items():
        if digest_of(name) != digest:
            moved.append(f"the data file {name}: {_short(digest)} then, {_short(digest_of(name))} now")
    numbers = sum(values.size for values in then.values())
    return Verification(made.name, tuple(text for text in differences if text), tuple(moved), numbers)


def _arrays(result: Result) -> dict[str, NDArray[np.floating]]:
    """Every number of a forecast by what it is of."""
    parts: Mapping[str, Mapping[str, NDArray[np.floating]]] = {
        "by quarter": result.quarterly,
        "by year": result.annual,
        "by quarter on the single path": result.central,
        "by year on the single path": result.central_annual,
    }
    found = {f"{name} {part}": values for part, table in parts.items() for name, values in table.items()}
    return found if result.weights is None else found | {"weights of draws": result.weights.values}


def _difference(name: str, then: NDArray[np.floating] | None, now: NDArray[np.floating] | None) -> str:
    """How one array differs from what it was; empty when it does not."""
    if then is None or now is None:
        return f"{name} is {'new' if then is None else 'gone'}"
    if then.shape != now.shape:
        return f"{name} has {now.shape} numbers now, {then.shape} then"
    moved = then.view(np.uint32 if then.itemsize == 4 else np.uint64) != now.view(
        np.uint32 if now.itemsize == 4 else np.uint64
    )
    if not moved.any():
        return ""
    gap = float(np.nanmax(np.abs(now.astype(np.float64) - then)))
    return f"{name}: {int(moved.sum()):,} of {then.size:,} numbers, by {gap:.3g} at most"


def _short(text: str) -> str:
    return text[:12] or "unknown"
