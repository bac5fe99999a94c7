"""`tajsim check`: golden files held against fresh runs, for people and for continuous integration.

For the latter there are JUnit XML and annotations of a pull request.
"""

from __future__ import annotations

import re
import sys
import traceback
from argparse import Namespace
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tajsim.cli.entry import lines_of
from tajsim.cli.request import number
from tajsim.cli.streams import print_error, show_json
from tajsim.cli.workers import MOST_WORKERS, worker_pool
from tajsim.engine.backend import check_backend
from tajsim.errors import InputError, Problems, TajsimError
from tajsim.golden.check import Check, check
from tajsim.golden.runs import Move
from tajsim.golden.text import bullets, in_words, table
from tajsim.labels import repeated
from tajsim.store import write_whole

MOVED, NOT_COMPARED = 1, 2


def command(options: Namespace) -> None:
    """Check every file named; exit with 1 when a number moved, with 2 when a file could not be compared."""
    problems = Problems("cannot check")
    workers = number(problems, "--workers", options.workers, 1, MOST_WORKERS)
    backend = check_backend(problems, options.backend, "--backend")
    paths = [Path(text) for text in options.goldens]
    for path, times in repeated(paths).items():
        problems.add(f"{path} is named {times} times; once is enough")
    problems.raise_if_any()
    with worker_pool(workers) as executor:
        outcomes = {path: _outcome(path, options.update, executor, backend) for path in paths}
    for path, outcome in outcomes.items():
        _print(outcome, quiet=options.json)
        if options.github:
            for line in github(path, outcome):
                (print_error if options.json else print)(line)
    if options.json:
        show_json(_summary(outcomes))
    if options.junit is not None:
        content = junit(outcomes)
        write_whole(options.junit, lambda stream: stream.write(content))
    sys.stdout.flush()
    code = max(_code(outcome) for outcome in outcomes.values())
    if code:
        raise SystemExit(code)


def _outcome(path: Path, update: bool, executor: Executor | None, backend: str) -> Check | str:
    """The check of one file, or why there is none."""
    try:
        return check(path, update=update, executor=executor, backend=backend)
    except InputError as error:
        return "\n".join(lines_of(error))
    except MemoryError:
        return f"{path}: out of memory; record fewer draws, scenarios or outputs"
    except TajsimError as error:
        return f"{path}: {error}"
    except Exception:  # equations that fail are no number that moved: the exit code must distinguish them
        return f"{path}: the run failed\n{traceback.format_exc()}"


def _print(outcome: Check | str, quiet: bool) -> None:
    if isinstance(outcome, str):
        print_error(f"tajsim: {outcome}")
    elif not quiet:
        print(outcome)


def _code(outcome: Check | str) -> int:
    if isinstance(outcome, str):
        return NOT_COMPARED
    return 0 if outcome.passed else MOVED


def _summary(outcomes: dict[Path, Check | str]) -> Any:
    return {
        "code": max(_code(outcome) for outcome in outcomes.values()),
        "goldens": [_golden(path, outcome) for path, outcome in outcomes.items()],
    }


def _golden(path: Path, outcome: Check | str) -> dict[str, Any]:
    if isinstance(outcome, str):
        return {"path": str(path), "passed": False, "error": outcome}
    return {
        "path": str(path),
        "passed": outcome.passed,
        "updated": outcome.updated,
        "compared": outcome.compared,
        "moved": [_moved(move) for move in outcome.moves],
        "reasons": list(outcome.reasons),
        "notes": list(outcome.notes),
    }


def _moved(move: Move) -> dict[str, Any]:
    return asdict(move) | {"change": move.change, "change_pct": move.change_pct}


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
