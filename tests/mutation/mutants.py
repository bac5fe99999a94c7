"""The declared mutants: one exact replacement in one module of the model each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = Path(__file__).with_name("mutants.toml")


@dataclass(frozen=True)
class Mutant:
    """A fault: in the module of `block`, the text `old`, which stands there once, becomes `new`."""

    block: str
    name: str
    old: str
    new: str

    @property
    def path(self) -> Path:
        """The file it changes, relative to the root of the checkout."""
        return Path("tajsim", "model", f"{self.block}.py")

    def apply(self, source: str) -> str:
        """The source with the fault. Raises ValueError unless the old text stands there exactly once."""
        found = source.count(self.old)
        if found != 1:
            raise ValueError(f"{self.block}/{self.name}: {self.old!r} occurs {found} times in {self.path}")
        return source.replace(self.old, self.new)


def mutants() -> tuple[Mutant, ...]:
    """Every declared mutant, in the order of the table."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return tuple(Mutant(block, *texts) for block, rows in table.items() for texts in rows)
