"""Names that users give: made distinct, counted where one is listed twice, checked where one is a file's.

Every table and picture that puts a user's names beside labels of its own (a row "total", a column "cost")
takes them from here, so that no row or column is there twice or lost.
The ending of a file's name that promises another format than what is written is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from itertools import count
from pathlib import Path
from typing import TypeVar

from tajsim.errors import InputError
from tajsim.store import as_path


def distinct(names: Sequence[str], reserved: Collection[str] = ()) -> tuple[str, ...]:
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


T = TypeVar("T", bound=Hashable)


def repeated(items: Iterable[T]) -> dict[T, int]:
    """The items that come more than once, in their order, with how often they come.

    One pass, however many there are: a list may come from a file of any size.
    """
    return {item: times for item, times in Counter(items).items() if times > 1}


_FORMATS = frozenset(
    f".{name}"
    for names in (
        "pdf ps eps doc docx docm odt rtf md rst txt tex epub ppt pptx odp htm html xhtml mht xml log py r",
        "svg png jpg jpeg gif webp tif tiff bmp xls xlsx xlsm xlsb ods csv tsv json jsonl ndjson toml yaml",
        "yml ini cfg ipynb npy npz pkl pickle parquet pq feather arrow orc h5 hdf hdf5 nc nc4 zarr dta sav",
        "rds rdata mat zip gz bz2 xz zst tar tgz 7z db sqlite sql",
    )
    for name in names.split()
)


def check_suffix(path: str | Path, allowed: tuple[str, ...], what: str, hint: str = "") -> None:
    """Refuse a name that ends as another format does; one with no ending, or an unknown one, is fine.

    allowed: endings such as ".html", the usual one first. what: what is written, in words. hint: how to come
    by another format. Raises InputError naming the file and what is allowed.
    """
    place = as_path(path)
    suffix = place.suffix.lower()
    if suffix in allowed or suffix not in _FORMATS:
        return
    advice = f"; {hint}" if hint else ""
    usual = place.with_suffix(allowed[0]).name
    raise InputError(f"cannot write {place}: {what}, not {suffix}; name it {usual}{advice}")
