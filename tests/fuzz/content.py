"""Strategies for the content of files: noise, good files spoilt, and files of any keys and values."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

VALUES = (
    *("nan", "inf", "-inf", "0", "-1", "-0.0", "1e308", "5e-324", "1_000", "true", "'x'", '""', "[]", "{}"),
    *("[[[]]]", "{a = {b = 1}}", "[1, 'a']", "[nan]", "[1e308, -1e308]", "'2026Q1'", "'9999Q4'", "'0000Q1'"),
    *("2024-12-31", "2024-12-31T00:00:00", "00:00:00", "9223372036854775808", "1" + "0" * 400),
    *("0x" + "f" * 300, "0x" + "f" * 5000, r'"\u0000"', r'"\u202e\u2028"', "'\N{SUPERSCRIPT TWO}'", "'" * 7),
    *("[" * 60 + "]" * 60, "'" + "x" * 5000 + "'", "null", '"\\ud800"', "NaN", "1" + "0" * 5000),
)
_KEY = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")

noise = st.one_of(
    st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
)


@st.composite
def spoilt(draw: st.DrawFn, good: str) -> bytes:
    """A good text after one to four changes."""
    content = good.encode()
    for _ in range(draw(st.integers(1, 4))):
        content = draw(st.sampled_from(_CHANGES))(draw, content)
    return content


def _place(draw: st.DrawFn, content: bytes) -> int:
    return draw(st.integers(0, max(len(content) - 1, 0)))


def _line(draw: st.DrawFn, content: bytes) -> tuple[list[bytes], int]:
    lines = content.split(b"\n")
    return lines, draw(st.integers(0, len(lines) - 1))


def _deleted(draw: st.DrawFn, content: bytes) -> bytes:
    lines, i = _line(draw, content)
    return b"\n".join(lines[:i] + lines[i + 1 :])


def _doubled(draw: st.DrawFn, content: bytes) -> bytes:
    lines, i = _line(draw, content)
    return b"\n".join([*lines[: i + 1], *lines[i:]])


def _swapped(draw: st.DrawFn, content: bytes) -> bytes:
    lines, i = _line(draw, content)
    j = draw(st.integers(0, len(lines) - 1))
    lines[i], lines[j] = lines[j], lines[i]
    return b"\n".join(lines)


def _revalued(draw: st.DrawFn, content: bytes) -> bytes:
    """One value, after a "=", ":" or ",", becomes another."""
    lines, _ = _line(draw, content)
    able = [i for i, line in enumerate(lines) if re.search(rb"[=:,]", line)] or [0]
    i = draw(st.sampled_from(able))
    head, mark, _ = (
        re.split(rb"([=:,])", lines[i], maxsplit=1) if i in able and len(able) > 1 else (lines[i], b"", b"")
    )
    lines[i] = head + mark + b" " + draw(st.sampled_from(VALUES)).encode()
    if content.lstrip().startswith(b"{"):
        lines[i] += b","
    return b"\n".join(lines)


def _renamed(draw: st.DrawFn, content: bytes) -> bytes:
    """One letter of one word goes."""
    words = [match.span() for match in re.finditer(rb"\w+", content)] or [(0, 0)]
    start, end = draw(st.sampled_from(words))
    place = draw(st.integers(start, max(start, end - 1)))
    return content[:place] + content[place + 1 :]


def _cut(draw: st.DrawFn, content: bytes) -> bytes:
    return content[: _place(draw, content)]


def _flipped(draw: st.DrawFn, content: bytes) -> bytes:
    place = _place(draw, content)
    return content[:place] + bytes([draw(st.integers(0, 255))]) + content[place + 1 :]


def _inserted(draw: st.DrawFn, content: bytes) -> bytes:
    place = _place(draw, content)
    return content[:place] + draw(st.binary(min_size=1, max_size=8)) + content[place:]


_CHANGES: tuple[Callable[[st.DrawFn, bytes], bytes], ...] = (
    *(_deleted, _doubled, _swapped, _renamed, _cut, _flipped, _inserted),
    *[_revalued] * 5,
)

_scalars = st.one_of(
    st.booleans(),
    st.integers(-(10**6), 10**6),
    st.sampled_from([2**63, 10**400]),
    st.floats(),
    st.text(max_size=6),
    st.dates(),
    st.sampled_from(
        ["2026Q1", "2026Q4", "step", "path", "forecast", "gdp", "crackdown", "baseline", "fixed"]
    ),
)


def grammatical(good: str) -> st.SearchStrategy[bytes]:
    """A valid TOML document of any values under the names that occur in `good`, and some other ones."""
    keys = st.one_of(st.sampled_from(sorted(set(_KEY.findall(good)))), st.text(max_size=4))

    def more(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=5))

    values = st.recursive(_scalars, more, max_leaves=12)
    tables = st.dictionaries(keys, values, max_size=8)
    return tables.map(lambda table: "".join(f"{_text(k)} = {_toml(v)}\n" for k, v in table.items()).encode())


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(k)} = {_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):
        return _text(value)
    return str(value).lower() if isinstance(value, bool | float) else str(value)


def _text(text: str) -> str:
    return json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False).replace("\x7f", "\\u007f")
