"""`tajsim check`: golden files held against fresh runs, for people and for continuous integration."""

from __future__ import annotations

import sys
import traceback
from argparse import Namespace
from concurrent.futures import Executor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tajsim.cli.entry import lines_of
from tajsim.cli.request import number
from tajsim.cli.streams import print_error, show_json
from tajsim.cli.workers import MOST_WORKERS, worker_pool
from tajsim.errors import InputError, Problems, TajsimError
from tajsim.golden.check import Check, check
from tajsim.golden.ci import github, junit
from tajsim.golden.compare import Move
from tajsim.labels import repeated
from tajsim.store import write_whole

MOVED, NOT_COMPARED = 1, 2


def command(options: Namespace) -> None:
    """Check every file named; exit with 1 when a number moved, with 2 when a file could not be compared."""
    problems = Problems("cannot check")
    workers = number(problems, "--workers", options.workers, 1, MOST_WORKERS)
    paths = [Path(text) for text in options.goldens]
    for path, times in repeated(paths).items():
        problems.add(f"{path} is named {times} times; once is enough")
    problems.raise_if_any()
    with worker_pool(workers) as executor:
        outcomes = {path: _outcome(path, options.update, executor) for path in paths}
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


def _outcome(path: Path, update: bool, executor: Executor | None) -> Check | str:
    """The check of one file, or why there is none."""
    try:
        return check(path, update=update, executor=executor)
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
