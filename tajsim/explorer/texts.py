"""The languages of the page: of the texts of `data/languages` those that the page may show.

Decision. The report, pictures and tables have texts of their own, a quarter of all, which the page leaves
out. Nothing lists those of the page: a text is one of them where its English stands in a script or in what
the page holds, whole or within a longer one, as a paragraph of a story does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tajsim.explorer.modules import ASSETS
from tajsim.languages import Language, language, languages

_CALL = re.compile(r'\bt\(\s*("(?:[^"\\]|\\.)*")')
_LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"')


def shown(content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Every language as the page knows it: the marks of its numbers, and texts by English text."""
    there = _plain("\n".join([*_strings(content), *_found(_LITERAL)]))
    return {name: _language(language(name), there) for name in languages()}


def interface() -> tuple[str, ...]:
    """Every English text of the interface: what is given to `t(...)` in the page's scripts."""
    return tuple(dict.fromkeys(_found(_CALL)))


def _found(pattern: re.Pattern[str]) -> Iterator[str]:
    for path in sorted(ASSETS.rglob("*.js")):
        for found in pattern.finditer(path.read_text(encoding="utf-8")):
            try:
                yield json.loads(found[found.lastindex or 0])
            except ValueError:  # an escape that only JavaScript has: not a text
                continue


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)


def _plain(text: str) -> str:
    """Without what a title made of a name differs in: `real_sector` is shown as "Real sector"."""
    return text.replace("_", " ").casefold()


def _language(spoken: Language, there: str) -> dict[str, Any]:
    texts = {
        text: own if isinstance(own, str) else list(own)
        for text, own in spoken.texts.items()
        if _plain(text) in there
    }
    return {"decimal": spoken.decimal, "thousands": spoken.thousands, "texts": texts}
