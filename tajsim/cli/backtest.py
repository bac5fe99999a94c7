"""`tajsim backtest`: forecasts of the past, made without knowing it, and how good they were."""

from __future__ import annotations

import hashlib
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tajsim.cli import partial
from tajsim.cli.backend import tell_of
from tajsim.cli.files import csv_file, json_file, png_file
from tajsim.cli.params import read_parameters
from tajsim.cli.parser import whole_number, width
from tajsim.cli.request import check_folder, number
from tajsim.cli.scoreboard import bands, render, shortfalls, variants
from tajsim.cli.streams import show_json, show_written
from tajsim.cli.text import paragraph
from tajsim.cli.workers import progress_bar
from tajsim.defaults import BACKEND, PRIORS
from tajsim.engine.backend import check_backend, used
from tajsim.engine.sampling import BLOCK
from tajsim.errors import Problems, nearest, quoted
from tajsim.evidence.backtest.answer import Backtest
from tajsim.evidence.backtest.comparison import frame, given
from tajsim.evidence.backtest.forecasting import GIVEN, HORIZONS
from tajsim.evidence.backtest.study import backtest, backtest_variants
from tajsim.evidence.backtest.variants import HEADLINE, VARIANTS
from tajsim.evidence.calibration.likelihood import FEWEST
from tajsim.evidence.hindcast import FIRST_ORIGIN
from tajsim.parameters import Parameters
from tajsim.past.drivers import LAST, last_year
from tajsim.results.manifest import MOST_DRAWS
from tajsim.rounding import percent
from tajsim.store import data_path, write_folder

if TYPE_CHECKING:
    import pandas as pd

    from tajsim.evidence.episodes.study import Episode

FIRST = FIRST_ORIGIN + 2  # one year to calibrate on before the first origin
DATA = ("history/*.csv", "episodes/*.toml")


@dataclass(frozen=True, kw_only=True)
class BacktestRequest:
    """A backtest that can be made."""

    start: int
    end: int
    draws: int
    trials: int
    seed: int
    parameters: Parameters
    out: Path | None
    variant: str = HEADLINE
    backend: str = BACKEND


def command(options: Namespace) -> None:
    """Check everything that was typed, forecast, print, write."""
    request = read(options)
    asked: dict[str, Any] = {
        "parameters": request.parameters,
        "trials_draws": request.trials,
        "draws": request.draws,
        "seed": request.seed,
        "backend": request.backend,
    }
    tell_of(request.backend, request.trials, request.end - FIRST_ORIGIN, 4)
    if options.partial:
        years = {"start": request.start, "end": request.end}
        partial.report(asked | years, request.out, manifest(request), options.json)
        return
    beside: dict[str, Backtest] = {}
    with progress_bar("variant" if options.variants else "step") as progress:
        if options.variants:
            beside = backtest_variants(progress, start=request.start, end=request.end, **asked)
            found = beside[request.variant]
        else:
            found = backtest(request.start, request.end, variant=request.variant, progress=progress, **asked)
    if options.json:
        scores = [{**row, "pit": list(row["pit"])} for row in found.rows()]
        studied = [episode.to_dict() for episode in _episodes(request, found)]
        _write(request, found, beside)
        show_json({"scores": scores, "episodes": studied})
        return
    stories = _episodes(request, found) if _covered(found) else ()
    print(_report(request, found, stories), flush=True)
    if beside:
        print(f"\nWhat the scores owe to, one year ahead, drivers as they were\n\n{variants(given(beside))}")
    written = _write(request, found, beside)
    show_written(written, "\n")


def read(options: Namespace) -> BacktestRequest:
    """Read and check the options. Raises InputError naming every problem."""
    problems = Problems("cannot run the backtest")
    start, end = (_year(problems, f"--{name}", getattr(options, name)) for name in ("start", "end"))
    if start > end:
        problems.add(f"--start {start} is after --end {end}; take years in order")
    draws = number(problems, "--draws", options.draws, 2)
    if draws > BLOCK:
        problems.add(f"--draws is {options.draws!r}; a forecast takes at most {BLOCK}")
    trials = number(problems, "--trials", options.trials, FEWEST, MOST_DRAWS)
    seed = number(problems, "--seed", options.seed, 0)
    parameters = read_parameters(options.vintage, problems)
    if parameters is not None and parameters.ensemble is not None:
        problems.add(
            f"--parameters {options.vintage} was itself calibrated on the past, which forecasts must not "
            f"know; give declared ranges, such as {PRIORS}"
        )
    backend = check_backend(problems, options.backend, "--backend")
    out = None if options.out is None else Path(options.out)
    if out is not None:
        check_folder(problems, out)
    if options.variant not in VARIANTS:
        problems.add(f"--variant is {quoted(options.variant)}; {nearest(options.variant, tuple(VARIANTS))}")
    if options.partial and (options.variants or options.variant != HEADLINE):
        problems.add("--partial is of the headline alone; leave out --variant and --variants")
    problems.raise_if_any()
    if parameters is None:
        raise AssertionError("the parameter set is missing although no problem was noted")
    return BacktestRequest(
        start=start, end=end, draws=draws, trials=trials, seed=seed, parameters=parameters, out=out,
        variant=options.variant, backend=backend,
    )  # fmt: skip


