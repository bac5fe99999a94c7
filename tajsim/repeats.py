"""What a list names more than once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def repeated(items: Iterable[T]) -> dict[T, int]:
    """The items that come more than once, in their order, with how often they come.

    One pass, however many there are: a list may come from a file of any size.
    """
    return {item: times for item, times in Counter(items).items() if times > 1}
