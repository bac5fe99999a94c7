"""Keys of TOML files that are too long, found before the file is parsed."""

from __future__ import annotations

import re

from tajsim.errors import FileFormatError

MOST_PARTS = 50  # as deep as tables may stand in one another
_TEXTS = re.compile(
    r'"""(?:[^\\]|\\.)*?"""' r"|'''.*?'''" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'" r"|\#[^\n]*",
    re.DOTALL,
)


def check_keys(text: str, what: str) -> None:
    """Raise FileFormatError naming `what` when a key has more than 50 parts, as in a.b.c = 1.

    The parser takes a time that grows with the square of the parts: 20,000 of them keep it for seconds.
    """
    if text.count(".") < MOST_PARTS:
        return
    bare = _TEXTS.sub(lambda found: "" if found[0].startswith("#") else "_", text)
    parts = 1 + max(word.count(".") for word in re.split(r"[=\[\]{},\n]", bare))
    if parts > MOST_PARTS:
        raise FileFormatError(
            f"cannot read {what}: its tables are more than {MOST_PARTS} deep in one another (a key has "
            f"{parts:,} parts)"
        )
