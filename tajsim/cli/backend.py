"""What a command says of the backend: on stderr, so that tables and JSON stay what they are."""

from __future__ import annotations

from collections.abc import Iterable

from tajsim.cli.streams import print_error
from tajsim.engine.backend import notes


def tell(texts: Iterable[str]) -> None:
    """Print notes on how draws were computed, a line each."""
    for text in texts:
        print_error(f"note: {text}")


def tell_of(backend: str, draws: int | None, scenarios: int, quarters: int) -> None:
    """Print them for work of this size that is about to begin."""
    tell(notes(backend, draws, scenarios, quarters))
