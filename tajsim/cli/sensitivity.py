"""`tajsim sensitivity`: which parameters the uncertainty about an outcome comes from."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from tajsim.analysis.sensitivity.study import Sensitivity, Study, read_study
from tajsim.cli.files import csv_file, json_file, png_file, records
from tajsim.cli.parser import whole_number, width
from tajsim.cli.request import check_folder, shifted
from tajsim.cli.streams import show_json, show_written
from tajsim.cli.text import figure, paragraph, table
from tajsim.cli.workers import progress_bar
from tajsim.engine.backend import check_backend
from tajsim.engine.request import RunOptions
from tajsim.errors import InputError, Problems
from tajsim.scenarios import Scenario, scenario
from tajsim.store import write_folder

PICTURES = ("tornado", "indices", "path")


def command(options: Namespace) -> None:
    """Check everything that was typed, compute, print, write."""
    study, out = read(options)
    with progress_bar("step") as progress:
        found = study.run(progress)
    if not options.json:
        print(_report(found), flush=True)
    written = [] if out is None else _write(found, out)
    if options.json:
        show_json(summary(found, written))
    else:
        show_written(written, "\n")


def read(options: Namespace) -> tuple[Study, Path | None]:
    """Read and check the options. Raises InputError naming every problem."""
    problems = Problems("cannot run")
    out = None if options.out is None else Path(options.out)
    if out is not None:
        check_folder(problems, out)
    base_samples = _whole(options.base_samples)
    seed: Any = _whole(options.seed)  # refused with the other arguments when it is no number
    names = None if options.names is None else [n.strip() for n in options.names.split(",") if n.strip()]
    run = RunOptions(
        scenarios=_scenario(options, problems),
        outputs=options.output,
        parameters=options.vintage,
        baseline=options.baseline,
        start=options.start,
        end=options.end,
        seed=seed,
        backend=check_backend(problems, options.backend, "--backend"),
    )
    study = problems.attempt(
        lambda: read_study(
            run,
            at=options.at,
            of=options.of,
            names=names,
            groups=options.groups,
            base_samples=base_samples,
        )
    )
    problems.raise_if_any()
    if study is None:
        raise AssertionError("the study is missing although no problem was noted")
    return study, out


def _scenario(options: Namespace, problems: Problems) -> Scenario | str:
    """The scenario, moved when that is asked; a name that is none is refused with the other arguments."""
    try:
        found = scenario(options.scenario)
    except InputError:
        return str(options.scenario)
    return shifted(problems, [found], options.shift)[0]


def _whole(text: str) -> int | str:
    """The number a text writes; a text that writes none is refused with the rest of the arguments."""
    value = whole_number(text)
    return text if value is None else value


def _report(found: Sensitivity) -> str:
    columns = width()
    rows = [
        (
            row["parameter"],
            *(_share(row["first"]), f"{_share(row['first_low'])} to {_share(row['first_high'])}"),
            *(_share(row["total"]), f"{_share(row['total_low'])} to {_share(row['total_high'])}"),
        )
        for row in records(found.table())
    ]
    header = ("% of the variance", "alone", "95 %", "with interactions", "95 %")
    lines = [
        table(header, rows, columns, right=(1, 2, 3, 4)),
        "",
        paragraph(
            "alone: what would go of the variance if it were known; with interactions: what would stay if "
            "everything else were known.",
            columns,
            "",
        ),
        "",
        "Worth knowing better: the share of the variance that would go",
    ]
    for row in records(found.top()):
        about = f"{row['unit']}: {_number(row['low'])} to {_number(row['high'])}; " if row["unit"] else ""
        what = f"{row['description']} ({about}{row['source']})"
        lines.append(paragraph(f"{_share(row['variance_gone'])} % {row['parameter']}: {what}", columns))
    return "\n".join([*lines, "", paragraph(found.text, columns, "")])


def _share(value: float) -> str:
    return f"{100 * value:.1f}".replace("-0.0", "0.0")


def _number(value: float) -> str:
    return figure(float(f"{value:.3g}"))


def summary(found: Sensitivity, written: list[Path]) -> dict[str, Any]:
    """Everything found, as plain values."""
    return {
        **manifest(found),
        "text": found.text,
        "mean": found.mean,
        "sd": found.sd,
        "sd_all": found.spread,
        "indices": records(found.table()),
        "top": records(found.top()),
        "tornado": records(found.tornado()),
        "path": records(found.path()),
        "files": [str(path) for path in written],
    }


def _write(found: Sensitivity, folder: Path) -> list[Path]:
    """The files of --out DIR, all of them or none; the manifest comes last."""
    tables = {"indices": found.table(), "tornado": found.tornado(), "path": found.path()}
    contents = {f"{name}.csv": csv_file(frame) for name, frame in tables.items()}
    shown = PICTURES if found.years else PICTURES[:2]
    contents |= {f"{name}.png": png_file(getattr(found.plot, name)) for name in shown}
    contents["manifest.json"] = json_file(manifest(found))
    return write_folder(folder, contents)


def manifest(found: Sensitivity) -> dict[str, Any]:
    """Everything needed to repeat the study, as plain values; the same study gives the same."""
    import platform

    import numpy
    import scipy

    from tajsim.version import __version__

    return {
        "version": __version__,
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        "scenario": found.scenario,
        "baseline": found.baseline,
        "output": found.output,
        "unit": found.unit,
        "at": found.at,
        "vintage": found.parameters.name,
        "vintage_sha256": found.parameters.digest(),
        "factors": {factor.name: list(factor.parameters) for factor in found.factors},
        "base_samples": found.base_samples,
        "seed": found.seed,
        "backend": found.backend,
    }
