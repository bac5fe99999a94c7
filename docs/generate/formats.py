"""The reference of file formats: every file that is read or written, key by key, with an example."""

from __future__ import annotations

from docs.generate.formats_of_inputs import JUDGEMENT, LEVER, OBSERVATIONS, OUTLOOK, PARAMETER_SET, SCENARIO
from docs.generate.formats_of_results import GOLDEN, MANIFEST, ROUND, SAVED, SCORES, SUMMARY, TABLES
from docs.generate.markdown import code, escape, page, table

FORMATS = (
    SCENARIO,
    LEVER,
    PARAMETER_SET,
    OUTLOOK,
    JUDGEMENT,
    GOLDEN,
    MANIFEST,
    ROUND,
    SUMMARY,
    SAVED,
    SCORES,
    OBSERVATIONS,
)


def formats_page() -> str:
    """All formats on one page."""
    sections = []
    for one in FORMATS:
        sections += [f"## {one.title}", one.about]
        for part in one.sections:
            rows = [(code(key), _meaning(text)) for key, text in part.keys.items()]
            sections += [
                f"### {part.title.replace('[', chr(92) + '[')}",
                part.about,
                table(("key" if "Columns" not in part.title else "column", "what it holds"), rows),
            ]
        language, text = one.example
        if text:
            sections.append(f"```{language}\n{text.rstrip()}\n```")
    written = [
        (code(f"tajsim {command}"), code(name), escape(columns))
        for command, files in TABLES.items()
        for name, columns in files.items()
    ]
    sections += [
        "## Tables of the commands (CSV)",
        "What each command writes into `--out DIR`, beside its pictures (PNG) and `manifest.json`. One row "
        "an answer, UTF-8, numbers in full.",
        table(("command", "file", "columns"), written),
    ]
    return page(
        "File formats",
        "Every file is read whole, checked, and refused with all of its problems at once; it is written "
        "whole or not "
        "at all. Text is UTF-8. The CSV files of observations are described under [data "
        "files](data-files.md).",
        *sections,
    )  # fmt: skip


def _meaning(text: str) -> str:
    parts = text.split("`")
    return "".join(f"`{part}`" if i % 2 else escape(part) for i, part in enumerate(parts))
