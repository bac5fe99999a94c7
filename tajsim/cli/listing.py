"""What can be named: `tajsim outputs` and `tajsim targets`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Hashable, Mapping
from typing import Any

from tajsim.cli.parser import width
from tajsim.cli.streams import show_json
from tajsim.cli.text import figure, paragraph, table
from tajsim.engine.plan import last_quarter
from tajsim.model.outputs import OUTPUTS, STANDARD, with_base_year
from tajsim.parameters import parameters


def list_outputs(options: Namespace) -> None:
    """Print every output: name, unit, how a year is made of its quarters, definition.

    Units and definitions name the base year of the default parameter set.
    """
    last = last_quarter(parameters())
    outputs = [with_base_year(o, last) for o in OUTPUTS]
    if options.json:
        rows = [
            {
                "name": o.name,
                "unit": o.unit,
                "definition": o.definition,
                "block": o.block,
                "annual": o.annual,
                "standard": o.name in STANDARD,
            }
            for o in outputs
        ]
        show_json(rows)
        return
    header = ("output", "unit", "year", "definition")
    marked = [
        (o.name + ("" if o.name in STANDARD else " *"), o.unit, o.annual, o.definition) for o in outputs
    ]
    print(table(header, marked, width()))
    print("\nyear: how the annual value is made of the quarters. * kept only when asked for: --outputs.")


def list_targets(options: Namespace) -> None:
    """Print every target with its unit, its range and what it moves, then the levers with their cost."""
    from tajsim.analysis.policy.levers import levers
    from tajsim.analysis.targets import targets

    found, measures = targets(options.vintage), levers()
    if options.json:
        show_json({"targets": found.to_dict("records"), "levers": measures.to_dict("records")})
        return
    for block, members in found[found["shock"]].groupby("block", sort=False):
        header = (str(block), "unit", "allowed", "moves")
        rows = [_row(row) for row in members.to_dict("records")]
        print(table(header, rows, width()) + "\n")
    idle = found.loc[~found["shock"], "name"]
    print("These only shape the state a run starts from, so that a shock on them would change nothing:")
    print(paragraph(", ".join(idle), width()) + "\n")
    listed = [
        (m["name"], figure(m["cost"]), ", ".join(f"{size:g}" for size in m["sizes"]), m["title"])
        for m in measures.to_dict("records")
    ]
    print(table(("lever", "million TJS a year", "sizes", "what it is"), listed, width(), right=(1,)))
    print("\nValues and descriptions: --json. A lever is a scenario with a cost, for tajsim policy.")


def _row(target: Mapping[Hashable, Any]) -> tuple[str, str, str, str]:
    allowed = f"{figure(target['low'])} to {figure(target['high'])}"
    return target["name"], target["unit"], allowed, target["moves"] or "nothing now"
