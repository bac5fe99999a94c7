"""A round in its folder: made whole or not at all, and read back with every file held to its digest."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from tajsim.arguments import Progress
from tajsim.defaults import BACKEND, BASE_SET, BASELINE, DRAWS, END, SEED
from tajsim.engine.request import Baseline
from tajsim.errors import FileFormatError, InputError, Problems, quoted
from tajsim.frozen import FrozenMap
from tajsim.golden.made_with import modules
from tajsim.judgements.judgement import Judgement
from tajsim.judgements.reading import as_judgement
from tajsim.parameters import Parameters, as_parameters
from tajsim.published.known import known as published_by
from tajsim.published.observations import Observations
from tajsim.quarters import Quarter
from tajsim.results import Result, load
from tajsim.results.manifest import versions
from tajsim.rounds.inputs import BASE, JUDGEMENT, OBSERVATIONS, OUTLOOK, PARAMETERS, Inputs, outlook_of
from tajsim.store import as_path, read_text

FORMAT = 1
RECORD, FORECAST, TABLE, MANIFEST = "round.json", "forecast.npz", "forecast.csv", "manifest.json"
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
FIELDS: Mapping[str, tuple[type, ...]] = FrozenMap(
    {
        "format": (int,),
        "name": (str,),
        "known": (str, type(None)),
        "parameters": (str,),
        "end": (str,),
        "draws": (int, type(None)),
        "seed": (int,),
        "made_with": (dict,),
        "files": (dict,),
    }
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Round:
    """A round as its folder holds it.

    Attributes
    ----------
    path : Path
        The folder.
    name : str
        What the round is called.
    known : str or None
        The day up to which the figures given were published; None for a forecast without.
    inputs : Inputs
        What the forecast was computed from.
    forecast : Result
        The forecast as it was made.
    made_with : mapping of str to str
        Versions of tajsim, Python, NumPy and SciPy; code: digest of the modules that compute numbers.
    equations : tuple of str
        Version and digest of the code: the same where two rounds were computed by the same equations.
    """

    path: Path
    name: str
    known: str | None
    inputs: Inputs
    forecast: Result
    made_with: Mapping[str, str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "made_with", FrozenMap(self.made_with))

    def __repr__(self) -> str:
        known = f", known on {self.known}" if self.known else ""
        return (
            f"<Round {self.name!r}{known}: {self.inputs.parameters.name}, tajsim {self.made_with['version']}>"
        )

    @property
    def equations(self) -> tuple[str, str]:
        """Version and digest of the code: the same where two rounds were computed by the same equations."""
        return self.made_with["version"], self.made_with["code"]


def new_round(
    path: str | Path,
    known: Observations | str | date | None = None,
    judgement: Judgement | str | Path | None = None,
    parameters: Parameters | str | Path = BASE_SET,
    baseline: Baseline = BASELINE,
    *,
    end: str | Quarter = END,
    draws: int | None = DRAWS,
    seed: int = SEED,
    executor: Executor | None = None,
    progress: Progress | None = None,
    backend: str = BACKEND,
) -> Round:
    """Make a forecast and freeze all it rests on in a folder: parameters, judgement, outlook, digests.

    Parameters
    ----------
    path : str or Path
        The folder, which must not exist; its last part is the name of the round.
    known : Observations, str or date, optional
        What the forecast is given: figures of `tajsim.known` or `tajsim.observations`, or a day, as
        2025-10-31, for all that had been published by it. None for a forecast without.
    judgement : Judgement, str or Path, optional
        Add-factors with author and reason, as for `run`.
    parameters : Parameters, str or Path, default "calibrated-2024"
        As for `run`; frozen whole.
    baseline : str or Path, default "baseline"
        The outlook: "baseline", "none" or a TOML file with an outlook of your own.
    end : str or Quarter, default "2030Q4"
        Last quarter.
    draws : int, optional
        2000 by default; None for the single path alone.
    seed : int, default 0
        Root of every random stream.
    executor : concurrent.futures.Executor, optional
        As for `run`.
    progress : callable, optional
        As for `run`.
    backend : str, default "auto"
        As for `run`; the one that computed the draws computes them again.

    Returns
    -------
    Round
        As its folder holds it.

    Raises
    ------
    InputError
        For bad input, a folder that exists, or one that cannot be written.

    See Also
    --------
    tajsim.compare_rounds : How the forecast moved from one to another, and why.
    tajsim.verify_round : Runs it again.

    Examples
    --------
    >>> import tajsim as ts
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     made = ts.new_round(Path(folder) / "october", draws=20, end="2026Q4")
    ...     ts.verify_round(made.path).passed
    True
    """
    target = as_path(path)
    problems = Problems("cannot make the round")
    if not target.name or os.path.lexists(target):
        problems.add(f"{target} exists; a round is never written over, take another name")
    figures = problems.attempt(lambda: _known(known))
    day = None if figures is None else figures.on.isoformat()
    p = problems.attempt(lambda: as_parameters(parameters))
    judged = problems.attempt(lambda: as_judgement(judgement))
    followed = problems.attempt(lambda: outlook_of(baseline))
    last = problems.attempt(lambda: Quarter.parse(end))
    problems.raise_if_any()
    if p is None or followed is None or last is None:
        raise AssertionError("a part is missing although no problem was noted")
    given = Inputs(
        parameters=p, outlook=followed, judgement=judged, known=figures, end=str(last), draws=draws, seed=seed
    )
    texts = given.texts()
    # what is frozen is what runs
    inputs = Inputs.of_texts(texts, p.name, given.end, draws, seed, day, backend=backend)
    forecast = inputs.run(executor, progress)
    inputs = replace(inputs, backend=forecast.manifest.backend)
    made_with = here()
    _write(target, texts, forecast, {
        "format": FORMAT, "name": target.name, "known": day, "parameters": p.name, "end": given.end,
        "draws": draws, "seed": seed, "made_with": made_with,
    })  # fmt: skip
    return Round(
        path=target, name=target.name, known=day, inputs=inputs, forecast=forecast, made_with=made_with
    )


def here() -> dict[str, str]:
    """The versions of this process, and the digest of the code that computes numbers."""
    code = hashlib.sha256(json.dumps(dict(modules()), sort_keys=True).encode()).hexdigest()
    return versions() | {"code": code}


def read_round(path: str | Path) -> Round:
    """The round in a folder. Raises FileFormatError naming every file that is missing or not as it was."""
    folder = as_path(path)
    problems = Problems(f"cannot read the round {folder}")
    record = _record(folder, problems)
    for fault in altered(folder, record["files"]):
        problems.add(fault)
    problems.raise_if_any(FileFormatError)
    names = (PARAMETERS, OUTLOOK, JUDGEMENT, OBSERVATIONS, BASE)
    texts = {name: read_text(folder / name) for name in names if name in record["files"]}
    forecast = load(folder / FORECAST)
    inputs = Inputs.of_texts(
        texts, record["parameters"], record["end"], record["draws"], record["seed"], record["known"],
        backend=forecast.manifest.backend,
    )  # fmt: skip
    return Round(
        path=folder,
        name=record["name"],
        known=record["known"],
        inputs=inputs,
        forecast=forecast,
        made_with=record["made_with"],
    )


def as_round(given: Any, what: str) -> Round:
    """A round as it is, or the one in a folder. Raises InputError for anything else."""
    if isinstance(given, Round):
        return given
    if isinstance(given, str | Path):
        return read_round(given)
    raise InputError(f"{what} is {quoted(given)}; give a Round or the folder of one")


def altered(folder: Path, files: Mapping[str, str]) -> list[str]:
    """What is wrong with the files of a round: those gone and those that are not as they were."""
    found = []
    for name, then in files.items():
        try:
            now = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError:
            found.append(f"{name} is missing")
            continue
        if now != then:
            found.append(f"{name} was altered: SHA-256 {then[:12]} then, {now[:12]} now")
    return found


def _record(folder: Path, problems: Problems) -> dict[str, Any]:
    """What round.json says. Raises FileFormatError when it is none."""
    text = read_text(folder / RECORD)
    try:
        record = json.loads(text)
    except ValueError as error:
        raise FileFormatError(f"{problems.heading}: {RECORD} is not JSON ({error})") from None
    if not isinstance(record, dict):
        raise FileFormatError(f"{problems.heading}: {RECORD} holds no table")
    version = record.get("format")
    if isinstance(version, int) and version > FORMAT:
        problems.add(f"format {version} is newer than {FORMAT}; upgrade tajsim to read it")
        problems.raise_if_any(FileFormatError)
    for name, kinds in FIELDS.items():
        value = record.get(name)
        if name not in record or not isinstance(value, kinds) or isinstance(value, bool):
            problems.add(f"{RECORD}: {name} is {quoted(value)}; it must be {kinds[0].__name__}")
    for name in ("made_with", "files"):
        table = record.get(name)
        if isinstance(table, dict) and not all(isinstance(text, str) for text in table.values()):
            problems.add(f"{RECORD}: {name} must hold texts")
    for name in record.keys() - FIELDS.keys():
        problems.add(f"{RECORD}: unknown field {quoted(name)}")
    problems.raise_if_any(FileFormatError)
    for name in (PARAMETERS, OUTLOOK, FORECAST):
        if name not in record["files"]:
            problems.add(f"{RECORD}: files lacks {name}")
    for name in ("version", "code"):
        if name not in record["made_with"]:
            problems.add(f"{RECORD}: made_with lacks {name}")
    for name in record["files"]:
        if Path(name).name != name:
            problems.add(f"{RECORD}: {quoted(name)} is no name of a file in the folder")
    problems.raise_if_any(FileFormatError)
    return record


def _write(target: Path, texts: Mapping[str, str], forecast: Result, record: dict[str, Any]) -> None:
    """The folder of a round, under another name until it is whole."""
    quantiles = QUANTILES if forecast.manifest.draws is not None else ()
    table = forecast.summary_frame(quantiles).to_csv(index=False, lineterminator="\n")
    contents = {**texts, TABLE: table, MANIFEST: forecast.manifest.to_json()}
    staged = target.with_name(f".{target.name}.{uuid4().hex}")
    try:
        staged.mkdir(parents=True)
        for name, text in contents.items():
            (staged / name).write_bytes(text.encode())
        forecast.save(staged / FORECAST)
        names = sorted([*contents, FORECAST])
        files = {name: hashlib.sha256((staged / name).read_bytes()).hexdigest() for name in names}
        content = json.dumps(record | {"files": files}, indent=2, ensure_ascii=False) + "\n"
        (staged / RECORD).write_text(content, encoding="utf-8")
        staged.rename(target)
    except OSError as error:
        raise InputError(f"cannot write {target}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _known(given: Observations | str | date | None) -> Observations | None:
    """The figures that a round is given. Raises InputError for what gives none."""
    if given is None or isinstance(given, Observations):
        return given
    return published_by(given)
