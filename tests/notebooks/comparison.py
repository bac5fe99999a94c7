"""Whether two sets of outputs say the same: words exactly, numbers up to rounding."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from tests.notebooks.execution import code_cells

RELATIVE, ABSOLUTE = 1e-6, 1e-9  # absolute: residuals of the accounts are rounding and nothing else
_NUMBER = re.compile(r"(?<![\w.])[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?")


def differences(stored: Any, fresh: Any) -> Iterator[str]:
    """What the outputs of two runs of a notebook do not share, cell by cell."""
    for number, (one, two) in enumerate(zip(code_cells(stored), code_cells(fresh), strict=True), start=1):
        old, new = list(_pieces(one)), list(_pieces(two))
        if [kind for kind, _ in old] != [kind for kind, _ in new]:
            yield f"code cell {number} holds {_kinds(old)}, makes {_kinds(new)}"
            continue
        for (kind, before), (_, after) in zip(old, new, strict=True):
            text = "" if kind.startswith("image/") else text_difference(before, after)
            if text:
                yield f"code cell {number}, {kind}: {text}"


def text_difference(before: str, after: str) -> str:
    """The first difference of two texts in words, "" when there is none; white space does not count."""
    words = [" ".join(_NUMBER.sub(" # ", text).split()) for text in (before, after)]
    if words[0] != words[1]:
        pairs = zip_longest(*words)
        place = next(i for i, (one, two) in enumerate(pairs) if one != two)
        shown = [text[max(0, place - 30) : place + 30] for text in words]
        return f"stored {shown[0]!r}, now {shown[1]!r}"
    for one, two in zip(_NUMBER.findall(before), _NUMBER.findall(after), strict=True):
        allowed = max(ABSOLUTE, 1.01 * min(_last_digit(one), _last_digit(two)))
        if not math.isclose(_value(one), _value(two), rel_tol=RELATIVE, abs_tol=allowed):
            return f"stored {one}, now {two}"
    return ""


def _pieces(cell: Any) -> Iterator[tuple[str, str]]:
    """Each output as its kind and content: text, or the code of a picture."""
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            yield output["name"], "".join(output["text"])
        else:
            for kind, content in sorted(output.get("data", {}).items()):
                yield kind, "".join(content)


def _kinds(pieces: list[tuple[str, str]]) -> str:
    return ", ".join(kind for kind, _ in pieces) or "nothing"


def _last_digit(text: str) -> float:
    """What the last decimal is worth: it may turn over with the last bits of a library's functions."""
    number, _, exponent = text.lower().partition("e")
    decimals = len(number.partition(".")[2])
    return float(10.0 ** (int(exponent or 0) - decimals)) if decimals else 0.0


def _value(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))
