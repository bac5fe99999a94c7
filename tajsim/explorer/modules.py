"""The page's scripts as one: ES modules, each after those it needs, without imports and exports.

Browsers refuse to load modules beside a file that was opened from disk, so that the page must hold them in
one script. A module may use one form of import, `import { a, b } from "./x.js";`, and `export` before a
declaration; names of its top level must be its own. What breaks these rules is an error.
"""

from __future__ import annotations

import re
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"
_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.{1,2}/[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let)\b)", re.MULTILINE)
_DECLARED = re.compile(r"^(?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)


class ModuleError(ValueError):
    """Scripts that cannot be joined: a fault of the package, not of its user."""


def joined(entry: Path = ASSETS / "main.js") -> str:
    """The text of `entry` and of every module that it needs, each after those it needs itself."""
    return "\n".join(script(path) for path in in_order(entry))


def in_order(entry: Path) -> list[Path]:
    """The modules that `entry` needs and itself. Raises ModuleError for a circle or a shared name."""
    order: list[Path] = []
    _visit(entry.resolve(), (), order)
    owners: dict[str, Path] = {}
    for path in order:
        for name in _DECLARED.findall(script(path)):
            if name in owners:
                raise ModuleError(f"{path.name} and {owners[name].name} both declare {name}")
            owners[name] = path
    return order


def script(path: Path) -> str:
    """The text of one module without imports and exports. Raises ModuleError where other forms are left."""
    text = _EXPORT.sub("", _IMPORT.sub("", path.read_text(encoding="utf-8")))
    left = _LEFT.search(text)
    if left is not None:
        raise ModuleError(f"{path.name} has a form that cannot be joined: {left[0]}")
    return text


def _visit(path: Path, within: tuple[Path, ...], order: list[Path]) -> None:
    if path in order:
        return
    if path in within:
        circle = " -> ".join(p.name for p in (*within[within.index(path) :], path))
        raise ModuleError(f"modules need each other: {circle}")
    text = path.read_text(encoding="utf-8")
    for names, where in _IMPORT.findall(text):
        needed = (path.parent / where).resolve()
        if not needed.is_file():
            raise ModuleError(f"{path.name} imports {where}, which is not there")
        _visit(needed, (*within, path), order)
        offered = set(re.findall(r"^export (?:async )?(?:function\*?|class|const|let) (\w+)",
                                 needed.read_text(encoding="utf-8"), re.MULTILINE))  # fmt: skip
        missing = {name.strip() for name in names.split(",") if name.strip()} - offered
        if missing:
            raise ModuleError(
                f"{path.name} imports {', '.join(sorted(missing))} from {where}, which has none"
            )
    order.append(path)
