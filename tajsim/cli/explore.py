"""`tajsim explore`: the model in one page."""

from __future__ import annotations

import webbrowser
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tajsim.cli.figures import figures_given
from tajsim.cli.params import read_parameters
from tajsim.cli.request import check_file, number, shifted
from tajsim.cli.streams import print_error, show_written
from tajsim.engine.backend import check_backend
from tajsim.errors import InputError, Problems
from tajsim.explorer.explore import explore
from tajsim.explorer.explorer import MOST, check_name
from tajsim.judgements.reading import as_judgement
from tajsim.languages import language
from tajsim.scenarios import Scenario, scenario
from tajsim.store import make_folder


@dataclass(frozen=True, kw_only=True)
class ExploreRequest:
    """A page that can be made: the arguments of `explore`, and where it goes."""

    arguments: dict[str, Any]
    out: Path
    open: bool


def command(options: Namespace) -> None:
    """Check everything that was typed, make the page, write it and open it if asked."""
    request = read(options)
    page = explore(**request.arguments)
    make_folder(request.out.parent)
    written = page.save(request.out)
    show_written([written])
    if request.open and not webbrowser.open(written.resolve().as_uri()):
        print_error(f"tajsim: no browser could be started; open {written} in one")


def read(options: Namespace) -> ExploreRequest:
    """Read and check the options. Raises InputError naming every problem."""
    problems = Problems("cannot make the page")
    out = Path(options.out)
    if out.is_dir():
        problems.add(f"--out is {options.out!r}, a folder; name a file such as {out / 'explore.html'}")
    else:
        check_file(problems, out)
    problems.attempt(lambda: check_name(out))
    problems.attempt(lambda: language(options.language))
    found: list[Scenario] = []
    for name in options.scenarios:
        one = problems.attempt(lambda name=name: scenario(name))  # type: ignore[misc]
        found += [] if one is None else [one]
    found = list(shifted(problems, found, options.shift))
    arguments = {
        "scenarios": found,
        "parameters": read_parameters(options.vintage, problems),
        "baseline": options.baseline,
        "start": options.start,
        "end": options.end,
        "draws": number(problems, "--draws", options.draws, 1, MOST),
        "seed": number(problems, "--seed", options.seed, 0),
        "given": figures_given(options, problems),
        "judgement": problems.attempt(lambda: as_judgement(options.judgement)),
        "language": options.language,
        "backend": check_backend(problems, options.backend, "--backend"),
    }
    if problems.found:
        raise InputError(problems.heading, problems.found)
    return ExploreRequest(arguments=arguments, out=out, open=options.open)
