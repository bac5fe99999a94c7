"""`tajsim round`: make a forecasting round, verify one, or compare two."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import NoReturn

from tajsim.cli.backend import tell
from tajsim.cli.files import csv_file, json_file, png_file
from tajsim.cli.options import ROUND
from tajsim.cli.parser import width
from tajsim.cli.request import check_folder, number
from tajsim.cli.streams import show_json, show_written
from tajsim.cli.text import paragraph
from tajsim.cli.workers import progress_bar
from tajsim.engine.backend import check_backend
from tajsim.errors import InputError, Problems, nearest
from tajsim.published.known import known
from tajsim.published.observations import Observations
from tajsim.results.manifest import MOST_DRAWS
from tajsim.results.periods import default_period
from tajsim.rounds.compare import compare_rounds
from tajsim.rounds.comparison import RoundComparison
from tajsim.rounds.folder import new_round
from tajsim.rounds.verification import verify_round
from tajsim.store import write_folder

_TAKES = {"new": 1, "verify": 1, "compare": 2}


def command(options: Namespace) -> None:
    """Do what is asked: new, verify or compare."""
    _check(options)
    {"new": _new, "verify": _verify, "compare": _compare}[options.action](options)


def _check(options: Namespace) -> None:
    """Raise InputError for an action that does not exist, too few or many names, or options of another."""
    if options.action not in _TAKES:
        raise InputError(
            f"unknown action {options.action!r} of tajsim round; {nearest(options.action, _TAKES)}"
        )
    problems = Problems(f"tajsim round {options.action}")
    takes, given = _TAKES[options.action], len(options.names)
    if given != takes:
        problems.add(f"it takes {'the folder of a round' if takes == 1 else 'two rounds'}, not {given} names")
    for option in sorted(options.typed & {f"--{name}" for names in ROUND.values() for name in names}):
        if option.removeprefix("--") not in ROUND[options.action]:
            of = ", ".join(action for action, names in ROUND.items() if option.removeprefix("--") in names)
            problems.add(f"{option} is an option of {of} alone; leave it out")
    problems.raise_if_any()


def _new(options: Namespace) -> None:
    problems = Problems("cannot make the round")
    draws = number(problems, "--draws", options.draws, 0, MOST_DRAWS)
    seed = number(problems, "--seed", options.seed, 0)
    backend = check_backend(problems, options.backend, "--backend")
    problems.raise_if_any()
    with progress_bar("block") as progress:
        made = new_round(
            options.names[0],
            _known(options),
            options.judgement,
            options.vintage,
            options.baseline,
            end=options.end,
            draws=draws or None,
            seed=seed,
            progress=progress if draws else None,
            backend=backend,
        )
    tell(made.forecast.notes)
    files = sorted(made.path.iterdir())
    if options.json:
        show_json({"name": made.name, "known": made.known, "files": [str(path) for path in files]})
    else:
        print(f"{made!r}")
        show_written(files)


def _known(options: Namespace) -> Observations | None:
    """The figures that were published by the day that was typed; None without one."""
    if options.known is None:
        if options.data is not None:
            raise InputError("--data needs --known, the day up to which its figures were published")
        return None
    return known(options.known, options.data)


def _verify(options: Namespace) -> None:
    found = verify_round(options.names[0])
    if options.json:
        show_json(
            {"name": found.name, "passed": found.passed, "numbers": found.numbers,
             "differences": list(found.differences), "versions": list(found.versions)}
        )  # fmt: skip
    else:
        print(found)
    if not found.passed:
        _differs()


def _differs() -> NoReturn:
    raise SystemExit(1)


def _compare(options: Namespace) -> None:
    problems = Problems("cannot compare the rounds")
    out = None if options.out is None else Path(options.out)
    if out is not None:
        check_folder(problems, out)
    problems.raise_if_any()
    outputs = None if options.outputs is None else [name.strip() for name in options.outputs.split(",")]
    with progress_bar("forecast") as progress:
        found = compare_rounds(options.names[0], options.names[1], outputs, progress=progress)
    year = _year(options.at, found)
    written = [] if out is None else _write(found, year, out)
    if options.json:
        show_json(found.to_dict() | {"at": year, "files": [str(path) for path in written]})
        return
    print(_report(found, year))
    show_written(written, "\n")


def _year(text: str | None, found: RoundComparison) -> int:
    """The year shown. Raises InputError when it is not compared."""
    asked = default_period((), found.years) if text is None else text.strip()
    if not asked.isdigit() or int(asked) not in found.years:
        raise InputError(f"--at is {asked!r}; the years compared are {found.years[0]} to {found.years[-1]}")
    return int(asked)


def _report(found: RoundComparison, year: int) -> str:
    columns = width()
    head = f"From {found.a} to {found.b}, {year}, {found.statistic}. Parts add up to the change."
    return "\n".join(
        [
            paragraph(head, columns, ""),
            "",
            *(paragraph(found.words(output, year), columns, "") for output in found.outputs),
            "",
            *(paragraph(f"{note}.", columns, "") for note in found.notes),
        ]
    )


def _write(found: RoundComparison, year: int, out: Path) -> list[Path]:
    """The table of all years, the figures as JSON, and a waterfall an output; all of them or none."""
    contents = {"revisions.csv": csv_file(found.table().reset_index())}
    for output in found.outputs:
        contents[f"{output}.png"] = png_file(lambda output=output: found.plot(output, year))  # type: ignore[misc]
    contents["revisions.json"] = json_file(found.to_dict())
    return write_folder(out, contents)
