"""The pages of the documentation that are made from the package, its data and the notebooks."""

from __future__ import annotations

from docs.generate.commands import command_page
from docs.generate.explorer import explorer
from docs.generate.formats import formats_page
from docs.generate.included import included
from docs.generate.layout import layout
from docs.generate.lists import lists
from docs.generate.model import model
from docs.generate.names import name_pages
from docs.generate.tutorials import tutorials

__all__ = ["pages"]


def pages() -> dict[str, str | bytes]:
    """Every generated file by its path inside `docs/`: Markdown as text, pictures as bytes."""
    return {
        **tutorials(),
        **name_pages(),
        "reference/commands.md": command_page(),
        "reference/formats.md": formats_page(),
        **lists(),
        "explanation/model.md": model(),
        "layout.md": layout(),
        **included(),
        **explorer(),
    }
