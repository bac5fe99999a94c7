"""Labels: names that users give, told apart from each other and from the labels a table has of its own.

Every table and picture that puts a user's names beside labels of its own (a row "total", a column "cost")
takes them from here, so that no row or column is there twice or lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import count


def told_apart(names: Sequence[str], reserved: Collection[str] = ()) -> tuple[str, ...]:
    """The names as labels, in the same order, that differ from one another and from those `reserved`.

    A name that stands once and is not reserved stays as it is. To each other one the first number is added
    that no name or label has: "total" becomes "total (1)" where that is reserved, and two of "a" beside
    "a (1)" become "a (2)" and "a (3)". Labels depend on the names and their order alone, and are their own
    labels.
    """
    often = Counter(names)
    taken = {*names, *reserved}
    numbers = {name: count(1) for name in often}
    found = []
    for name in names:
        label = name
        if often[name] > 1 or name in reserved:
            label = next(new for i in numbers[name] if (new := f"{name} ({i})") not in taken)
            taken.add(label)
        found.append(label)
    return tuple(found)
