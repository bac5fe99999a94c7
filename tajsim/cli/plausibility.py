"""`tajsim plausibility`: how unusual scenarios are, among predictions and in history."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tajsim.analysis.plausibility.driver_moves import TOGETHER
from tajsim.analysis.plausibility.study import FEWEST_DRAWS, Plausibility, plausibility
from tajsim.cli.files import csv_file, file_name, json_file, png_file, records
from tajsim.cli.params import note, read_parameters
from tajsim.cli.parser import width
from tajsim.cli.request import check_folder, number, shifted
from tajsim.cli.streams import show_json, show_written
from tajsim.cli.text import paragraph, table
from tajsim.drivers.outlook import OUTLOOKS
from tajsim.errors import InputError, Problems, nearest, quoted
from tajsim.parameters import Parameters
from tajsim.results.manifest import versions
from tajsim.scenarios import Scenario, scenario, scenario_names
from tajsim.store import write_folder

if TYPE_CHECKING:
    import pandas as pd

MOST_DRAWS = 10**6


@dataclass(frozen=True, kw_only=True)
class PlausibilityRequest:
    """Scenarios that can be judged."""

    scenarios: tuple[Scenario, ...]
    parameters: Parameters
    draws: int
    seed: int
    outlook: str
    out: Path | None


def command(options: Namespace) -> None:
    """Check everything that was typed, judge, print, write."""
    request = read(options)
    found = [
        plausibility(one, request.parameters, request.draws, request.seed, request.outlook)
        for one in request.scenarios
    ]
    if not options.json:
        print(_report(request, found), flush=True)
    written = _write(request, found)
    if options.json:
        show_json(
            {
                **_asked(request),
                "scenarios": [_judged(one) for one in found],
                "files": [str(path) for path in written],
            }
        )
    else:
        show_written(written, "\n")


def read(options: Namespace) -> PlausibilityRequest:
    """Read and check the options. Raises InputError naming every problem."""
    problems = Problems("cannot judge the scenarios")
    found: list[Scenario] = []
    for name in options.scenarios or [name for name in scenario_names() if name != "baseline"]:
        try:
            found.append(scenario(name))
        except InputError as error:
            note(problems, error)
    found = list(shifted(problems, found, options.shift))
    names = [one.name for one in found]
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.add(f"the scenario {quoted(name)} is named {names.count(name)} times; once is enough")
    parameters = read_parameters(options.vintage, problems)
    draws = number(problems, "--draws", options.draws, FEWEST_DRAWS, MOST_DRAWS)
    seed = number(problems, "--seed", options.seed, 0)
    if options.outlook not in OUTLOOKS:
        problems.add(f"--outlook is {quoted(options.outlook)}; {nearest(options.outlook, OUTLOOKS)}")
    out = None if options.out is None else Path(options.out)
    if out is not None:
        check_folder(problems, out)
    problems.raise_if_any()
    if parameters is None:
        raise AssertionError("the parameter set is missing although no problem was noted")
    return PlausibilityRequest(
        scenarios=tuple(found),
        parameters=parameters,
        draws=draws,
        seed=seed,
        outlook=options.outlook,
        out=out,
    )


def _report(request: PlausibilityRequest, found: Sequence[Plausibility]) -> str:
    columns = width()
    header = ("scenario", "driver", "by", "change", "outlook", "percentile", "since 2000")
    rows = [
        (
            one.scenario,
            move.driver,
            str(move.until),
            *((f"{move.move:+.0f} %", f"{move.outlook:+.0f} %") if move.driver != TOGETHER else ("", "")),
            f"{move.percentile:.1f}",
            f"{move.exceeded} of {move.windows}" if move.windows else "",
        )
        for one in found
        for move in one.moves
    ]
    lines = []
    if rows:
        lines += [table(header, rows, columns, right=range(3, len(header))), ""]
        text = (
            "percentile: of the surprise over the outlook among the model's draws; together: the share of "
            "draws that lie nearer. since 2000: windows of that length in which the driver moved as far."
        )
        lines += [paragraph(text, columns, ""), ""]
    for one in found:
        lines += [paragraph(one.text, columns, ""), ""]
    foot = f"Parameters: {request.parameters.name}. {request.draws:,} draws, seed {request.seed}."
    return "\n".join([*lines, foot])


def _judged(one: Plausibility) -> dict[str, Any]:
    return {
        "scenario": one.scenario,
        "title": one.title,
        "text": one.text,
        "start": None if one.start is None else str(one.start),
        "distance": one.distance,
        "percentile": one.percentile,
        "figures": one.figures,
        "moves": records(one.table()),
        "rules": records(one.rule_table()),
    }


def _asked(request: PlausibilityRequest) -> dict[str, Any]:
    """Everything needed to judge again, as plain values."""
    return {
        **versions(),
        "vintage": request.parameters.name,
        "vintage_sha256": request.parameters.digest(),
        "outlook": request.outlook,
        "draws": request.draws,
        "seed": request.seed,
    }


def _write(request: PlausibilityRequest, found: Sequence[Plausibility]) -> list[Path]:
    """The files of --out DIR, all of them or none; the manifest comes last.

    A scenario that moves no driver has no picture.
    """
    if request.out is None:
        return []
    import pandas as pd

    def joined(tables: Sequence[pd.DataFrame]) -> bytes:
        kept = [frame for frame in tables if len(frame)] or list(tables[:1])
        return csv_file(pd.concat(kept, ignore_index=True))

    contents = {
        "moves.csv": joined([_named(one.table(), one) for one in found]),
        "rules.csv": joined(
            [_named(one.rule_table().rename(columns={"scenario": "value"}), one) for one in found]
        ),
    }
    taken: list[str] = []
    for one in found:
        if one.start is not None:
            taken.append(file_name(one.scenario, taken))
            contents[f"plausibility-{taken[-1]}.png"] = png_file(one.plot)
    digests = {one.name: one.digest() for one in request.scenarios}
    contents["manifest.json"] = json_file({**_asked(request), "scenarios": digests})
    return write_folder(request.out, contents)


def _named(frame: pd.DataFrame, one: Plausibility) -> pd.DataFrame:
    frame.insert(0, "scenario", one.scenario)
    return frame
