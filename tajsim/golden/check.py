"""`check`: run again what a golden file describes, and report what moved, by how much, where and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tajsim import arguments
from tajsim.arguments import AT_ONCE, flag, parts
from tajsim.defaults import BACKEND
from tajsim.engine.backend import check_backend
from tajsim.errors import FileFormatError, InputError, Problems, quoted
from tajsim.frozen import FrozenMap
from tajsim.golden.description import Description
from tajsim.golden.file import Golden, Key, encoded, read, write
from tajsim.golden.made_with import MadeWith
from tajsim.golden.runs import Move, Run, describe, differences, moves, resolve, settled, values
from tajsim.golden.text import reasons
from tajsim.golden.tolerance import Tolerances
from tajsim.results import Result
from tajsim.store import as_path, is_regular, write_whole

if TYPE_CHECKING:
    import pandas as pd

LARGEST = 200_000  # numbers in one file


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Check:
    r"""What came out of a check. Its text is the report.

    Parameters
    ----------
    path : Path
        The golden file.
    moves : tuple of Move
        What moved, by most tolerances first.
    reasons : tuple of str
        What differs from what the numbers were recorded with.
    notes : tuple of str
        What else is to be said.
    compared : int
        How many numbers were compared.
    series : tuple of (str, str)
        Every scenario and output, in the order of the file.
    lines : mapping
        Lines of the golden file, for each scenario, output and period.
    updated : bool
        Whether the file was to be rewritten.

    Attributes
    ----------
    passed : bool
        Whether no number moved, or the file has been rewritten.
    moved : pandas.DataFrame
        What moved, one number a row, by most tolerances first: columns scenario, output, period, statistic,
        recorded, now, change (in the output's unit), change_pct (of the recorded size), tolerances (how many
        times what is allowed).

    Examples
    --------
    >>> import tajsim as ts
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "golden.toml"
    ...     text = '[run]\nscenarios = ["crackdown"]\nyears = [2026]\nend = "2026Q4"\ndraws = 20\n'
    ...     _ = path.write_text(text)
    ...     _ = ts.check(path, update=True)
    ...     ts.check(path).passed
    True
    """

    path: Path
    moves: tuple[Move, ...]
    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    compared: int
    series: tuple[tuple[str, str], ...]
    lines: Mapping[Key, int]
    updated: bool

    def __post_init__(self) -> None:
        problems = Problems("not a check")
        texts: Any = (Sequence, str)
        parts(problems, self, path=Path, moves=(Sequence, Move), reasons=texts, notes=texts, compared=int)
        parts(problems, self, series=(Sequence, tuple), lines=(Mapping, int), updated=bool)
        problems.raise_if_any()
        object.__setattr__(self, "lines", FrozenMap(self.lines))

    @property
    def passed(self) -> bool:
        """Whether no number moved, or the file has been rewritten."""
        return self.updated or not self.moves

    @property
    def moved(self) -> pd.DataFrame:
        """What moved, one number a row, by most tolerances first.

        Columns: scenario, output, period, statistic, recorded, now, change (in the output's unit), change_pct
        (of the recorded size), tolerances (how many times what is allowed).
        """
        import pandas as pd

        columns = ["scenario", "output", "period", "statistic", "recorded", "now", "change", "change_pct"]
        columns.append("tolerances")
        return pd.DataFrame([[getattr(m, c) for c in columns] for m in self.moves], columns=columns)

    def __str__(self) -> str:
        from tajsim.golden.text import report

        return report(self)

    def __repr__(self) -> str:
        state = "passed" if self.passed else "moved"
        return f"Check({quoted(str(self.path))}, {state}: {len(self.moves)} of {self.compared} numbers moved)"


def check(
    path: str | Path,
    update: bool = False,
    *,
    result: Result | None = None,
    executor: Executor | None = None,
    backend: str = BACKEND,
) -> Check:
    """Compare the numbers of a golden file with a fresh run of what it describes.

    Parameters
    ----------
    path : str or Path
        The golden file (TOML); files it names are relative to it, or to the file that it is a link to.
    update : bool, default False
        Rewrite it whole with the numbers of now, but for those that differ by no more than machines do; a
        file that holds only [run] is filled.
    result : Result, optional
        Compare this result instead of running; with `update` a file that does not exist is made of it.
    executor : concurrent.futures.Executor, optional
        For the run; the numbers are the same for every one.
    backend : str, default "auto"
        As for `run`: numbers recorded by the one are those of the other, within what is allowed.

    Returns
    -------
    Check
        What moved, with the reasons that are known; `.passed` when nothing did.

    Raises
    ------
    FileFormatError
        Or another InputError, with every problem when there is nothing to compare: a file that cannot be
        read, an unknown scenario, values that are not of the run described.

    Examples
    --------
    >>> import tajsim as ts
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> r = ts.run("crackdown", draws=20, end="2026Q4", outputs=["gdp", "gini"])
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "golden.toml"
    ...     first = ts.check(path, update=True, result=r)
    ...     ts.check(path, result=r).passed
    True
    """
    if not isinstance(path, str | Path):
        raise InputError(f"path is {quoted(path)}; it must be the path of a golden file")
    where, update = as_path(path), flag(AT_ONCE, "update", update)
    arguments.executor(AT_ONCE, "executor", executor)
    check_backend(AT_ONCE, backend)
    if result is not None and not isinstance(result, Result):
        raise InputError(f"result is {quoted(result)}; it must be what tajsim.run returned")
    if result is not None and result.weights is not None:
        raise InputError(
            f"the draws of the result are weighted ({result.weights}) by figures it was given, of which a "
            "golden file holds nothing; check a run that was given none"
        )
    if result is not None and update and not is_regular(where):
        golden = _described(result)
        unfit: tuple[str, ...] = ()
    else:
        golden, unfit, job = _read(where, update, result)
        if result is None and job is not None:
            result = _computed(where, job, executor, backend)
    if result is None:
        raise AssertionError("there is neither a run nor a result although no problem was noted")
    return _compared(where, golden, unfit, result, update)


def _read(where: Path, update: bool, result: Result | None) -> tuple[Golden, tuple[str, ...], Run | None]:
    """The golden file, what of its values cannot be compared, and the run to make unless there is a result.

    Raises FileFormatError with every problem; misfits of the values are none when they will be rewritten.
    """
    problems = Problems(f"cannot check {where}")
    draft = read(where, problems)
    golden, job, unfit = draft.golden, None, list(draft.unfit)
    if golden is not None and result is None:
        job = resolve(golden.run, where, problems)
    elif golden is not None and result is not None:
        problems.found += differences(result, golden.run)
    names = result.scenarios if result is not None else None if job is None else job.names
    if golden is not None and names is not None:
        numbers = len(names) * len(golden.run.outputs) * len(golden.run.periods) * len(golden.run.statistics)
        if numbers > LARGEST:
            problems.add(f"[run] records {numbers:,} numbers, at most {LARGEST:,}; name fewer quarters")
        if golden.values or not (unfit or update):
            unfit += golden.misfits(names)
    if unfit and not update:
        problems.found += unfit
        if golden is None or not golden.values:
            problems.add("record them with: tajsim check FILE --update")
    _raise_if_any(problems)
    if golden is None:
        raise AssertionError("there is no golden although no problem was noted")
    return golden, tuple(unfit), job


def _computed(where: Path, job: Run, executor: Executor | None, backend: str) -> Result:
    problems = Problems(f"cannot check {where}")
    result = problems.attempt(lambda: job.compute(executor, backend))
    _raise_if_any(problems)
    if result is None:
        raise AssertionError("there is no result although no problem was noted")
    return result


def _raise_if_any(problems: Problems) -> None:
    """Raise what was noted as a fault of the file, also when it is a single error of something it names."""
    if problems.found:
        raise FileFormatError(problems.heading, problems.found)


def _described(result: Result) -> Golden:
    """A golden file about a result, without values."""
    return Golden(run=describe(result), tolerance=Tolerances(), made_with=MadeWith(), values={}, lines={})


def _compared(
    where: Path,
    golden: Golden,
    unfit: tuple[str, ...],
    result: Result,
    update: bool,
) -> Check:
    run: Description = golden.run
    now = values(result, run)
    made = MadeWith.of(result, run)
    found = moves(golden.values, now, run.statistics, golden.tolerance)
    notes = [f"not compared: {text}" for text in unfit]
    if update:
        fresh = replace(
            golden, values=settled(golden.values, now, run.statistics, golden.tolerance), made_with=made
        )
        _check_tolerance(where, fresh)
        notes.append(_rewrite(where, write(fresh)))
    return Check(
        path=where,
        moves=found,
        reasons=reasons(golden.made_with, made),
        notes=tuple(notes),
        compared=len(golden.values.keys() & now.keys()) * len(run.statistics),
        series=tuple(sorted({key[:2] for key in now})),
        lines={key: line for key, line in golden.lines.items() if key in now},
        updated=update,
    )


def _check_tolerance(where: Path, golden: Golden) -> None:
    """Refuse to write what could not be read again."""
    largest: dict[str, Any] = {}
    for (_, output, _), numbers in golden.values.items():
        largest[output] = max(largest.get(output, 0.0), *map(abs, numbers))
    found = golden.tolerance.problems(largest)
    if found:
        raise FileFormatError(f"cannot write {where}", found)


def _rewrite(where: Path, text: str) -> str:
    """Write the file unless it is as it should be; says which."""
    before = where.read_bytes() if is_regular(where) else b""
    content = encoded(text, like=before)
    if before == content:
        return "the file stays as it was, to the byte"
    write_whole(where, lambda stream: stream.write(content))
    return "the file was written"
