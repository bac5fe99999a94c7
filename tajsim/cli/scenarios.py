"""`tajsim scenarios`: scenarios and their stories, and what they claim held against the model."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tajsim.cli.parser import width
from tajsim.cli.streams import show_json
from tajsim.cli.text import figure, paragraph
from tajsim.columns import aligned
from tajsim.errors import Problems
from tajsim.scenarios import scenario, scenario_names

if TYPE_CHECKING:
    import pandas as pd

MISSED = 1


def command(options: Namespace) -> None:
    """Print scenarios with title and narrative, or with --check every claim; exit with 1 when one is missed.

    With --json sources are printed as well.
    """
    if options.check:
        check(options)
        return
    problems = Problems("cannot list scenarios")
    chosen = [problems.attempt(lambda name=name: scenario(name)) for name in options.scenarios]  # type: ignore[misc]
    problems.raise_if_any()
    listed = [s for s in chosen if s is not None] or [scenario(name) for name in scenario_names()]
    if options.json:
        fields = ("name", "title", "narrative", "sources")
        show_json([{field: getattr(s, field) for field in fields} for s in listed])
        return
    titles = aligned([(s.name, s.title) for s in listed])
    for s, title in zip(listed, titles, strict=True):
        print(title)
        print(paragraph(s.narrative, width()) + "\n")
    print("Run one: tajsim run crackdown. Compose: tajsim run 'crackdown + reintegration'.")


def check(options: Namespace) -> None:
    """Print every claim of the scenarios asked for with the number that is reached."""
    from tajsim.analysis.expectations import expectations

    found = expectations(options.scenarios, options.vintage, backend=options.backend)
    if options.json:
        show_json(found.to_dict("records"))
    else:
        _print(found)
    sys.stdout.flush()
    if not found["met"].all():
        raise SystemExit(MISSED)


def _print(found: pd.DataFrame) -> None:
    for name, claims in found.groupby("scenario", sort=False):
        print(name)
        for claim in claims.to_dict("records"):
            for line in _lines(claim):
                print(line)
        print()
    missed = int((~found["met"]).sum())
    print(f"{len(found) - missed} of {len(found)} claims are met.")


def _lines(claim: Mapping[Any, Any]) -> tuple[str, str]:
    from tajsim.scenarios.expectation import LEVEL, Expectation

    bounds = {name: claim[name] for name in ("above", "below") if claim[name] == claim[name]}
    e = Expectation(claim["says"], claim["output"], claim["at"], claim["measure"], **bounds)
    tail = "" if e.measure == LEVEL else f" {e.measure}"
    verdict = "met   " if claim["met"] else "MISSED"
    number = f"{e.output} of {e.at}: {figure(claim['reached'])}{tail}, claimed {e.range}"
    return paragraph(f"{e.says}", width(), "  "), f"    {verdict} {number}"
