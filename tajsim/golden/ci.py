"""What continuous integration reads: JUnit XML and annotations of a pull request."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

from tajsim.golden.check import Check
from tajsim.golden.compare import Move
from tajsim.golden.text import bullets, in_words, table

ANNOTATIONS = 10  # of one step, which is what is shown
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(outcomes: Mapping[Path, Check | str]) -> bytes:
    """JUnit XML: a suite a file, a case a scenario and output; a text says why nothing was compared."""
    root = ElementTree.Element("testsuites", name="tajsim check")
    totals = {"tests": 0, "failures": 0, "errors": 0}
    for path, outcome in outcomes.items():
        suite = ElementTree.SubElement(root, "testsuite", name=_clean(str(path)))
        counts = _error(suite, path, outcome) if isinstance(outcome, str) else _cases(suite, outcome)
        for name, count in zip(totals, counts, strict=True):
            suite.set(name, str(count))
            totals[name] += count
        suite.set("skipped", "0")
    for name, count in totals.items():
        root.set(name, str(count))
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def github(path: Path, outcome: Check | str) -> list[str]:
    """`::error` lines that point at the lines of the golden file whose numbers moved, the largest first."""
    if isinstance(outcome, str):
        return [_annotation("error", path, 1, "golden file not compared", outcome)]
    if outcome.passed:
        return []
    by_line: dict[tuple[str, str, str], list[Move]] = {}
    for move in outcome.moves:
        by_line.setdefault((move.scenario, move.output, move.period), []).append(move)
    why = "\n".join(["Why:", *bullets(outcome.reasons)]) if outcome.reasons else ""
    found = [
        _annotation(
            "error",
            path,
            outcome.lines.get(key, 1),
            f"{key[1]} of {key[0]} moved",
            "\n".join([*(in_words(move) for move in moves), why]).strip(),
        )
        for key, moves in list(by_line.items())[:ANNOTATIONS]
    ]
    if len(by_line) > ANNOTATIONS:
        left = f"{len(by_line) - ANNOTATIONS} more lines moved"
        found.append(_annotation("notice", path, 1, "golden file", left))
    return found


def _cases(suite: ElementTree.Element, check: Check) -> tuple[int, int, int]:
    by_series: dict[tuple[str, str], list[Move]] = {}
    for move in () if check.passed else check.moves:
        by_series.setdefault((move.scenario, move.output), []).append(move)
    for scenario, output in check.series:
        where = f"{check.path.stem}.{scenario}"
        case = ElementTree.SubElement(suite, "testcase", classname=_clean(where), name=output)
        moves = by_series.get((scenario, output))
        if moves:
            message = f"{len(moves)} numbers moved; {in_words(moves[0])}"
            failure = ElementTree.SubElement(case, "failure", type="moved", message=_clean(message))
            failure.text = _clean("\n".join([*table(moves), "", *bullets(check.reasons)]))
    return len(check.series), len(by_series), 0


def _error(suite: ElementTree.Element, path: Path, problem: str) -> tuple[int, int, int]:
    case = ElementTree.SubElement(suite, "testcase", classname=_clean(path.stem), name="compared")
    first: Sequence[str] = problem.splitlines()[:1]
    error = ElementTree.SubElement(case, "error", type="not compared", message=_clean("".join(first)))
    error.text = _clean(problem)
    return 1, 0, 1


def _annotation(level: str, path: Path, line: int, title: str, message: str) -> str:
    file = _property(_relative(path).as_posix())
    return f"::{level} file={file},line={line},title={_property(title)}::{_escaped(message)}"


def _relative(path: Path) -> Path:
    """As seen from the current folder, which in CI is the repository."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_absolute() and path.is_relative_to(here) else path


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _NOT_IN_XML.sub("?", text)
