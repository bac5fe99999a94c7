"""The model in one page, as a file of the site that readers can open and try."""

from __future__ import annotations

import tajsim as ts

SHOWN = ("crackdown", "rouble-shock")


def explorer() -> dict[str, str | bytes]:
    """The page with two shipped scenarios switched on."""
    return {"explore.html": ts.explore(SHOWN).html.encode()}
