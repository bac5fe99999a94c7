"""`tajsim outputs`: what a run can report."""

from __future__ import annotations

from argparse import Namespace

from tajsim.cli.parser import width
from tajsim.cli.streams import show_json
from tajsim.cli.text import table
from tajsim.engine.plan import last_quarter
from tajsim.model.outputs import OUTPUTS, STANDARD, with_base_year
from tajsim.parameters import parameters


def command(options: Namespace) -> None:
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
