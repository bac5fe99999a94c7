"""The languages of the page: the texts of `data/languages`, and those that its interface uses."""

from __future__ import annotations

import json
import re
from typing import Any

from tajsim.explorer.modules import ASSETS
from tajsim.languages import Language, language, languages

_CALL = re.compile(r'\bt\(\s*("(?:[^"\\]|\\.)*")')


def shipped() -> dict[str, dict[str, Any]]:
    """Every language as the page knows it: the marks of its numbers, and texts by English text."""
    return {name: _language(language(name)) for name in languages()}


def interface() -> tuple[str, ...]:
    """Every English text of the interface: what is given to `t(...)` in the page's scripts."""
    found: dict[str, None] = {}
    for path in sorted(ASSETS.rglob("*.js")):
        found |= dict.fromkeys(json.loads(text) for text in _CALL.findall(path.read_text(encoding="utf-8")))
    return tuple(found)


def _language(spoken: Language) -> dict[str, Any]:
    texts = {text: own if isinstance(own, str) else list(own) for text, own in spoken.texts.items()}
    return {"decimal": spoken.decimal, "thousands": spoken.thousands, "texts": texts}
