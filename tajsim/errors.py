"""The errors a user meets: every problem at once, each naming the thing, the value and what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")


class TajsimError(Exception):
    """Base class of every error the library raises on purpose."""


class InputError(TajsimError, ValueError):
    """Bad input, with every problem found, not only the first.

    Parameters
    ----------
    heading : str
        What could not be done; also the attribute `heading`.
    problems : iterable of str
        One text a problem, kept as the tuple `problems`.

    Examples
    --------
    >>> import tajsim as ts
    >>> try:
    ...     ts.run("crackdwn", draws=-1)
    ... except ts.InputError as error:
    ...     len(error.problems)
    2
    """

    def __init__(self, heading: str, problems: Iterable[str] = ()) -> None:
        self.heading = heading
        self.problems = tuple(problems)
        if len(self.problems) == 1:
            message = f"{heading}: {self.problems[0]}"
        elif self.problems:
            message = f"{heading}: {len(self.problems)} problems\n" + "\n".join(
                f"  - {problem}" for problem in self.problems
            )
        else:
            message = heading
        super().__init__(message)

    def __reduce__(self) -> tuple[type[InputError], tuple[str, tuple[str, ...]]]:
        return (type(self), (self.heading, self.problems))


class UnknownNameError(InputError, KeyError):
    """A name that does not exist; the message gives the nearest names that do.

    Parameters
    ----------
    heading : str
        What could not be done.
    problems : iterable of str
        One text a problem.

    Examples
    --------
    >>> import tajsim as ts
    >>> try:
    ...     ts.parameters("kremlin-2042")
    ... except ts.UnknownNameError as error:
    ...     "kremlin-2024" in str(error)
    True
    """

    def __str__(self) -> str:  # KeyError would print the repr
        return str(self.args[0])


class FileFormatError(InputError):
    """A file that cannot be read as what it should be: unreadable, half written or altered.

    Parameters
    ----------
    heading : str
        What could not be read.
    problems : iterable of str
        One text a problem.

    Examples
    --------
    >>> import tajsim as ts
    >>> try:
    ...     ts.load("nowhere.npz")
    ... except ts.FileFormatError as error:
    ...     print(type(error).__name__)
    FileFormatError
    """


class CollapsedWeightsError(InputError):
    """What a run was given is so unlikely in the model that hardly any draw counts.

    Parameters
    ----------
    heading : str
        How many draws count, and how many are needed.
    problems : iterable of str
        What to relax, one text each.

    Examples
    --------
    >>> import numpy as np
    >>> import tajsim as ts
    >>> from tajsim.results import Weights
    >>> try:
    ...     Weights.of_log(np.linspace(-900.0, 0.0, 500)).need()
    ... except ts.CollapsedWeightsError as error:
    ...     "are effective" in str(error)
    True
    """


class AccountingError(TajsimError):
    """People or money were not conserved: a fault in the model's equations, never in the input."""


class OutOfMemoryError(TajsimError, MemoryError):
    """The system gave no more memory; the message says what to take fewer of."""


class MissingExtraError(TajsimError, ImportError):
    """An optional dependency is missing; the message names the pip command that brings it.

    Parameters
    ----------
    feature : str
        What was asked for.
    extra : str
        The extra of the package that brings it.

    Examples
    --------
    >>> import tajsim as ts
    >>> print(ts.MissingExtraError("to_xarray", "xarray"))
    to_xarray needs an optional package: pip install 'tajsim[xarray]'
    """

    def __init__(self, feature: str, extra: str) -> None:
        self.feature, self.extra = feature, extra
        super().__init__(f"{feature} needs an optional package: pip install 'tajsim[{extra}]'")

    def __reduce__(self) -> tuple[type[MissingExtraError], tuple[str, str]]:
        return (type(self), (self.feature, self.extra))


class Problems:
    """Collects problems and raises them together."""

    def __init__(self, heading: str) -> None:
        self.heading = heading
        self.found: list[str] = []
        self._caught: list[InputError] = []

    def add(self, problem: str) -> None:
        """Note one problem."""
        self.found.append(problem)

    def attempt(self, work: Callable[[], T]) -> T | None:
        """The result of `work`, or None with its problems noted when it raises InputError."""
        try:
            return work()
        except InputError as error:
            self.note(error)
            return None

    def note(self, error: InputError) -> None:
        """Note the problems of an error."""
        self._caught.append(error)
        self.found.extend(f"{error.heading}: {p}" for p in error.problems)
        if not error.problems:
            self.found.append(error.heading)

    def raise_if_any(self, error: type[InputError] = InputError) -> None:
        """Raise `error` with every noted problem, if there is one; a single caught error as it was."""
        if len(self._caught) == 1 and len(self.found) == max(len(self._caught[0].problems), 1):
            raise self._caught[0]
        if self.found:
            raise error(self.heading, self.found)


def quoted(value: object, longest: int = 200) -> str:
    """A value as a message shows it: its repr on one line, cut where it is long. Never raises."""
    try:
        text = " ".join(repr(value).split()) if not isinstance(value, str) else repr(value)
    except Exception:  # nested too deeply, or a number of too many digits
        return f"a {type(value).__name__} that is too large to show"
    return text if len(text) <= longest else f"{text[:longest]}..."


def is_writable(value: object) -> bool:
    """Whether `value` is a text that a UTF-8 file can hold: one without half a surrogate pair."""
    if not isinstance(value, str):
        return False
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def nearest(name: object, choices: Iterable[str]) -> str:
    """A tail for an error message: the nearest valid names, or all of them when they are few."""
    known = list(choices)
    text = name[:200] if isinstance(name, str) else ""  # a longer one is near to none, and slow to compare
    close = _close(text, tuple(known))
    if close:
        return "did you mean " + " or ".join(repr(c) for c in close) + "?"
    shown = ", ".join(sorted(known)[:12]) + (", ..." if len(known) > 12 else "")
    return f"known names: {shown}"


@lru_cache(maxsize=256)
def _close(name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The nearest names; kept, since a long list may be wrong in the same way throughout."""
    return tuple(difflib.get_close_matches(name, known, n=3, cutoff=0.5))


def unknown_name(kind: str, name: object, choices: Iterable[str]) -> UnknownNameError:
    """The error for a name of `kind` that does not exist."""
    return UnknownNameError(f"unknown {kind} {quoted(name)}; {nearest(name, choices)}")
