"""What the docstring of a model's module says: title, text, equations, symbols, decisions and sources.

The form is that of every block of the model: a first line `Block N, name: what it does.`, paragraphs, a
paragraph `Equations (...)` followed by indented formulae, and paragraphs that begin with `Symbols:`,
`Decision.` (or `Decision:`, `Decisions.`) or `Sources:`.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from tajsim.errors import Problems

_DECISION = re.compile(r"Decisions?[.:]\s+")
_TABLE = re.compile(r"\s*\|")


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph of a docstring.

    Attributes
    ----------
    kind : str
        "text", "formula" or "table".
    content : str
        Text in one line, indented formulae or a table as they stand.
    """

    kind: Literal["text", "formula", "table"]
    content: str


@dataclass(frozen=True, slots=True)
class Docstring:
    """The parts of a module's docstring.

    Attributes
    ----------
    title : str
        Its first sentence.
    body : tuple of Piece
        Text, tables and formulae in the order written.
    heading : str or None
        What the Equations paragraph says of all formulae, None without such a paragraph.
    symbols : mapping of str to str
        Symbol -> the parameter it stands for.
    decisions : tuple of str
        What was chosen, what was rejected, and why.
    sources : tuple of str
        What the module rests on.
    equations : tuple of str
        The formulae, one text for each indented paragraph.
    text : str
        The prose, paragraphs apart by an empty line.
    """

    title: str
    body: tuple[Piece, ...]
    heading: str | None
    symbols: Mapping[str, str]
    decisions: tuple[str, ...]
    sources: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Docstring {self.title!r}>"

    @property
    def equations(self) -> tuple[str, ...]:
        """The formulae, one text for each indented paragraph."""
        return tuple(piece.content for piece in self.body if piece.kind == "formula")

    @property
    def text(self) -> str:
        """The prose, paragraphs apart by an empty line."""
        return "\n\n".join(piece.content for piece in self.body if piece.kind == "text")


def read_docstring(text: str, where: str) -> Docstring:
    """Read a docstring; `where` names its module. Raises InputError with every symbol that cannot be read."""
    problems = Problems(f"cannot read the docstring of {where}")
    title, *paragraphs = re.split(r"\n\s*\n", textwrap.dedent(text).strip())
    body: list[Piece] = []
    heading: str | None = None
    symbols: dict[str, str] = {}
    decisions: list[str] = []
    sources: list[str] = []
    for paragraph in paragraphs:
        line = " ".join(paragraph.split())
        if paragraph.startswith("    "):
            body.append(Piece("formula", textwrap.dedent(paragraph).rstrip()))
        elif _TABLE.match(paragraph):
            body.append(Piece("table", paragraph))
        elif paragraph.startswith("Equations"):
            heading = line.removeprefix("Equations").strip()
        elif paragraph.startswith("Symbols:"):
            _read_symbols(line.removeprefix("Symbols:"), symbols, problems)
        elif found := _DECISION.match(paragraph):
            decisions.append(" ".join(paragraph[found.end() :].split()))
        elif paragraph.startswith("Sources:"):
            sources.append(line.removeprefix("Sources:").strip())
        else:
            body.append(Piece("text", line))
    problems.raise_if_any()
    first = " ".join(title.split())
    return Docstring(first, tuple(body), heading, MappingProxyType(symbols), tuple(decisions), tuple(sources))


def _read_symbols(line: str, found: dict[str, str], problems: Problems) -> None:
    for item in line.strip().rstrip(".").split(","):
        words = item.split()
        if len(words) != 2:
            problems.add(f"{item.strip()!r} among the symbols; write a symbol and the name of a parameter")
        elif words[0] in found:
            problems.add(f"the symbol {words[0]!r} stands for {found[words[0]]!r} and for {words[1]!r}")
        else:
            found[words[0]] = words[1]
