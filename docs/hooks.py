"""What the site does while it is built: adds the generated pages, drops absent ones, typesets formulae."""

from __future__ import annotations

import html
import re
import sys
from pathlib import Path
from typing import Any

from latex2mathml.converter import convert
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

sys.path.insert(0, str(Path(__file__).parents[1]))

from docs.generate import pages
from docs.generate.included import without_outside_links

DECISIONS = "Decisions"
_FORMULA = re.compile(r'<(span|div) class="arithmatex">\\([(\[])(.*?)\\[)\]]</\1>', re.DOTALL)
_FETCHED = re.compile(
    r"<(?:script|img|iframe|source)[^>]*\bsrc=[\"']?(?:https?:)?//[^\"'> "
    "]+|<link[^>]*\bhref=[\"']?(?:https?:)?//[^>]*"
)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what is generated; leave out of the navigation what is not there."""
    for path, content in pages().items():
        files.append(File.generated(config, path, content=content))
    known = {file.src_uri for file in files}
    decisions = sorted(path for path in known if re.fullmatch(r"decisions/(?!index|README).*\.md", path))
    config.nav = _present(config.nav, known, decisions)
    return files


def _present(entries: Any, known: set[str], decisions: list[str]) -> list[Any]:
    """The navigation without pages that do not exist, and with every decision record."""
    kept: list[Any] = []
    for entry in entries:
        if isinstance(entry, str):
            kept += [entry] if entry in known else []
            continue
        ((title, target),) = entry.items()
        if title == DECISIONS:
            target = [path for path in target if path in known] + decisions
        elif isinstance(target, list):
            target = _present(target, known, decisions)
        elif target not in known:
            continue
        if target:
            kept.append({title: target})
    return kept


def on_page_markdown(markdown: str, *, page: Page, files: Files, **_: Any) -> str:
    """Links to files of the repository that have no page here become their text."""
    return without_outside_links(markdown, {file.src_uri for file in files}, page.file.src_uri)


def on_page_content(content: str, **_: Any) -> str:
    """Formulae as MathML, which browsers show without a script."""

    def typeset(match: re.Match[str]) -> str:
        shown = "block" if match[2] == "[" else "inline"
        formula = convert(_as_array(html.unescape(match[3]).strip()), display=shown)
        return f'<div class="formula">{formula}</div>' if shown == "block" else formula

    return _FORMULA.sub(typeset, content)


def _as_array(formula: str) -> str:
    """Aligned lines as three columns, which the converter knows: left, right of the sign, comment."""
    begin, end = r"\begin{aligned}", r"\end{aligned}"
    columns = formula.replace(begin, r"\begin{array}{rll}").replace(end, r"\end{array}")
    return columns.replace("&&", "&") if begin in formula else formula


def on_post_page(output: str, *, page: Page, **_: Any) -> str:
    """Refuse a page that would fetch anything from the network."""
    if fetched := _FETCHED.findall(output):
        raise PluginError(f"{page.file.src_uri} fetches {', '.join(sorted(set(fetched)))}")
    return output
