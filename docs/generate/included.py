"""Files that stand elsewhere in the repository and have a page of their own here."""

from __future__ import annotations

import re

from docs.generate.markdown import ROOT, page

FILES = {
    "contributing.md": ("CONTRIBUTING.md",),
    "changelog.md": ("CHANGELOG.md",),
    "conduct.md": ("CODE_OF_CONDUCT.md",),
    "reference/data-files.md": ("data/README.md",),
}
PICTURES = ("comparison.png", "explore.png", "backtest.png", "speed.png")


def included() -> dict[str, str | bytes]:
    """The page of each such file that there is, the licence, and the pictures of the README."""
    found: dict[str, str | bytes] = {
        target: (ROOT / path).read_text(encoding="utf-8")
        for target, (path,) in FILES.items()
        if (ROOT / path).is_file()
    }
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    found["licence.md"] = page("Licence", f"```text\n{licence.rstrip()}\n```")
    for name in PICTURES:
        found[f"images/{name}"] = (ROOT / "notebooks" / name).read_bytes()
    return found


def without_outside_links(text: str, known: set[str], at: str) -> str:
    """The text with links to files that are no page of the documentation as plain text.

    known: the paths of all pages and pictures. at: the path of the page that holds the text.
    """
    folder = at.rpartition("/")[0]

    def kept(match: re.Match[str]) -> str:
        label, target = match.groups()
        path = target.split("#")[0].split(" ")[0]
        if not path or re.match(r"[a-z]+:", target) or _joined(folder, path) in known:
            return match[0]
        inside = path.removeprefix("docs/")
        if inside != path and inside in known:  # a file of the root of the repository links into docs/
            return f"[{label}]({target.replace('docs/', '', 1)})"
        return label

    return re.sub(r"(?<!!)\[([^\]]*)\]\(([^)]*)\)", kept, text)


def _joined(folder: str, path: str) -> str:
    parts = folder.split("/") if folder else []
    for step in path.split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step != ".":
            parts = [*parts, step]
    return "/".join(parts)
