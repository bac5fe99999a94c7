"""How badly an accounting identity was violated, and where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Violation:
    """The worst relative violation of an identity: where, by position in scenarios, quarters and draws."""

    identity: str
    worst: float
    scenario: int
    quarter: int
    draw: int