def _year(problems: Problems, option: str, text: str) -> int:
    year = whole_number(text)
    latest = last_year()
    if year is None or not FIRST <= year <= latest:
        problems.add(f"{option} is {quoted(text)}; it must be a year from {FIRST} to {latest}")
        return FIRST if option == "--start" else LAST
    return year


def _origins() -> list[int]:
    """The last year before each episode."""
    from tajsim.evidence.episodes.stories import stories

    return [story.first - 1 for story in stories()]


def _covered(found: Backtest) -> bool:
    """Whether the backtest has calibrated on the years before every episode."""
    return set(_origins()) <= set(found.calibrations)


def _episodes(request: BacktestRequest, found: Backtest) -> Sequence[Episode]:
    """The episodes, with the calibrations of the backtest where it has them all."""
    from tajsim.evidence.episodes.study import episodes

    with progress_bar("step") as progress:
        return episodes(
            request.draws,
            request.seed,
            parameters=request.parameters,
            trials_draws=request.trials,
            calibrations={o: found.calibrations[o] for o in _origins()} if _covered(found) else None,
            progress=progress,
            backend=request.backend,
        )


def _report(request: BacktestRequest, found: Backtest, episodes: Sequence[Episode]) -> str:
    columns = width()

    def wrapped(text: str, indent: str = "") -> str:
        return paragraph(text, columns, indent)

    fitted = [one.effective for one in found.calibrations.values()]
    rests = (
        f"{request.trials:,} trials, effective sample size {min(fitted):,.0f} or more at every origin"
        if fitted
        else "Not fitted"
    )
    lines = [
        wrapped(
            f"Forecasts of {request.start}-{request.end} made from data up to their origin, and what came. "
            "Changes in log points (0.10 = 10 %), shares as shares (0.01 = one point). Drivers as they were: "
            f"{', '.join(GIVEN)}."
        ),
        "",
        render(found.rows()),
        "",
        wrapped(
            "RMSE and CRPS: lower is better. sign right: share on the right side of no change. in 90 %: "
            "outcomes inside the band. *: better than the model. (...): on the fewer questions that it "
            "answers; the star compares on those."
        ),
        "",
        bands(found.rows()),
        "",
        wrapped(
            "90 % of resamples: of target years, drawn again three in a row. fifths: how many outcomes fell "
            "into each fifth of their forecast, alike where bands are right. bias: forecast less outcome."
        ),
        "",
        wrapped(
            f"Of {len(found.forecasts)} outcomes {percent(found.coverage(90))} % lie in the 90 % bands and "
            f"{percent(found.coverage(50))} % in the 50 % bands. Parameters: {request.parameters.name}, "
            f"{VARIANTS[request.variant].title}. {rests}; {request.draws:,} draws, seed {request.seed}."
        ),
        "",
        "What fell short",
    ]
    for heading, details in shortfalls(found):
        lines.append(wrapped(heading + (":" if details else ": nothing."), "  "))
        lines += [wrapped(line, "    ") for line in details]
    if episodes:
        lines += ["", "Episodes, given what drove them"]
        lines += [wrapped(f"{one.title}. {one.missed}", "  ") for one in episodes]
    return "\n".join(lines)


def _write(request: BacktestRequest, found: Backtest, beside: Mapping[str, Backtest]) -> list[Path]:
    """The files of --out DIR, all of them or none; the manifest comes last."""
    if request.out is None:
        return []
    from tajsim.evidence.backtest.picture import backtest_figure

    contents = {
        "scores.csv": csv_file(scores_frame(found)),
        "forecasts.csv": csv_file(found.table()),
        "backtest.png": png_file(lambda: backtest_figure(found)),
        **({"variants.csv": csv_file(frame(given(beside)))} if beside else {}),
        "manifest.json": json_file(manifest(request)),
    }
    return write_folder(request.out, contents)


def scores_frame(found: Backtest) -> pd.DataFrame:
    """Every score, one a row: variable, horizon, conditional, first, last, by, statistic, value.

    by: tajsim or a benchmark. pit_1 to pit_10 are counts; model_rmse and model_crps are those of the model on
    the questions that the benchmark of the row answers.
    """
    import pandas as pd

    keys = ("variable", "horizon", "conditional", "first", "last")
    rows = []
    for row in found.rows():
        about = {key: row[key] for key in keys}
        own = {name: value for name, value in row.items() if name not in (*keys, "pit", "benchmarks")}
        own |= {f"pit_{i}": count for i, count in enumerate(row["pit"], start=1)}
        for by, scored in (("tajsim", own), *row["benchmarks"].items()):
            rows += [{**about, "by": by, "statistic": name, "value": value} for name, value in scored.items()]
    return pd.DataFrame(rows)


def manifest(request: BacktestRequest) -> dict[str, Any]:
    """Everything needed to repeat the backtest, as plain values; the same backtest gives the same."""
    import platform

    import numpy
    import scipy

    from tajsim.version import __version__

    files = sorted(path for pattern in DATA for path in data_path().glob(pattern))
    return {
        "version": __version__,
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        "start": request.start,
        "end": request.end,
        "horizons": HORIZONS,
        "variant": request.variant,
        "trials": request.trials,
        "draws": request.draws,
        "seed": request.seed,
        "backend": {
            "trials": used(request.backend, request.trials),
            "draws": used(request.backend, request.draws),
        },
        "vintage": request.parameters.name,
        "vintage_sha256": request.parameters.digest(),
        "data": {
            path.relative_to(data_path()).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
        },
    }
