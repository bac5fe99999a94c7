"""The page of the model: every equation, coefficient, value and source."""

from __future__ import annotations

import re

import tajsim as ts


def model() -> str:
    """What `ts.model_page()` says, with formulae that are typeset when the page is built."""
    text = ts.model_page().to_markdown()
    order = (
        "Quarterly, 2025Q1 to 2030Q4 by default, from the state at the end of 2024. Each block is a pure "
        "function in `tajsim/model/`. The baseline meets the published outlook exactly by add-factors solved "
        "from the model; `--baseline none` is the model left to itself. A notebook reads the same page "
        "[with pictures](../tutorials/07-model-on-a-page.md)."
    )
    head, rest = text.split("\n\n", 1)
    return f"{head}\n\n{order}\n\n{_anchored(rest)}"


def _anchored(text: str) -> str:
    """The table of contents as links to the headings."""
    titles = re.findall(r"^## (.+)$", text, re.MULTILINE)
    for title in titles:
        anchor = re.sub(r"[^\w]+", "-", title.lower()).strip("-")
        text = re.sub(rf"^(\d+\.) {re.escape(title)}$", rf"\1 [{title}](#{anchor})", text, flags=re.MULTILINE)
    return text
