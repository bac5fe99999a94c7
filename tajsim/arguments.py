"""What an argument may be: one check for each kind of argument, used by every public function.

A check notes what is wrong in the `Problems` it is given, or raises it when these are `AT_ONCE`, and returns
the value in its plain form (a float, an int, a tuple of texts). What it returns after a problem can be worked
with, so that the other arguments are looked at as well. A list of names holds each name once, however often
it was given, and a single text is a list of one name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from itertools import islice
from typing import Any, TypeVar

from tajsim.errors import InputError, Problems, is_writable, quoted, unknown_name
from tajsim.kinds import as_float, is_flag, is_whole, plain
from tajsim.quarters import LAST_YEAR, Quarter, is_period

T = TypeVar("T")
Progress = Callable[[int, int], object]
"""How long work reports its progress: called with (steps done, steps in all) after every step.

Never with fewer steps done than before, and last with all of them done. An error it raises ends the work.
"""
LONGEST = 100_000  # items of a list


class _AtOnce(Problems):
    """Raises a problem instead of noting it."""

    def add(self, problem: str) -> None:
        raise InputError(problem)

    def note(self, error: InputError) -> None:
        raise error

    def attempt(self, work: Callable[[], T]) -> T | None:
        return work()


AT_ONCE = _AtOnce("")


def number(
    problems: Problems, what: str, value: object, low: float = -math.inf, high: float = math.inf
) -> float:
    """`value` as a finite float between `low` and `high`."""
    result = as_float(value)
    if result is None:
        problems.add(f"{what} must be a number, not {quoted(value)}")
        return math.nan
    if not math.isfinite(result):
        problems.add(f"{what} must be a finite number, not {quoted(value)}")
    elif not low <= result <= high:
        problems.add(f"{what} must be {_allowed(low, high)}, not {quoted(value)}")
    return result


def whole(problems: Problems, what: str, value: object, low: int, high: int = 10_000) -> int:
    """`value` as a whole number between `low` and `high`."""
    if not is_whole(value):
        problems.add(f"{what} must be a whole number, not {quoted(value)}")
    elif value < low:
        problems.add(f"{what} must be at least {low}, not {quoted(value)}")
    elif value > high:
        problems.add(f"{what} must be at most {high}, not {quoted(value)}")
    else:
        return int(value)
    return low


def flag(problems: Problems, what: str, value: object) -> bool:
    """`value` as true or false; neither numbers nor texts pass for it."""
    if not is_flag(value):
        problems.add(f"{what} must be true or false, not {quoted(value)}")
        return False
    return bool(value)


def text(problems: Problems, what: str, value: object) -> str:
    """`value` as a text that a file can hold."""
    if not is_writable(value):
        problems.add(f"{what} must be text, not {quoted(value)}")
        return ""
    return str.__str__(value)


def choice(problems: Problems, what: str, value: object, choices: Collection[str]) -> str:
    """`value` as one of the texts `choices`; a problem names the nearest ones."""
    if not isinstance(value, str) or value not in choices:
        problems.note(unknown_name(what, value, choices))
        return next(iter(choices))
    return str.__str__(value)


def names(
    problems: Problems,
    what: str,
    value: object,
    known: Collection[str] | None = None,
    kind: str = "",
) -> tuple[str, ...]:
    """`value` as texts in the order given, each once: a single text, or any list, iterator, set or array.

    known: the names there are; a problem gives the nearest. kind: what one of them is, in messages.
    """
    found: dict[str, None] = {}
    for item in items(problems, what, value, "names"):
        if known is not None and not (isinstance(item, str) and item in known):
            problems.note(unknown_name(kind or what, item, known))
        elif not is_writable(item):
            problems.add(f"{what} must hold names, not {quoted(item)}")
        else:
            found[str.__str__(item)] = None
    return tuple(found)


def items(problems: Problems, what: str, value: object, of: str) -> tuple[Any, ...]:
    """What a list, iterator, set or array of one axis holds; a text, or what has no parts, stands alone.

    of: what the list should hold, in messages. A mapping, a table and an array of more axes are refused.
    """
    value = plain(value)
    if isinstance(value, str):
        return (value,)
    if isinstance(value, bytes | bytearray | Mapping) or getattr(value, "ndim", 1) != 1:
        problems.add(f"{what} must be a list of {of}, not {quoted(value)}")
        return ()
    if not isinstance(value, Iterable):
        problems.add(f"{what} must be a list of {of}, not {quoted(value)}")
        return ()
    listed = tuple(
        islice(sorted(value, key=str) if isinstance(value, set | frozenset) else value, LONGEST + 1)
    )
    if len(listed) > LONGEST:
        problems.add(f"{what} has more than {LONGEST:,} items")
        return ()
    return listed


def probabilities(problems: Problems, what: str, value: object) -> tuple[float, ...]:
    """`value` as probabilities from 0 to 1, each once: a single number or any list of numbers."""
    listed = (value,) if as_float(value) is not None else value
    if isinstance(listed, str):
        problems.add(f"{what} must be numbers from 0 to 1, as in (0.05, 0.5, 0.95), not {quoted(value)}")
        return ()
    found = []
    for item in items(problems, what, listed, "numbers from 0 to 1"):
        probability = as_float(item)
        if probability is None or not 0.0 <= probability <= 1.0:
            problems.add(f"{what} must be numbers from 0 to 1, as in (0.05, 0.5, 0.95), not {quoted(item)}")
        else:
            found.append(probability)
    return tuple(dict.fromkeys(found))


def quarter(problems: Problems, what: str, value: object) -> Quarter | None:
    """`value` as a Quarter, from a text or a date; None when it is no quarter."""
    try:
        return Quarter.parse(value)  # type: ignore[arg-type]
    except InputError:
        problems.add(f"{what} is not a quarter: {quoted(value)}; write it as 2026Q1")
        return None


def year(problems: Problems, what: str, value: object, low: int = 0, high: int = LAST_YEAR) -> int:
    """`value` as a year from `low` to `high`, from a whole number, a text or a pandas Period."""
    found = _year(plain(value))
    if found is None:
        problems.add(f"{what} is {quoted(value)}; it must be a year")
        return low
    if not low <= found <= high:
        problems.add(f"{what} is {quoted(found)}; it must be a year from {low} to {high}")
        return low
    return found


def period(problems: Problems, what: str, value: object) -> int | Quarter | None:
    """`value` as a year or a Quarter; None when it is neither. A date stands for the quarter it lies in."""
    found = _year(plain(value))
    if found is not None and 0 <= found <= LAST_YEAR:
        return found
    try:
        return Quarter.parse(value)  # type: ignore[arg-type]
    except InputError:
        problems.add(f"{what} is not a period: {quoted(value)}; write a year as 2026 or a quarter as 2026Q3")
        return None


def executor(problems: Problems, what: str, value: object) -> Executor | None:
    """`value` as an executor of concurrent.futures, or None."""
    if value is None or isinstance(value, Executor):
        return value
    problems.add(f"{what} is {quoted(value)}; it must be a concurrent.futures.Executor or None")
    return None


def function(problems: Problems, what: str, value: object, of: str) -> Any:
    """`value` as a function, or None; `of` says of what, in messages."""
    if value is None or callable(value):
        return value
    problems.add(f"{what} is {quoted(value)}; it must be a function of {of} or None")
    return None


def parts(problems: Problems, given: object, /, **kinds: Any) -> None:
    """Note every attribute of `given` that is not of its kind.

    kinds: name -> a class, or (Sequence or Mapping, class of what it holds); a Sequence is a list or a tuple.
    """
    for name, kind in kinds.items():
        value = getattr(given, name)
        holder, member = kind if isinstance(kind, tuple) else (kind, None)
        if not isinstance(value, list | tuple if holder is Sequence else holder):
            problems.add(f"{name} is {quoted(value)}; it must be {_type_name(holder)}")
        elif member is not None:
            held = value.values() if isinstance(value, Mapping) else value
            wrong = [one for one in held if not isinstance(one, member)]
            if wrong:
                problems.add(f"{name} holds {quoted(wrong[0])}; it must hold {_type_name(member)}")


def _type_name(kind: Any) -> str:
    return getattr(kind, "__name__", str(kind))


def _year(value: object) -> int | None:
    if is_whole(value):
        return int(value)
    if is_period(value):
        return int(value.year) if value.freqstr[0] in "YA" else None
    if isinstance(value, str) and len(value.strip()) == 4 and value.strip().isdecimal():
        return int(value.strip())
    return None


def _allowed(low: float, high: float) -> str:
    if math.isinf(high):
        return f"at least {low:g}"
    return f"at most {high:g}" if math.isinf(low) else f"between {low:g} and {high:g}"
